"""What keeps alive what is new, in the words of a program: ``EventBus.listeners``."""

from __future__ import annotations

import re

import numpy as np

from perfview.heaps.comparing.arrivals import new_leaders
from perfview.heaps.comparing.snapshots import SnapshotDiff
from perfview.heaps.retention.following import target_of
from perfview.heaps.retention.holders import some_of, without_places
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.retention.paths import Path, shortest_path
from perfview.heaps.retention.words import reference_name
from perfview.heaps.study import Study

ASKED = 9
"""So many new objects are asked who keeps them: the heaviest, and some from among the others."""
_OF_NUMBER = re.compile(r"\[\d+\]$|\.(?:get|has|keys)\(.*\)$")


def keeper_of(study: Study, diff: SnapshotDiff, row: int) -> str:
    """The reference that keeps alive what came with new objects of a class (`row` of the diff);
    "" when they are not all held in the same way."""
    paths = [shortest_path(study, node) for node in _asked(study, diff, row)]
    for is_reference_new in (True, False):
        edges = [_last_named(study, diff, path, is_reference_new) for path in paths]
        names = [
            reference_name(study, path, edge) if edge >= 0 else ""
            for path, edge in zip(paths, edges, strict=True)
        ]
        forms = {without_places(name) for name in names}
        if len(forms) == 1 and names[0]:
            return names[0] if len(set(names)) == 1 else forms.pop()
    return ""


def _asked(study: Study, diff: SnapshotDiff, row: int) -> list[int]:
    """Some of the outermost new objects of a class, the one with the most new bytes first."""
    lead = new_leaders(study, diff)
    new = np.flatnonzero(diff.is_new & (lead >= 0))
    new = new[study.classes.of_node[lead[new]] == row]
    found, at = np.unique(lead[new], return_inverse=True)
    weight = np.bincount(at, study.self_bytes[new], len(found))
    return some_of(found[np.argsort(-weight, kind="stable")], ASKED)


def _last_named(study: Study, diff: SnapshotDiff, path: Path, is_reference_new: bool) -> int:
    """The last reference on a way that is no element or entry and leads out of an old object, or
    (without `is_reference_new`, where each new object has a reference of its own) to one; -1."""
    edges = path.edges.tolist()
    old = [i for i, edge in enumerate(edges) if diff.partner[target_of(study, edge)] >= 0]
    last = old[-1] if old else -1
    for edge in reversed(edges[: last + 1 + is_reference_new]):
        named = edge_name(study, edge).accessor
        if named and not _OF_NUMBER.search(named):
            return int(edge)
    return -1
