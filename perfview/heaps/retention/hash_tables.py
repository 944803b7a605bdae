"""Entries of V8's Map and Set tables: which key an element of the backing array belongs to.

An OrderedHashMap is a FixedArray: three numbers, B buckets, then 2 B entries of key, value and
link; an OrderedHashSet has entries of key and link (v8/src/objects/ordered-hash-table.h). B is
always a power of two, so the array's size tells which of both it is and how many buckets it has.
"""

from __future__ import annotations

from dataclasses import dataclass

from perfview.heaps.retention.following import edges_of, target_of
from perfview.heaps.study import Study

_PREFIX = 3
_LOAD = 2
_HEADERS = ((16, 8), (8, 4))
"""Bytes of a FixedArray's header and of each element: with 64-bit and with compressed pointers."""
_ENTRY = {"Map": 3, "Set": 2}


@dataclass(frozen=True)
class Entry:
    """One place of a table: `owner` is Map or Set; `key` is the node of its key, -1 when that is
    no object of its own (a small number); `is_value` False for the key itself."""

    owner: str
    key: int
    is_value: bool


def entry_at(study: Study, table: int, edge: int) -> Entry | None:
    """What an edge from an array is in a Map's or Set's table; None when it is none."""
    laid_out = _layout(int(study.graph.nodes.self_bytes[table]))
    index = study.edge_name(edge)
    if laid_out is None or not index.isdigit():
        return None
    owner, buckets = laid_out
    place = int(index) - _PREFIX - buckets
    if place < 0:
        return None
    role = place % _ENTRY[owner]
    if role == 0:
        return Entry(owner, target_of(study, edge), False)
    return Entry(owner, _element(study, table, edge, int(index) - 1), True)


def _layout(size: int) -> tuple[str, int] | None:
    """Map or Set, and the number of buckets, of a table of so many bytes."""
    for header, slot in _HEADERS:
        length, rest = divmod(size - header, slot)
        for owner, entry in _ENTRY.items():
            buckets, over = divmod(length - _PREFIX, 1 + _LOAD * entry)
            if not rest and not over and buckets >= 2 and buckets & (buckets - 1) == 0:
                return owner, buckets
    return None


def _element(study: Study, table: int, near: int, index: int) -> int:
    """The element of an array just before an edge; -1 when it holds no object."""
    if near - 1 in edges_of(study, table) and study.edge_name(near - 1) == str(index):
        return target_of(study, near - 1)
    return -1
