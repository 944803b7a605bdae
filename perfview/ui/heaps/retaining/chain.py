"""The ways along which an object is kept alive, as steps to be shown. For a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from perfview.findings.quantities import percent, size
from perfview.heaps.retention.accessors import accessor
from perfview.heaps.retention.cutting import Cut, cut_for
from perfview.heaps.retention.following import node_kind
from perfview.heaps.retention.naming import edge_name, is_global, node_name
from perfview.heaps.retention.paths import Path, further_paths, nodes_of
from perfview.heaps.retention.places import place_of
from perfview.heaps.retention.words import held_by, reference_name, why
from perfview.heaps.study import Study
from perfview.ui.heaps.colouring import node_category

_BEGIN, _END = 6, 24
"""Steps shown of a long way; those in between are counted."""

_MOST_PATHS = 20
_LOOKED_AT = 200
_ROOT = "GC root"


@dataclass(frozen=True)
class Step:
    """An object on the way (node, -1 for `left_out` of them), what it is called, where it was made,
    and the reference that leads on from it; cut: what clearing that frees, "" where it is not the
    one to cut."""

    node: int
    title: str
    place: str
    category: int
    icon: str
    reference: str
    cut: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Chain:
    """One way: its steps from a root on, and what is said of it."""

    steps: list[Step]
    sentence: str


@dataclass(frozen=True)
class Chains:
    """The ways to an object, shortest first: those that are shown, and how many there are from a
    root on."""

    node: int
    title: str
    chains: list[Chain]
    count: int


def chains_of(study: Study, node: int) -> Chains:
    """Why an object is alive."""
    told = why(study, node)
    chains = [Chain(_steps(study, told.path, node, told.cut), told.sentence)]
    for path in _others(study, node, told.accessor):
        cut = cut_for(study, path, node)
        chains.append(Chain(_steps(study, path, node, cut), _also(study, node, path, cut)))
    count = max(told.paths, len(chains)) if _is_rooted(study, told.path) else 0
    return Chains(node, node_name(study, node), chains, count)


def _is_rooted(study: Study, path: Path) -> bool:
    """Whether a way begins where V8 does; what is not on such a way waits to be collected."""
    return int(study.distance[path.root]) >= 0


def _others(study: Study, node: int, first: str) -> list[Path]:
    """Further ways, each told once."""
    seen, found = {first}, []
    for path in islice(further_paths(study, node), _LOOKED_AT):
        said = accessor(study, path)
        if said not in seen:
            seen.add(said)
            found.append(path)
        if len(found) + 1 >= _MOST_PATHS:
            break
    return found


def _also(study: Study, node: int, path: Path, cut: Cut | None) -> str:
    held = held_by(study, path) or "the system"
    text = f"It is also kept by {held} (`{accessor(study, path)}`)."
    if cut is not None:
        text += f" Cutting `{reference_name(study, path, cut.edge)}` frees {size(cut.freed_bytes)}."
    return text


def _steps(study: Study, path: Path, node: int, cut: Cut | None) -> list[Step]:
    nodes, edges = nodes_of(study, path).tolist(), path.edges.tolist()
    found: list[Step] = []
    is_rooted = _is_rooted(study, path)
    for place, at in enumerate(_kept(study, nodes, edges)):
        if at < 0:
            found.append(Step(-1, "", "", 0, "", "", left_out=_left_out(nodes)))
            continue
        leads = _leading_on(study, edges, at)
        is_cut = cut is not None and leads == cut.edge
        found.append(
            Step(
                nodes[at],
                node_name(study, nodes[at]),
                _ROOT if at == 0 and is_rooted else place_of(study, nodes[at]),
                node_category(study, nodes[at]),
                _icon(study, nodes[at], is_root=place == 0 and is_rooted),
                _reference(study, leads),
                _freed(study, cut) if is_cut and cut is not None else "",
            )
        )
    return found


def _kept(study: Study, nodes: list[int], edges: list[int]) -> list[int]:
    """Which nodes of a way are shown, by place; -1 where many are left out. Not those in which V8
    only stores parts of the one before."""
    places = range(len(nodes))
    if len(nodes) > _BEGIN + _END:
        places = [*range(_BEGIN), -1, *range(len(nodes) - _END, len(nodes))]  # type: ignore[assignment]
    last = len(nodes) - 1
    return [
        at for at in places if at <= 0 or at == last or edge_name(study, edges[at - 1]).accessor
    ]


def _left_out(nodes: list[int]) -> int:
    return len(nodes) - _BEGIN - _END


def _leading_on(study: Study, edges: list[int], at: int) -> int:
    """The reference that leads on from the node at a place, past what only stores parts of it; -1
    at the end."""
    while at < len(edges):
        if edge_name(study, edges[at]).accessor or at == len(edges) - 1:
            return edges[at]
        at += 1
    return -1


def _reference(study: Study, edge: int) -> str:
    if edge < 0:
        return ""
    named = edge_name(study, edge)
    return named.accessor or named.words


def _freed(study: Study, cut: Cut) -> str:
    whole = int(study.retained_bytes[study.graph.root])
    share = f" ({percent(cut.freed_bytes / whole)})" if whole else ""
    return f"cut here: frees {size(cut.freed_bytes)}{share}"


def _icon(study: Study, node: int, *, is_root: bool) -> str:
    if is_root:
        return "target"
    if is_global(study, node):
        return "globe"
    kind, name = node_kind(study, node), study.class_of(node)
    if name in ("Map", "Set", "WeakMap", "WeakSet"):
        return "rows"
    if kind == "array" or name == "Array":
        return "list-bullets"
    return _ICONS.get(kind, "cube")


_ICONS = {
    "closure": "code",
    "string": "text-aa",
    "concatenated string": "text-aa",
    "sliced string": "text-aa",
    "native": "hard-drives",
    "code": "gear-six",
    "hidden": "gear-six",
    "synthetic": "gear-six",
}
