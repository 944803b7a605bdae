"""Who refers to whom: the edges shared out among the nodes, those that lead nowhere left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural
from perfview.heaps.model import Edges
from perfview.kernels.listed_columns import ListedColumns
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport

_MOST_ASTRAY = 0.01
_MOST_EDGES, _MOST_NODES = (1 << 32) - 1, (1 << 31) - 1


def share_out(
    counts: NDArray[np.uint32], columns: ListedColumns, report: ImportReport
) -> tuple[NDArray[np.uint32], Edges]:
    """(first_edge of the nodes, the edges), from how many each node says it has.

    Raises `UnreadableInput` where so many lead nowhere that the file makes no sense, and where
    there are more than 32-bit indices can tell apart.
    """
    found = columns.room
    if found > _MOST_EDGES or len(counts) > _MOST_NODES:
        raise UnreadableInput(
            f"{plural(len(counts), 'node')} and {plural(found, 'edge')} are more than can be shown"
        )
    said = int(counts.sum(dtype=np.uint64))
    first = np.zeros(len(counts) + 1, np.uint32)
    if said <= found:
        np.cumsum(counts, out=first[1:])
    else:
        first[1:] = np.minimum(np.cumsum(counts, dtype=np.uint64), found)
        report.note(
            "edge-counts",
            said - found,
            f"By their own counts the nodes have {plural(said, 'edge')}, but the file holds"
            f" {found:,}; the last nodes have fewer than they should.",
        )
    report.note(
        "edge-counts",
        found - said,
        f"The file holds {plural(found, 'edge')}, but by their own counts the nodes have"
        f" {said:,}; those behind belong to nobody and are left out.",
    )
    used = min(said, found)
    kind, name = columns.take("type")[:used], columns.take("name_or_index")[:used]
    edges = Edges(kind, name, columns.take("to_node")[:used].view(np.int32))
    return _without_astray(first, edges, len(counts), report)


def _without_astray(
    first: NDArray[np.uint32], edges: Edges, nodes: int, report: ImportReport
) -> tuple[NDArray[np.uint32], Edges]:
    """Leave out the edges that lead to no node."""
    if not len(edges) or int(edges.target.view(np.uint32).max()) < nodes:
        return first, edges
    fine = edges.target.view(np.uint32) < nodes
    astray = len(edges) - int(np.count_nonzero(fine))
    if astray > max(8, _MOST_ASTRAY * len(edges)):
        raise UnreadableInput(
            f"{astray:,} of {plural(len(edges), 'edge')} lead to no node, so that nothing can be"
            " said about what keeps what alive",
            remedy="Check that the file was written completely, or record again.",
        )
    at = int(np.argmin(fine))
    report.note(
        "edges-astray",
        astray,
        f"{plural(astray, 'edge')} {'leads' if astray == 1 else 'lead'} to no node and"
        f" {'is' if astray == 1 else 'are'} left out, the first of them edge {at:,} of node"
        f" {int(np.searchsorted(first, np.uint32(at), 'right')) - 1:,}.",
    )
    kept = np.zeros(len(fine) + 1, np.uint32)
    np.cumsum(fine, out=kept[1:])
    return kept[first], Edges(edges.kind[fine], edges.name[fine], edges.target[fine])
