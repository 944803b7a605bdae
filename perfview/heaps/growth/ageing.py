"""Which objects are new, under which old one they hang, and how much that makes of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.comparing.processes import are_of_one_process, partners
from perfview.heaps.study import Study
from perfview.kernels.id_lookup import places_in
from perfview.kernels.nearest_above import nearest_above

STRING_TABLE = "(Internalized strings)"
"""V8's table of unique strings: in Node's snapshots its references look strong, but are not."""


@dataclass(frozen=True)
class Ageing:
    """Each node's age.

    in_baseline int32 (n): its place in the baseline, -1 when it was not there. is_new bool (n):
    not in the baseline, but in the last snapshot in between (where there is one), and with bytes of
    its own: MemLab's (target - baseline) ∩ final. owner int32 (n): of nodes that are not in the
    baseline the nearest dominator that is; top int32 (n): the node just below that owner through
    which they live, itself included. Both are -1 of nodes that are in the baseline.
    """

    in_baseline: NDArray[np.int32]
    is_new: NDArray[np.bool_]
    owner: NDArray[np.int32]
    top: NDArray[np.int32]


def ageing(study: Study) -> Ageing:
    """Each node's age against `study.baseline` and the last of `study.between`."""
    ids = study.graph.nodes.id
    at = partner(study)
    is_old = at >= 0
    is_old[study.graph.root] = True
    is_new = ~is_old & (study.self_bytes > 0)
    if study.between:
        is_new &= places_in(study.between[-1].graph.nodes.id, ids) >= 0
    tree = study.dominators
    owner = nearest_above(tree.order, tree.parent, is_old)
    owner[is_old] = -1
    is_top = ~is_old & (owner == tree.parent)
    top = nearest_above(tree.order, tree.parent, is_top)
    top[is_top] = np.flatnonzero(is_top)
    top[is_old] = -1
    _give_back_strings(study, is_new, owner, top)
    return Ageing(at, is_new, owner, top)


def partner(study: Study) -> NDArray[np.int32]:
    """The node of the baseline with the same id, -1 for none; int32 (n)."""
    baseline = study.baseline
    if baseline is None:
        raise ValueError("no baseline")
    return partners(baseline, study)


def is_comparable(study: Study) -> bool:
    """Whether there is a baseline, of the same process and with objects."""
    baseline = study.baseline
    if baseline is None or not len(study.graph) or not len(baseline.graph):
        return False
    return study.once("comparable", lambda: are_of_one_process(baseline, study, partner(study)))


def table_strings(study: Study) -> NDArray[np.int32]:
    """The strings that V8's table of unique strings refers to as if it kept them, int32."""
    return study.once("table_strings", lambda: _table_strings(study))


def _table_strings(study: Study) -> NDArray[np.int32]:
    graph, name = study.graph, study.model.strings.find(STRING_TABLE)
    synthetic = graph.nodes.kind == graph.node_kind("synthetic")
    tables = np.flatnonzero(synthetic & (graph.nodes.name == name) & (name >= 0))
    found = [np.zeros(0, np.int32)]
    for table in tables.tolist():
        edges = slice(int(graph.nodes.first_edge[table]), int(graph.nodes.first_edge[table + 1]))
        found.append(graph.edges.target[edges][study.essential[edges]])
    return np.unique(np.concatenate(found)).astype(np.int32)


def holders_of(study: Study, node: int) -> NDArray[np.int32]:
    """Who keeps a node alive, V8's table of unique strings left out: int32, ascending."""
    found = study.retainers
    sources = np.unique(found.source[int(found.first[node]) : int(found.first[node + 1])])
    synthetic = study.graph.node_kind("synthetic")
    is_table = [
        study.graph.nodes.kind[each] == synthetic and study.name_of(each) == STRING_TABLE
        for each in sources.tolist()
    ]
    kept: NDArray[np.int32] = sources[~np.array(is_table, bool)]
    return kept


def _give_back_strings(
    study: Study, is_new: NDArray[np.bool_], owner: NDArray[np.int32], top: NDArray[np.int32]
) -> None:
    """Put new unique strings down to the one that really holds them, in place."""
    strings = table_strings(study)
    for node in strings[is_new[strings]].tolist():
        holders = holders_of(study, node)
        whose = np.where(owner[holders] >= 0, owner[holders], holders)
        if len(whose) and (whose == whose[0]).all():
            owner[node] = whose[0]
            top[node] = top[holders[0]] if owner[holders[0]] >= 0 else node
