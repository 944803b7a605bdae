"""What comments in statements tell: the request they belong to, and where in the code they stand.

Source: sqlcommenter's specification (google.github.io/sqlcommenter/spec): key='value' pairs, values
encoded as in URLs, ``traceparent`` as W3C Trace Context has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.kernels.text_hashes import number_texts
from perfview.queries.gathering.calls import Written

_TRACE = re.compile(r"traceparent='?[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-")
_PAIR = re.compile(r"(\w+)\s*[=:]\s*'?([^',*]+)'?")
_PLACES = (
    "controller",
    "action",
    "route",
    "job",
    "framework",
    "application",
    "app",
    "line",
    "file",
)


@dataclass(frozen=True)
class Remarks:
    """trace, parent and caller int32 (n): which of `traces` (32 hex digits), of the distinct parent
    spans and of `callers` each call's comment names, -1 none."""

    trace: NDArray[np.int32]
    parent: NDArray[np.int32]
    caller: NDArray[np.int32]
    traces: list[str]
    callers: list[str]


def read_remarks(written: Written, remark: NDArray[np.int64]) -> Remarks:
    """What the comments at `remark` int64 (n, 2) (`Gathered.remark`) tell, each distinct one read
    once."""
    told = np.flatnonzero(remark[:, 1] > 0)
    begin = np.ascontiguousarray(remark[told, 0])
    end = np.ascontiguousarray(remark[told, 1])
    number = number_texts(written.content, begin, end) if len(told) else np.zeros(0, np.int32)
    _, distinct = number_small(number, int(number.max(initial=-1)) + 1)
    first = np.zeros(len(distinct), np.int64)
    first[number[::-1]] = np.arange(len(told))[::-1]
    names: tuple[dict[str, int], ...] = ({}, {}, {})
    by_text = np.full((3, len(distinct)), -1, np.int32)
    for each, row in enumerate(first.tolist()):
        text = written.content[begin[row] : end[row]].tobytes().decode("utf-8", "replace")
        for kind, word in enumerate(_told(text)):
            if word:
                by_text[kind, each] = names[kind].setdefault(word, len(names[kind]))
    columns = np.full((3, len(remark)), -1, np.int32)
    columns[:, told] = by_text[:, number]
    return Remarks(columns[0], columns[1], columns[2], list(names[0]), list(names[2]))


def _told(text: str) -> tuple[str, str, str]:
    """Trace, parent span and code site of one comment, "" for what it does not tell."""
    found = _TRACE.search(text)
    pairs = {key.lower(): unquote(value).strip() for key, value in _PAIR.findall(text)}
    places = [f"{key} {pairs[key]}" for key in _PLACES if key in pairs]
    return found[1] if found else "", found[2] if found else "", ", ".join(places)
