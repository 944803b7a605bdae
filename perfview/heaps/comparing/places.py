"""Where in a program the constructor of a class stands."""

from __future__ import annotations

import numpy as np

from perfview.heaps.retention.places import place_of
from perfview.heaps.study import Study


def place_of_class(study: Study, key: str) -> str:
    """``src/session.ts:57``, by any object of the class; "" where the snapshot does not tell."""
    if key.startswith(","):
        return ""
    script, line, column, _ = key.split(",", 3)
    found = study.graph.locations
    wanted = (found.script == int(script)) & (found.line == int(line) + 1)
    rows = np.flatnonzero(wanted & (found.column == int(column) + 1))
    is_object = study.graph.nodes.kind[found.node[rows]] == study.graph.node_kind("object")
    return place_of(study, int(found.node[rows[is_object]][0])) if is_object.any() else ""
