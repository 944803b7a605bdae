"""Whether the program itself holds something, or the platform does."""

from __future__ import annotations

import re

from perfview.heaps.growth.authorship import (
    OWN,
    PLATFORM,
    is_own_class,
    is_own_function,
    nameable,
)
from perfview.heaps.growth.routes import step_label
from perfview.heaps.retention.following import node_kind, source_of
from perfview.heaps.retention.naming import is_global
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study

_NODES_OWN = re.compile(r"<symbol node:")
_INSIDE = 64
"""Nodes that are looked at inside one."""


def is_held_by_own(study: Study, node: int) -> bool:
    """Whether a way to a node leads through the program's own things before the platform's."""
    is_global_name = False
    for edge in shortest_path(study, node).edges.tolist():
        how, source = nameable(study, edge, step_label(study, edge)), source_of(study, edge)
        if how == OWN:
            return True
        if how == PLATFORM and node_kind(study, source) != "synthetic":
            if not is_global(study, source) or _NODES_OWN.match(study.edge_name(edge)):
                return False
            is_global_name = True
    return is_global_name


def carries_own(study: Study, node: int) -> bool:
    """Whether something of the program's own lives through a thing of the platform's."""
    for each in study.dominators.subtree(node)[1:_INSIDE].tolist():
        kind = node_kind(study, each)
        if (kind == "closure" and is_own_function(study, each)) or is_own_class(study, each):
            return True
    return False
