"""Evidence under names that mean the same in every snapshot of a process: V8's ids, classes."""

from __future__ import annotations

from perfview.findings.finding import Evidence
from perfview.heaps.study import Study


def evidence_ids(study: Study, evidence: Evidence) -> list[dict[str, str]]:
    """Classes as ``{"type": "class", "id": "Session"}``, then objects as ``{"type": "object",
    "id": "Session @88213"}``, in the evidence's order.

    A heap's evidence has classes as its groups and nodes as its rows; without a graph, rows are
    collections, ``{"type": "collection", "id": "412"}``, counted from 1.
    """
    if not len(study.graph):
        return [{"type": "collection", "id": str(int(row) + 1)} for row in evidence.rows]
    names = study.classes.name
    classes = [{"type": "class", "id": names[int(each)]} for each in evidence.groups]
    return classes + [{"type": "object", "id": identity(study, int(v))} for v in evidence.rows]


def identity(study: Study, node: int) -> str:
    """``Session @88213``: class and V8's id, as DevTools writes an object."""
    return f"{study.class_of(node)} @{int(study.graph.nodes.id[node])}"
