"""Comparing values with what a filter asks for: texts, and numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.fields import Texts
from perfview.filtering.grammar import FilterError, Term

if TYPE_CHECKING:
    import regex

UNITS: dict[str, dict[str, float]] = {
    "ns": {"ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3.6e12},
    "bytes": {"b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 2**10, "mib": 2**20, "gib": 2**30},
    "ratio": {"%": 0.01},
    "count": {"k": 1e3, "m": 1e6},
}
"""What may stand behind a number, by the unit of the quantity; lower case."""

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s.]*)")
_ORDERED: dict[str, Callable[[NDArray[np.float64], float], NDArray[np.bool_]]] = {
    "=": np.equal,
    "!=": np.not_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}
_PATIENCE_S = 0.5
"""For one text: only expressions that try every way of matching need as long."""


def number_of(text: str, unit: str) -> float | None:
    """A number with its unit, in `unit`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    factor = UNITS.get(unit, {}).get(match[2].lower(), None) if match[2] else 1.0
    return None if factor is None else float(match[1]) * factor


def numbers_that(term: Term, values: NDArray[np.number], unit: str) -> NDArray[np.bool_]:
    """Which numbers (any dtype, in `unit`) meet the term. Raises `FilterError`."""
    compare = _ORDERED.get(term.operator)
    wanted = number_of(term.value, unit)
    if compare is None or wanted is None:
        units = ", ".join(name for name in UNITS.get(unit, {}) if name.isascii())
        example = f" Units: {units}." if units else ""
        raise FilterError(f"“{term.key}” is compared with a number.{example}", term.at)
    return np.asarray(compare(values.astype(np.float64), wanted), np.bool_)


def texts_that(term: Term, texts: Iterable[str]) -> NDArray[np.bool_]:
    """Which texts meet the term: `=` ignores case and takes * for anything, `~` is a regular
    expression, the ordering ones compare what is a number. Raises `FilterError`, also for an
    expression that takes too long."""
    if term.operator in ("", "=", "!=", "~", "!~"):
        return _matched(term, list(texts))
    known = list(texts)
    numbers = np.array([_plain_number(text) for text in known], np.float64)
    return numbers_that(term, numbers, "plain")


def text_held(ids: NDArray[np.int32], texts: Texts, term: Term) -> NDArray[np.bool_]:
    """Of which rows, texts by id int32 (-1 for none), a term holds; each text is looked at once.
    What is absent meets only what denies something. Raises `FilterError`."""
    count = int(ids.max(initial=-1)) + 1
    used = np.zeros(count, np.bool_)
    used[ids[ids >= 0]] = True
    which = np.flatnonzero(used)
    # One more at the end: the place of -1.
    found = np.zeros(count + 1, np.bool_)
    found[-1] = term.operator.startswith("!")
    found[which] = texts_that(term, (texts[int(i)] for i in which))
    return np.asarray(found[ids], np.bool_)


def _plain_number(text: str) -> float:
    number = number_of(text, "plain")
    return float("nan") if number is None else number


def _matched(term: Term, texts: list[str]) -> NDArray[np.bool_]:
    find = _pattern(term)
    found = np.zeros(len(texts), np.bool_)
    try:
        for index, text in enumerate(texts):
            # Concurrent: other threads, the window's above all, go on meanwhile.
            found[index] = find.search(text, timeout=_PATIENCE_S, concurrent=True) is not None
    except TimeoutError:
        raise FilterError("Matching this takes too long", term.at) from None
    return ~found if term.operator.startswith("!") else found


def _pattern(term: Term) -> regex.Pattern[str]:
    # Most openings of a file filter nothing: what compiles patterns is loaded by those that do.
    import regex

    if term.operator.endswith("~"):
        try:
            return regex.compile(term.value, regex.IGNORECASE)
        except (regex.error, RecursionError, OverflowError) as error:
            raise FilterError(f"This is no regular expression: {error}", term.at) from None
    escaped = regex.escape(term.value)
    if not term.operator:
        return regex.compile(escaped, regex.IGNORECASE)
    glob = escaped.replace(r"\*", ".*")
    return regex.compile(rf"\A{glob}\Z", regex.IGNORECASE | regex.DOTALL)
