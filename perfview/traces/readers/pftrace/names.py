"""Names and categories of Perfetto's track events, numbered ones looked up in what defined them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.numbered import Numbered, numbered
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.schema import NameKind
from perfview.traces.readers.pftrace.sequences import Sequences

_MOST_CATEGORIES = 16
"""How many of an event's categories are looked at."""


def lookup(
    tables: Tables, table: str, sequences: Sequences, kind: NameKind | None = None
) -> Numbered:
    """The definitions of a table (of one kind), by the scope they hold in; rows of that table."""
    rows = np.arange(tables.rows(table), dtype=np.int32)
    if kind is not None:
        rows = rows[tables.column(table, "kind") == kind]
    scope = sequences.scope[tables.column(table, "packet")[rows]]
    return numbered(scope, tables.column(table, "iid")[rows], rows, sequences.scopes)


def _texts_of(
    tables: Tables, sequences: Sequences, kind: NameKind, scope: NDArray[np.int32],
    iid: NDArray[np.int64],
) -> NDArray[np.int32]:  # fmt: skip
    """Text ids of numbered names, -1 for those nothing defines."""
    text = np.append(tables.column(t.NAMES, "text"), np.int32(-1))
    return text[lookup(tables, t.NAMES, sequences, kind).rows(scope, iid)]


def event_names(
    tables: Tables, sequences: Sequences, scope: NDArray[np.int32]
) -> tuple[NDArray[np.int32], int]:
    """Text id of every event's name, int32 (e), -1 none, and how many are not defined anywhere.

    `scope` int32 (e) is the one in effect at each event.
    """
    iid = tables.column(t.EVENTS, "name_iid")
    owner = tables.column(t.LEGACY, "event")
    if len(owner):
        iid = iid.copy()
        told = (iid[owner] == 0) & (tables.column(t.LEGACY, "name_iid") != 0)
        iid[owner[told]] = tables.column(t.LEGACY, "name_iid")[told]
    found = _texts_of(tables, sequences, NameKind.EVENT, scope, iid)
    is_numbered = iid != 0
    undefined = int((is_numbered & (found < 0)).sum())
    return np.where(is_numbered, found, tables.column(t.EVENTS, "name")), undefined


def event_categories(
    tables: Tables, sequences: Sequences, scope: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Text id of every event's categories, int32 (e), -1 none; several with commas between."""
    events = tables.rows(t.EVENTS)
    owner = tables.column(t.CATEGORIES, "event")
    iid = tables.column(t.CATEGORIES, "iid")
    text = _texts_of(tables, sequences, NameKind.CATEGORY, scope[owner], iid)
    written = tables.column(t.CATEGORY_TEXTS, "event")
    found = _put_together(tables, np.full(events, -1, np.int32), owner, text)
    return _put_together(tables, found, written, tables.column(t.CATEGORY_TEXTS, "text"))


def _put_together(
    tables: Tables, before: NDArray[np.int32], owner: NDArray[np.int32], text: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The first texts of each owner joined by commas, the n-th of each by turns; owners ascend."""
    known = np.flatnonzero(text >= 0)
    owner, text = owner[known], text[known]
    for _ in range(_MOST_CATEGORIES):
        if not len(owner):
            break
        is_first = np.ones(len(owner), np.bool_)
        is_first[1:] = owner[1:] != owner[:-1]
        heads, words = owner[is_first], text[is_first]
        joins = before[heads] >= 0
        words[joins] = _joined(tables, before[heads[joins]], words[joins])
        before[heads] = words
        owner, text = owner[~is_first], text[~is_first]
    return before


def _joined(tables: Tables, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int32]:
    """Text ids of "left,right"."""
    if not len(left):
        return left
    pair, first = number_pairs(left, right)
    texts = tables.texts
    made = [
        texts.add(texts.text(a) + b"," + texts.text(b))
        for a, b in zip(left[first].tolist(), right[first].tolist(), strict=True)
    ]
    return np.array(made, np.int32)[pair]
