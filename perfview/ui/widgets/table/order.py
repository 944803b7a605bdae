"""Which rows a table shows and in which order: pure functions over columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.ui.widgets.table.columns import Column, Rows


@dataclass(frozen=True)
class Arrangement:
    """How a table is to be arranged. `column` -1 keeps the given order; `only` are the rows to
    choose from (int32), None for all; every word of `text` must be in a row; `most` rows are shown,
    the first of the order, 0 for all."""

    column: int = -1
    descending: bool = False
    text: str = ""
    only: Rows | None = None
    most: int = 0


Question = Callable[[str], NDArray[np.bool_]]
"""From a filter's text to which rows match, bool (n); raises `FilterError`."""


def arrange(columns: Sequence[Column], how: Arrangement, question: Question | None = None) -> Rows:
    """The rows to show, top to bottom: int32. `question` reads the text, else words are looked for.

    Raises `FilterError` when the question makes no sense of the text.
    """
    rows = _chosen(columns, how, question)
    if not 0 <= how.column < len(columns):
        return rows[: how.most] if how.most else rows
    key = columns[how.column].sort_key()[rows]
    if 0 < how.most < len(rows):
        first = _first(key, how.most, descending=how.descending)
        rows, key = rows[first], key[first]
    if how.descending:
        # Reversed twice: equal rows stay in the file's order.
        return rows[::-1][np.argsort(key[::-1], kind="stable")[::-1]]
    return rows[np.argsort(key, kind="stable")]


def _first(key: NDArray[Any], most: int, *, descending: bool) -> NDArray[np.int64]:
    """The places of the first `most` in an order, ascending; much quicker than ordering all."""
    at = len(key) - most if descending else most
    places = np.argpartition(key, at)
    return np.sort(places[at:] if descending else places[:at])


def matching(columns: Sequence[Column], text: str) -> NDArray[np.bool_]:
    """Which rows contain every word of `text` in some column: bool (n)."""
    count = len(columns[0]) if columns else 0
    found = np.ones(count, np.bool_)
    for word in text.casefold().split():
        anywhere = np.zeros(count, np.bool_)
        for column in columns:
            hit = column.matches(word)
            if hit is not None:
                anywhere |= hit
        found &= anywhere
    return found


def _chosen(columns: Sequence[Column], how: Arrangement, question: Question | None) -> Rows:
    count = len(columns[0]) if columns else 0
    rows = np.arange(count, dtype=np.int32) if how.only is None else how.only
    if not how.text.strip():
        return rows
    found = question(how.text) if question else matching(columns, how.text)
    return rows[found[rows]]
