"""What objects and references are called in tables and trees."""

from __future__ import annotations

from perfview.heaps.retention.naming import node_name
from perfview.heaps.study import Study

NAMELESS = "(no name)"
"""What a class without a name is called."""

_LONGEST = 120
_TEXTS = ("string", "concatenated string", "sliced string")
_NUMBERED = ("element", "hidden")


def object_title(study: Study, node: int) -> str:
    """``Session @88213``; of texts what they say: ``“checkout” @4711``."""
    kind = study.graph.node_kinds[int(study.graph.nodes.kind[node])]
    if kind in _TEXTS:
        text = " ".join(study.name_of(node)[:_LONGEST].split())
        return f"“{text}” @{int(study.graph.nodes.id[node])}"
    name = node_name(study, node)
    return f"{NAMELESS}{name}" if name.startswith(" @") else name


def edge_title(study: Study, edge: int) -> str:
    """The reference as the recorder names it, ``listeners`` or ``[12]``; "" for none (-1)."""
    if edge < 0:
        return ""
    name = study.edge_name(edge)[:_LONGEST]
    return f"[{name}]" if edge_kind(study, edge) in _NUMBERED else name


def edge_kind(study: Study, edge: int) -> str:
    """The kind of a reference in the recorder's word, "" for none (-1)."""
    return study.graph.edge_kinds[int(study.graph.edges.kind[edge])] if edge >= 0 else ""
