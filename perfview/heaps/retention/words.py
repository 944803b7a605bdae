"""Why an object is alive, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from perfview.findings.quantities import plural, size
from perfview.heaps.retention.accessors import accessor, steps
from perfview.heaps.retention.cutting import Cut, cut_for
from perfview.heaps.retention.following import node_kind, retainers_of, source_of
from perfview.heaps.retention.naming import edge_name, node_name, placed_name
from perfview.heaps.retention.paths import Path, further_paths, shortest_path
from perfview.heaps.study import Study

_CONTAINERS = ("Array", "Map", "Set", "WeakMap", "Object", "(array)", "(system)")
_PARTS = 3
_COUNTED = 200
"""Objects that refer to one, above which they are counted and not looked at one by one."""


@dataclass(frozen=True)
class Why:
    """Why a node is alive.

    accessor: the shortest way as JavaScript would go it; paths: how many ways lead to it that are
    not the same in a program; cut: the nearest reference whose clearing frees it, None when no
    single one does; cut_name: that reference, ``EventBus.listeners``; sentence: all of it.
    """

    node: int
    path: Path
    accessor: str
    paths: int
    cut: Cut | None
    cut_name: str
    sentence: str


def why(study: Study, node: int) -> Why:
    """Why a node is alive, by the shortest way to it."""
    path = shortest_path(study, node)
    way, paths = accessor(study, path), count_paths(study, node)
    cut = cut_for(study, path, node) if len(path) else None
    name = reference_name(study, path, cut.edge) if cut else ""
    sentence = _sentence(study, node, path, way, paths)
    if len(path):
        sentence += f" {_cutting(cut, name)}"
    return Why(node, path, way, paths, cut, name, sentence)


def count_paths(study: Study, node: int) -> int:
    """How many objects keep a node alive straight, those that V8 tells twice counted once."""
    sources = retainers_of(study, node)
    if len(sources) > _COUNTED:
        return len(sources)
    ways = {accessor(study, each) for each in islice(further_paths(study, node), _COUNTED)}
    return max(len(ways), 1)


def reference_name(study: Study, path: Path, edge: int) -> str:
    """``ResponseCache.entries.get("a")``: a reference on a way, by the nearest object before it
    that is more than a container."""
    text = ""
    for each in reversed(path.edges[: path.edges.tolist().index(edge) + 1].tolist()):
        source, named = source_of(study, each), edge_name(study, each)
        text = named.accessor + text
        if named.accessor and not _is_container(study, source):
            return f"{_holder_name(study, source)}{text}"
    return f"{_holder_name(study, path.root)}{text}"


def held_by(study: Study, path: Path) -> str:
    """``element 12 of Array @9, property “rows” of Catalog @7``: the last steps of a way, back to
    an object that is more than a container."""
    parts: list[str] = []
    words = ""
    for edge, named in reversed(steps(study, path)):
        source = source_of(study, edge)
        words = words or (named.words if named.accessor else "")
        if not words or _is_storage(study, source):
            continue
        parts.append(f"{words} of {node_name(study, source)}")
        words = ""
        if not _is_container(study, source) or len(parts) == _PARTS:
            break
    return ", ".join(parts)


def _is_container(study: Study, node: int) -> bool:
    return study.class_of(node) in _CONTAINERS


def _is_storage(study: Study, node: int) -> bool:
    """Whether a node is an array in which V8 keeps what belongs to another object."""
    return node_kind(study, node) == "array"


def _holder_name(study: Study, node: int) -> str:
    if study.name_of(node).startswith("system / Context"):
        return node_name(study, node).partition(" @")[0]
    return study.class_of(node)


def _sentence(study: Study, node: int, path: Path, way: str, paths: int) -> str:
    name = placed_name(study, node)
    if not len(path):
        return f"{name} is a root." if int(study.distance[node]) >= 0 else f"{name}: {_LOOSE}"
    how = "the only path" if paths == 1 else f"one of {plural(paths, 'path')}"
    held = held_by(study, path)
    return f"{name} is kept by {held or 'the system'} (`{way}`), {how}."


_LOOSE = "nothing keeps it alive; it waits to be collected."


def _cutting(cut: Cut | None, name: str) -> str:
    if cut is None:
        return "No single reference that a program can clear would free it."
    freed = f"{size(cut.freed_bytes)} in {plural(cut.freed_objects, 'object')}"
    return f"Cutting `{name}` frees {freed}."
