"""The tables of a heap that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from perfview.heaps.measures.allocations import by_function
from perfview.heaps.measures.by_place import by_package
from perfview.heaps.measures.duplicate_strings import (
    DuplicateStrings,
    duplicate_strings,
    text_of,
)
from perfview.heaps.measures.realms import realms as bytes_by_realm
from perfview.heaps.study import Study
from perfview.recording.table_columns import Columns, LazyTexts, Texts

_DETACHEDNESS = ["unknown", "attached", "detached"]


def nodes(study: Study) -> Columns:
    """One row an object, in the order of the file; sizes in bytes, as DevTools shows them."""
    found = study.graph.nodes
    classes = study.classes
    return {
        "id": found.id,
        "class": Texts(classes.of_node, classes.name),
        "self_bytes": study.self_bytes,
        "retained_bytes": study.retained_bytes,
        "distance": study.distance,
        "detachedness": Texts(study.detachedness.astype(np.int32), _DETACHEDNESS),
        "name": Texts(found.name, study.model.strings),
        "kind": Texts(found.kind.astype(np.int32), study.graph.node_kinds),
    }


def classes(study: Study) -> Columns:
    """One row a class that has objects of a size, what it keeps alive last; sizes in bytes."""
    sizes = study.class_sizes
    rows = np.flatnonzero(sizes.count).astype(np.int32)
    return {
        "name": Texts(rows, study.classes.name),
        "count": sizes.count[rows],
        "self_bytes": sizes.self_bytes[rows],
        "retained_bytes": study.class_retained[rows],
        "distance": sizes.distance[rows],
        "key": Texts(rows, study.classes.key),
    }


def shapes(study: Study) -> Columns:
    """One row a shape that plain objects were sorted into, in DevTools' order; sizes in bytes."""
    sizes, found = study.class_sizes, study.classes
    named = {name: row for row, name in enumerate(found.name) if found.key[row] == f",{name}"}
    rows = np.array([named.get(name, -1) for name in found.shapes], np.int32)
    known = np.flatnonzero(rows >= 0)
    return {
        "name": Texts(known.astype(np.int32), found.shapes),
        "properties": np.diff(found.shape_first)[known],
        "count": sizes.count[rows[known]],
        "self_bytes": sizes.self_bytes[rows[known]],
        "retained_bytes": study.class_retained[rows[known]],
    }


def packages(study: Study) -> Columns:
    """One row a package whose code made objects that are alive, the largest first; own sizes in
    bytes, of what has no place of its own with what keeps it alive."""
    found = by_package(study)
    return {
        "name": Texts(np.arange(len(found), dtype=np.int32), found.name),
        "scripts": found.scripts,
        "count": found.count,
        "self_bytes": found.self_bytes,
    }


class _StringTexts(LazyTexts):
    """What the strings of each group of duplicates read."""

    def __init__(self, study: Study, found: DuplicateStrings) -> None:
        super().__init__(len(found))
        self._study, self._nodes = study, found.node[found.first[:-1]]

    def texts(self, rows: slice) -> list[str]:
        """The texts of these rows."""
        return [text_of(self._study, node) for node in self._nodes[rows].tolist()]


def strings(study: Study) -> Columns:
    """One row a text that several strings have, what wastes most first; sizes in bytes."""
    found = duplicate_strings(study)
    return {
        "count": found.count_of,
        "self_bytes": found.bytes,
        "wasted_bytes": found.wasted_bytes,
        "retained_bytes": found.retained_bytes,
        "text": _StringTexts(study, found),
    }


def realms(study: Study) -> Columns:
    """One row a realm (a page, a frame, a vm context), its objects' own sizes in bytes."""
    found = bytes_by_realm(study) if len(study.graph) else None
    nodes = found.node if found is not None else np.zeros(0, np.int32)
    return {
        "id": study.graph.nodes.id[nodes],
        "name": Texts(study.graph.nodes.name[nodes], study.model.strings),
        "self_bytes": found.bytes if found is not None else np.zeros(0, np.int64),
    }


def moments(study: Study) -> Columns:
    """One row a moment at which memory was measured; a column a series, in bytes."""
    found = study.model.moments
    return {"time_ns": found.time_ns, **{name: found.series(name) for name in found.name}}


def collections(study: Study) -> Columns:
    """One row a garbage collection; what the recording never tells has no column."""
    found, strings = study.model.collections, study.model.strings
    columns: dict[str, Any] = {
        "time_ns": found.time_ns,
        "kind": Texts(found.kind, strings),
        "pause_ns": found.pause_ns,
        "before_bytes": found.before_bytes,
        "after_bytes": found.after_bytes,
        "committed_bytes": found.committed_bytes,
        "mutator_share": found.mutator_share,
        "reason": Texts(found.reason, strings),
    }
    if len(found.promoted_bytes):
        columns["promoted_bytes"] = found.promoted_bytes
    if len(found.owner):
        columns["owner"] = Texts(found.owner, strings)
    return columns


def allocations(study: Study) -> Columns:
    """One row a function that allocated while allocations were tracked: what it allocated, and what
    of it is alive; sizes in bytes, what it called left out."""
    stacks, found = study.graph.stacks, by_function(study)
    strings = study.model.strings
    rows = np.flatnonzero((found.made_count > 0) | (found.alive_count > 0))
    return {
        "function": Texts(stacks.name[rows], strings),
        "script": Texts(stacks.script[rows], strings),
        "line": stacks.line[rows],
        "column": stacks.column[rows],
        "made_count": found.made_count[rows],
        "made_bytes": found.made_bytes[rows],
        "alive_count": found.alive_count[rows],
        "alive_bytes": found.alive_bytes[rows],
    }


TABLES: dict[str, Callable[[Study], Columns]] = {
    "nodes": nodes,
    "classes": classes,
    "shapes": shapes,
    "packages": packages,
    "strings": strings,
    "realms": realms,
    "allocations": allocations,
    "moments": moments,
    "collections": collections,
}
"""Every table by the name it is asked for."""
