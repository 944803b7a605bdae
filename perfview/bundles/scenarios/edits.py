"""Changes of the import graph somebody thinks of, each on modules by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Edges

LAZY, CUT, REMOVE, DEDUPE, BYPASS, FREE = "lazy", "cut", "remove", "dedupe", "bypass", "free"
"""The kinds of change. lazy: an import becomes ``import()``. cut: an import goes. remove: all
imports of a package from outside it go. dedupe: imports of one copy of a package lead to
another. bypass: whoever imports a barrel imports what it needs from where it is. free: a barrel
is declared free of side effects (``sideEffects: false``)."""

BY_FILE = ("esbuild", "parcel")
"""Bundlers that keep a barrel, freed of side effects, in the files of whoever imports from it: they
split by file, so that it brings along what anybody uses of it. The others look past it."""


def _none() -> NDArray[np.int32]:
    return np.zeros(0, np.int32)


@dataclass(frozen=True)
class Edit:
    """One change.

    kind: one of the above. words: what changes, for people (``src/App.jsx → Settings.jsx loaded
    when asked for``). importers, targets int32: imports from any of the first to any of the second
    change; no importers: from anywhere outside the targets. onto int32, as long as targets: where
    imports lead instead (dedupe), -1 where nothing takes its place; uses: for bypass and free,
    importer module to the modules that it really uses. is_source_change: the fix is more than this
    edge, so that what it brings is a range.
    """

    kind: str
    words: str
    importers: NDArray[np.int32] = field(default_factory=_none)
    targets: NDArray[np.int32] = field(default_factory=_none)
    onto: NDArray[np.int32] = field(default_factory=_none)
    uses: dict[int, tuple[int, ...]] = field(default_factory=dict)
    is_source_change: bool = False


def apply(edits: Sequence[Edit], edges: Edges, bundler: str) -> Edges:
    """The import graph after all of these changes, in their order, as this bundler sees it.

    A pair may have several rows in it, and rows come in no order.
    """
    for alike in _together(edits):
        if alike[0].kind == DEDUPE:
            edges = _redirected(alike, edges)
        else:
            edges = _applied(alike[0], edges, bundler)
    return edges


def _together(edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits in their order, those that can be made at once put together: copies of a package,
    of which there may be hundreds, that lead to none of the others."""
    found: list[list[Edit]] = []
    gone: set[int] = set()
    onto: set[int] = set()
    for edit in edits:
        targets, kept = set(edit.targets.tolist()), set(edit.onto.tolist())
        before = found[-1][0] if found else edit
        is_free = not (len(before.importers) or len(edit.importers))
        both = len(found) > 0 and before.kind == edit.kind == DEDUPE and is_free
        if both and not (gone | onto) & targets and not gone & kept:
            found[-1].append(edit)
            gone, onto = gone | targets, onto | kept
        else:
            found.append([edit])
            gone, onto = targets, kept
    return found


def _applied(edit: Edit, edges: Edges, bundler: str) -> Edges:
    if edit.kind == LAZY:
        return replace(edges, is_later=edges.is_later | _concerned(edit, edges))
    if edit.kind in (CUT, REMOVE):
        return _only(edges, ~_concerned(edit, edges))
    if edit.kind == FREE and bundler in BY_FILE:
        return _thinned(edit, edges)
    return _past(edit, edges)


def _concerned(edit: Edit, edges: Edges) -> NDArray[np.bool_]:
    """Which edges (e) an edit is about."""
    reaches = _among(edit.targets, edges.target)
    if len(edit.importers):
        return reaches & _among(edit.importers, edges.source)
    return reaches & ~_among(edit.targets, edges.source)


def _among(rows: NDArray[np.int32], column: NDArray[np.int32]) -> NDArray[np.bool_]:
    # One look into a table an edge: half of what np.isin takes.
    wanted = np.zeros(int(max(column.max(initial=-1), rows.max(initial=-1))) + 1, np.bool_)
    wanted[rows] = True
    return wanted[column]


def _only(edges: Edges, kept: NDArray[np.bool_]) -> Edges:
    # One of many changes to a large build mostly leaves every edge.
    if kept.all():
        return edges
    return Edges(edges.source[kept], edges.target[kept], edges.is_later[kept])


def _redirected(edits: Sequence[Edit], edges: Edges) -> Edges:
    """Imports of the old copies lead to the counterpart of what they asked for."""
    nodes = 1 + max(int(each.max(initial=-1)) for each in (edges.source, edges.target))
    nodes = max(nodes, 1 + max(int(edit.targets.max(initial=-1)) for edit in edits))
    copy, counterpart = np.full(nodes, -1, np.int32), np.full(nodes, -1, np.int32)
    for number, edit in enumerate(edits):
        copy[edit.targets] = number
        counterpart[edit.targets] = edit.onto
    of = copy[edges.target]
    moved = (of >= 0) & (of != copy[edges.source])
    if len(edits[0].importers):
        moved &= _among(edits[0].importers, edges.source)
    target = np.where(moved, counterpart[edges.target], edges.target)
    return _only(Edges(edges.source, target, edges.is_later), target >= 0)


def _thinned(edit: Edit, edges: Edges) -> Edges:
    """A barrel without what nobody uses of it; all stays while somebody's uses are unknown."""
    from_barrel = _among(edit.targets, edges.source)
    importers = np.unique(edges.source[_among(edit.targets, edges.target) & ~from_barrel])
    if any(int(each) not in edit.uses for each in importers):
        return edges
    used = {int(each) for uses in edit.uses.values() for each in uses}
    wanted = np.array(sorted(used), np.int32)
    return _only(edges, ~from_barrel | _among(wanted, edges.target))


def _past(edit: Edit, edges: Edges) -> Edges:
    """Whoever is known to use what of a barrel imports that, and the barrel no more."""
    known = np.array(sorted(edit.uses), np.int32)
    through = _among(edit.targets, edges.target) & _among(known, edges.source) & ~edges.is_later
    rest = _only(edges, ~through)
    pairs = [(importer, used) for importer, uses in edit.uses.items() for used in uses]
    added = np.array(pairs, np.int32).reshape(-1, 2)
    return Edges(
        np.append(rest.source, added[:, 0]),
        np.append(rest.target, added[:, 1]),
        np.append(rest.is_later, np.zeros(len(added), np.bool_)),
    )
