"""What is new, put together by where it hangs: one cause, however many owners and objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import Ageing
from perfview.heaps.growth.cutting import Grown, grown
from perfview.heaps.growth.routes import Routes, holder_name, is_dictionary
from perfview.heaps.retention.following import node_kind
from perfview.heaps.study import Study
from perfview.kernels.id_lookup import places_in
from perfview.kernels.nearest_above import sums_by_node
from perfview.kernels.steps_down import towards

LEAST_BYTES, LEAST_OBJECTS, ALONE_BYTES = 8 << 10, 25, 256 << 10
"""Below half of what a finding needs nothing is looked at: few objects only if they are large."""
SWOLLEN_BYTES, SWOLLEN_TIMES = 128 << 10, 1.5
"""What arrays held alike have to grow by together, in bytes, and each in times: capacities of those
that are full and empty by turns go up and down by a half and 16 (`JSObject::NewElementsCapacity` of
V8)."""
_SWOLLEN_EACH = 2 << 10
_UNITS = 20_000
_FEW, _HANDED = 16, 3
"""An object with no more new nodes just below it may leak by several of its fields."""
_MACHINERY = ("code", "object shape", "hidden", "synthetic")
_DATA = ("system / JSArrayBufferData",)
_CONTAINERS = ("Array", "Map", "Set", "WeakMap", "WeakSet", "Promise")


@dataclass(frozen=True)
class Cause:
    """One route and what is new at its end. path int64: the edges from a root to the owner."""

    grown: Grown
    route: tuple[str, ...]
    path: NDArray[np.int64]


def causes(study: Study, ages: Ageing) -> list[Cause]:
    """Where new objects pile up, the most bytes first."""
    routes = Routes(study)
    is_own = ages.is_new & ~machinery(study, ages)
    unit = _units(study, ages, is_own)
    size, _ = sums_by_node(unit, is_own, study.self_bytes)
    units = np.flatnonzero(size).astype(np.int32)
    units = units[np.argsort(-size[units], kind="stable")[:_UNITS]]
    routes.walk(units)
    numbers = [routes.route(each) for each in units.tolist()]
    found = [
        _cause(study, ages, routes, number, nodes)
        for number, nodes in _grouped(study, unit, is_own, units, np.array(numbers, np.int32))
    ]
    swollen = _swollen(study, ages, routes, {each.route for each in found})
    large = [each for each in (*found, *swollen) if each.grown.bytes >= LEAST_BYTES]
    return sorted(large, key=lambda each: -each.grown.bytes)


def _swollen(
    study: Study, ages: Ageing, routes: Routes, known: set[tuple[str, ...]]
) -> Iterator[Cause]:
    """Old arrays that have become much larger by themselves: lists of numbers, whose elements are
    no objects. Those that are held alike count together. Tables of Maps grow in leaps and do not
    count."""
    arrays, by = _larger(study, ages)
    routes.walk(arrays)
    numbers = np.array([routes.route(each) for each in arrays.tolist()], np.int32)
    for number in np.unique(numbers).tolist():
        alike = arrays[numbers == number]
        grew = by[numbers == number]
        route = tuple(routes.labels(number))
        if grew.sum() >= SWOLLEN_BYTES and route not in known:
            alike = alike[np.argsort(-grew, kind="stable")]
            path = np.array([edge for _, edge in routes.steps(int(alike[0]))], np.int64)
            yield Cause(Grown(alike, alike, int(grew.sum())), route, path)


def _larger(study: Study, ages: Ageing) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The old arrays that have grown, and by how much: also over the last snapshot in between."""
    name = study.model.strings.find("Array")
    arrays = np.flatnonzero(
        (ages.in_baseline >= 0)
        & (study.graph.nodes.kind == study.graph.node_kind("object"))
        & (study.graph.nodes.name == name)
        & (study.self_bytes >= _SWOLLEN_EACH)
    ).astype(np.int32)
    baseline: Study = study.baseline  # type: ignore[assignment] # or there were no ages
    before = baseline.self_bytes[ages.in_baseline[arrays]]
    now = study.self_bytes[arrays]
    if study.between:
        at = places_in(study.between[-1].graph.nodes.id, study.graph.nodes.id[arrays])
        then = study.between[-1].self_bytes[at]
        now = np.where(at >= 0, np.minimum(then, now), 0)
    grew = (now - before >= _SWOLLEN_EACH) & (now >= SWOLLEN_TIMES * before)
    arrays, by = arrays[grew], (now - before)[grew].astype(np.int64)
    most = np.argsort(-by, kind="stable")[:_UNITS]
    return arrays[most], by[most]


