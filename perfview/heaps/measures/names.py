"""Nodes and texts found by their exact words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.templates import follow

if TYPE_CHECKING:
    from perfview.heaps.study import Study


def ids_of(study: Study, text: str) -> NDArray[np.int32]:
    """The ids of exactly this text, int32, ascending: usually one or none, as files hold each text
    once, but nothing makes them."""
    strings = study.model.strings
    return study.once(f"ids of {text}", lambda: follow(strings.arena, strings.offsets, text).text)


def nodes_named(study: Study, kind: str, text: str) -> NDArray[np.int64]:
    """The nodes of a kind with exactly this name, indices int64, ascending."""
    nodes, ids = study.graph.nodes, ids_of(study, text)
    if not len(ids):
        return np.zeros(0, np.int64)
    # Most nodes of the name are of the kind, but few nodes of the kind have the name.
    called = np.flatnonzero(np.isin(nodes.name, ids))
    found: NDArray[np.int64] = called[nodes.kind[called] == study.graph.node_kind(kind)]
    return found
