"""How statements quote where nothing but their texts tells whose they are: what is read the wrong
way shows its literals."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.literal_free import DOUBLE_TEXT, ESCAPES
from perfview.kernels.quote_marks import quote_marks

MOST_LOOKED_AT = 20_000
"""Texts that are looked at one by one; of more, the others are read as most of these are."""

_VALUE = re.compile(
    rb"""(?:[=<>]|\blike|\bin\s*\(|\bvalues\s*\()\s*\"""",
    re.IGNORECASE,
)
_NAME = re.compile(
    rb'"\s*\.|\.\s*"|\b(?:from|update|into|join|table|select|as|by|where|and|or|on|set)\s+"',
    re.IGNORECASE,
)
_TEXT = rb"""'(?:[^']|'')*(?P<end>'|\Z)(?P<next>\w)?|"[^"]*\""""
_ESCAPING = rb"""'(?:[^'\\]|''|\\.)*(?P<end>'|\Z)(?P<next>\w)?|"[^"]*\""""
_WAYS = {0: re.compile(_TEXT), ESCAPES: re.compile(_ESCAPING, re.DOTALL)}


def quoting_of(
    content: NDArray[np.uint8], start: NDArray[np.int64], stop: NDArray[np.int64], way: int
) -> NDArray[np.uint8]:
    """The bits of `literal_free` for each text content[start:stop]: uint8 (n), or (1) for all where
    nothing speaks against `way`. Only texts with a quote behind a backslash, or with a value in
    double quotes, are looked at one by one."""
    whole = np.array([way], np.uint8)
    doubtful = np.flatnonzero(quote_marks(content, start, stop))
    if not len(doubtful):
        return whole
    begins, first, of_row = np.unique(start[doubtful], return_index=True, return_inverse=True)
    rows = doubtful[first[:MOST_LOOKED_AT]]
    found = np.zeros(len(begins), np.uint8)
    for each, row in enumerate(rows.tolist()):
        found[each] = way_of(content[start[row] : stop[row]].tobytes(), way)
    found[len(rows) :] = np.bincount(found[: len(rows)]).argmax()
    ways = np.full(len(start), way, np.uint8)
    ways[doubtful] = found[of_row]
    return ways if np.any(found != way) else whole


def way_of(text: bytes, way: int) -> int:
    """The way in which a text is most likely to be read: values in double quotes where no name is,
    and backslashes as what leaves no text open and none that runs into a word."""
    if not way & DOUBLE_TEXT and _VALUE.search(text) and not _NAME.search(text):
        return way | DOUBLE_TEXT | ESCAPES
    if b"\\'" not in text:
        return way
    other = way ^ ESCAPES
    return other if _faults(text, other) < _faults(text, way) else way


def _faults(text: bytes, way: int) -> int:
    found = _WAYS[way & ESCAPES].finditer(text)
    return sum((each["end"] == b"") + (each["next"] is not None) for each in found)