def machinery(study: Study, ages: Ageing) -> NDArray[np.bool_]:
    """New nodes that the engine makes for itself while a program warms up: code, hidden classes,
    feedback; bool (n)."""
    graph = study.graph
    kinds = [graph.node_kind(kind) for kind in _MACHINERY]
    found: NDArray[np.bool_] = np.isin(graph.nodes.kind, kinds)
    native = np.flatnonzero(ages.is_new & (graph.nodes.kind == graph.node_kind("native")))
    names, of = np.unique(graph.nodes.name[native], return_inverse=True)
    texts = [study.model.strings[int(name)] for name in names]
    own = [text.startswith("system / ") and text not in _DATA for text in texts]
    found[native] = np.array(own, bool)[of]
    data = [study.model.strings.find(text) for text in _DATA]
    found[ages.is_new & np.isin(graph.nodes.name, data)] = False
    return found


def _units(study: Study, ages: Ageing, is_own: NDArray[np.bool_]) -> NDArray[np.int32]:
    """What each new node is put down to: its owner, or, below one that holds many different
    things (a global, a scope, an object with fields), the node just below that."""
    nodes = np.flatnonzero(is_own)
    tops = np.unique(ages.top[nodes])
    under, tops_of = np.unique(ages.owner[tops], return_counts=True)
    splits = np.zeros(len(study.graph), np.bool_)
    for owner, at in zip(under.tolist(), tops_of.tolist(), strict=True):
        splits[owner] = _splits(study, owner, at)
    unit = ages.owner.copy()
    unit[nodes] = np.where(splits[ages.owner[nodes]], ages.top[nodes], ages.owner[nodes])
    _hand_over(study, ages, unit, nodes)
    return unit


def _hand_over(
    study: Study, ages: Ageing, unit: NDArray[np.int32], nodes: NDArray[np.intp]
) -> None:
    """Put what the system holds as well as something new down to that, in place: an open handle
    hangs on the system's roots, but is there because of the object that opened it."""
    roots = np.isin(study.graph.nodes.kind, [study.graph.node_kind("synthetic")])
    tops = np.unique(ages.top[nodes])
    tops = tops[roots[ages.owner[tops]]]
    incoming = (study.retainers.first, study.retainers.source)
    outgoing = (study.graph.nodes.first_edge, study.graph.edges.target)
    parents, _ = towards(incoming, outgoing, study.essential, study.distance, tops)
    known = parents >= 0
    tops, parents = tops[known], parents[known]
    new = ages.is_new[parents] & (unit[parents] != tops)
    becomes = np.arange(len(unit), dtype=np.int32)
    becomes[tops[new]] = unit[parents[new]]
    for _ in range(_HANDED):
        becomes = becomes[becomes]
    unit[nodes] = becomes[unit[nodes]]


def _splits(study: Study, owner: int, tops: int) -> bool:
    kind = node_kind(study, owner)
    if kind in ("synthetic", "hidden") or study.distance[owner] <= 1:
        return True
    if kind != "object" or holder_name(study, owner) in _CONTAINERS:
        return False
    return tops <= _FEW and not is_dictionary(study, owner)


def _grouped(
    study: Study,
    unit: NDArray[np.int32],
    is_own: NDArray[np.bool_],
    units: NDArray[np.int32],
    numbers: NDArray[np.int32],
) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """The new nodes of each route."""
    route_of = np.full(len(unit), -1, np.int32)
    route_of[units] = numbers
    nodes = np.flatnonzero(is_own).astype(np.int32)
    of = route_of[unit[nodes]]
    order = np.argsort(of, kind="stable")
    nodes, of = nodes[order], of[order]
    if not len(nodes):
        return
    starts = np.flatnonzero(np.diff(of, prepend=-2))
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(of)], strict=True):
        found = nodes[start:end]
        many = end - start >= LEAST_OBJECTS or study.self_bytes[found].sum() >= ALONE_BYTES
        if of[start] >= 0 and many:
            yield int(of[start]), found


def _cause(
    study: Study, ages: Ageing, routes: Routes, number: int, nodes: NDArray[np.int32]
) -> Cause:
    owner = ages.owner[nodes]
    owners, of = np.unique(owner, return_inverse=True)
    size = np.bincount(of, study.self_bytes[nodes])
    system = study.graph.nodes.kind[owners] == study.graph.node_kind("synthetic")
    owners = owners[np.lexsort((-size, system))]
    nodes = nodes[np.argsort(ages.top[nodes] != nodes, kind="stable")]
    path = np.array([edge for _, edge in routes.steps(int(owners[0]))], np.int64)
    return Cause(grown(study, owners.astype(np.int32), nodes), tuple(routes.labels(number)), path)
