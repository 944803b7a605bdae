"""Costs of functions worked out from a graph of calls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.circles import circles
from perfview.kernels.graph_reader import Graph

_ROUNDING = 0.05
"""pprof writes whole megabytes: differences of less than a twentieth come of rounding."""


class Costs:
    """What functions cost: own, inclusive float64 (m, f), and how many functions' own costs were
    `raised` to what their callers pay for them.

    own float64 (m, f), caller, callee int32 (e), edge float64 (m, e) as the file has them. The
    inclusive cost is the own one and that of all calls, those of the function itself left out,
    being in there already. Nothing is raised when own costs are `complete`: they add up to what
    the file says they should. Functions that call each other in a circle cannot cost more than
    the circle and all it calls: edges within it count the same cost once a turn, for which
    KCachegrind lumps circles together.
    """

    def __init__(
        self,
        own: NDArray[np.float64],
        caller: NDArray[np.int32],
        callee: NDArray[np.int32],
        edge: NDArray[np.float64],
        complete: bool,
    ) -> None:
        self._circle, self._circles = circles(caller, callee, own.shape[1])
        self._leaving = self._circle[caller] != self._circle[callee]
        self._outside = caller != callee
        self._alone = np.bincount(self._circle)[self._circle] == 1
        self._alone[caller[~self._outside]] = False
        self._alone &= not complete
        self._caller, self._callee = caller, callee
        rows = [self._of_kind(*kind) for kind in zip(own, edge, strict=True)]
        self.own = np.array([raised for raised, _ in rows])
        self.inclusive = np.array([inclusive for _, inclusive in rows])
        self.raised = int(np.count_nonzero((self.own > own).any(axis=0)))

    def _of_kind(
        self, own: NDArray[np.float64], edge: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        f, out, leaving = len(own), self._outside, self._leaving
        called = np.bincount(self._caller[out], weights=edge[out], minlength=f)
        paid = np.bincount(self._callee[out], weights=edge[out], minlength=f)
        short = self._alone & (paid * (1 - _ROUNDING) > own + called)
        own = np.where(short, paid - called, own)
        whole = np.bincount(self._circle, weights=own, minlength=self._circles)
        whole += np.bincount(
            self._circle[self._caller[leaving]], weights=edge[leaving], minlength=self._circles
        )
        return own, np.minimum(own + called, whole[self._circle])


def united(graph: Graph) -> Graph:
    """Empty texts and `???`, Valgrind's word for it, as none; and functions without costs that are
    named in another library than the one function of that name and file as that function: some
    tools do not write `cob=`."""
    unknown = [graph.texts.add(b""), graph.texts.add(b"???"), -1]
    of, file = (
        np.where(np.isin(ids, unknown), np.int32(-1), ids).astype(np.int32)
        for ids in (graph.object, graph.file)
    )
    has_cost = graph.own.any(axis=0) | np.isin(np.arange(len(of)), graph.source)
    key = (file.astype(np.int64) << 32) | graph.name.astype(np.int64)
    known, first, times = np.unique(key[has_cost], return_index=True, return_counts=True)
    same = np.arange(len(of), dtype=np.int32)
    if len(known):
        at = np.minimum(np.searchsorted(known, key), len(known) - 1)
        found = ~has_cost & (known[at] == key) & (times[at] == 1)
        same[found] = np.flatnonzero(has_cost)[first[at[found]]]
    kept = np.unique(same)
    index = np.searchsorted(kept, same).astype(np.int32)
    return replace(
        graph,
        object=of[kept],
        file=file[kept],
        name=graph.name[kept],
        own=np.ascontiguousarray(graph.own[:, kept]),
        source=index[graph.source],
        target=index[graph.target],
        line_node=index[graph.line_node],
    )
