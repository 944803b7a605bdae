"""Strings that a heap holds more than once.

DevTools' rules: `createDuplicatedStringsFilter` and `getDuplicateStrings` in `HeapSnapshot.ts` of
its heap_snapshot_worker. Joined strings count by the text they stand for, as far as DevTools writes
it out; slices do not count, as snapshots do not hold their text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.names import ids_of
from perfview.heaps.study import Study
from perfview.kernels.grouping import gather, sum_by
from perfview.kernels.places_among import places_among
from perfview.kernels.repeated_keys import number_repeated
from perfview.kernels.ropes import hash_ropes
from perfview.kernels.sole_links import first_targets

WRITTEN = 1024
"""UTF-16 units after which V8 cuts strings in snapshots and DevTools stops joining them."""
_PLAIN, _JOINED, _SLICE = "string", "concatenated string", "sliced string"
_U = np.uint64


@dataclass(frozen=True)
class DuplicateStrings:
    """g texts that at least two strings have, those that waste most first.

    node int32, group i has node[first[i]:first[i + 1]] in the file's order; bytes, retained_bytes
    int64 (g): what all of a group take by themselves and keep alive; wasted_bytes int64 (g): what
    would be spared if only the largest of each were kept.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    bytes: NDArray[np.int64]
    retained_bytes: NDArray[np.int64]
    wasted_bytes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bytes)

    @property
    def count_of(self) -> NDArray[np.int64]:
        """How many strings each group has, int64 (g)."""
        return np.diff(self.first)

    def nodes(self, group: int) -> NDArray[np.int32]:
        """The strings of one group, int32."""
        return self.node[self.first[group] : self.first[group + 1]]


def duplicate_strings(study: Study) -> DuplicateStrings:
    """Strings that a heap holds more than once."""
    return study.once("duplicate_strings", lambda: _duplicates(study))


def text_of(study: Study, node: int, limit: int = WRITTEN) -> str:
    """What a string reads, joined ones written out, up to about `limit` letters."""
    graph, text, stack, seen = study.graph, "", [node], 0
    joined = graph.node_kind(_JOINED)
    while stack and len(text) < limit and seen <= 4 * limit:
        at, seen = stack.pop(), seen + 1
        if graph.nodes.kind[at] != joined:
            text += study.name_of(at)
            continue
        parts = _parts(study, np.array([at], np.int32))[0]
        stack += [int(each) for each in parts[::-1] if each >= 0]
    return text


def _duplicates(study: Study) -> DuplicateStrings:
    rows = _strings(study)
    parts = _places_of_parts(study, rows)
    strings, names = study.model.strings, study.graph.nodes.name
    value, size, known = hash_ropes((strings.arena, strings.offsets), names, rows, parts, WRITTEN)
    sliced = study.graph.nodes.kind[rows] == study.graph.node_kind(_SLICE)
    counts = known & ~sliced & (study.self_bytes[rows] > 0)
    # V8 makes a joined string flat by putting all of it into one part; its text is not there twice.
    is_joined = parts[:, 0] >= 0
    empty = size == 0
    counts[is_joined] &= ~(empty[parts[is_joined, 0]] | empty[parts[is_joined, 1]])
    # There may be tens of millions of strings: what has served its purpose goes.
    del parts, is_joined, empty, known, sliced
    rows, value, size = rows[counts], value[counts], size[counts]
    low = _cut(study, rows)
    low += size.astype(_U) << _U(1)
    group, groups = number_repeated(value, low)
    del value, size, low, counts
    return _grouped(study, rows, group, groups)


def _grouped(
    study: Study, rows: NDArray[np.int32], group: NDArray[np.int32], groups: int
) -> DuplicateStrings:
    several = group >= 0
    rows, group = rows[several], group[several]
    own = study.self_bytes[rows]
    total = sum_by(group, own, groups)
    largest = np.zeros(groups, np.int64)
    np.maximum.at(largest, group, own)
    order = np.argsort(largest - total, kind="stable")
    rank = np.empty(groups, np.int32)
    rank[order] = np.arange(groups, dtype=np.int32)
    begins, at = gather(rank[group], groups)
    # Asked for last, as what is retained takes longest.
    retained = sum_by(group, study.retained_bytes[rows], groups)
    return DuplicateStrings(
        begins, rows[at], total[order], retained[order], (total - largest)[order]
    )


def _strings(study: Study) -> NDArray[np.int32]:
    """All strings, joined and sliced ones too, ascending."""
    graph = study.graph
    is_string = np.zeros(256, np.bool_)
    is_string[[graph.node_kind(kind) for kind in (_PLAIN, _JOINED, _SLICE)]] = True
    is_string[255] = False
    return np.flatnonzero(is_string[graph.nodes.kind]).astype(np.int32)


def _places_of_parts(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Of joined strings the places of their two parts in `rows`, of others -1: int32 (rows, 2)."""
    parts = np.full((len(rows), 2), -1, np.int32)
    joined = np.flatnonzero(study.graph.nodes.kind[rows] == study.graph.node_kind(_JOINED))
    nodes = _parts(study, rows[joined])
    found = places_among(rows, nodes.ravel(), len(study.graph)).reshape(-1, 2)
    # One whose parts are no strings cannot be written out, like one that is part of itself.
    missing = (found < 0).any(axis=1)
    found[missing] = joined[missing, None]
    parts[joined] = found
    return parts


def _parts(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """The two nodes that each joined string is made of, int32 (rows, 2), -1 for none."""
    return np.stack([_internal(study, rows, name) for name in ("first", "second")], axis=1)


def _internal(study: Study, rows: NDArray[np.int32], name: str) -> NDArray[np.int32]:
    """Where the internal reference of a name leads from each row, int32, -1 for none."""
    graph, found = study.graph, np.full(len(rows), -1, np.int32)
    edges = graph.edges
    links = graph.nodes.first_edge, edges.kind, edges.name, edges.target
    for label in ids_of(study, name).tolist():
        targets = first_targets(rows, links, graph.edge_kind("internal"), label)
        found = np.where(found < 0, targets, found)
    return found


def _cut(study: Study, rows: NDArray[np.int32]) -> NDArray[np.uint64]:
    """What tells strings apart that V8 cut at the same text: their length and hash, where the
    snapshot has them; 0 of strings that are whole. uint64 (rows)."""
    found = np.zeros(len(rows), _U)
    at = np.flatnonzero(_internal(study, rows, "truncated") >= 0)
    at = at[
        np.array([each == "true" for each in _values(study, rows[at], "truncated", "bool")], bool)
    ]
    length, hashed = (_values(study, rows[at], name, "int") for name in ("length", "hash"))
    pairs = list(zip(length, hashed, strict=True))
    keys = {pair: k for k, pair in enumerate(dict.fromkeys(pairs))}
    found[at] = [(2 * keys[pair] + 1) << 32 for pair in pairs]
    return found


def _values(study: Study, rows: NDArray[np.int32], name: str, kind: str) -> list[str]:
    """The number or truth that an internal reference leads to, as text, "" for none."""
    boxes = _internal(study, rows, name)
    held = _internal(study, np.maximum(boxes, 0), "value")
    nodes = study.graph.nodes
    is_of = (boxes >= 0) & (held >= 0) & np.isin(nodes.name[boxes], ids_of(study, kind))
    is_of &= nodes.kind[boxes] == study.graph.node_kind("number")
    texts = zip(is_of.tolist(), held.tolist(), strict=True)
    return [study.name_of(node) if known else "" for known, node in texts]
