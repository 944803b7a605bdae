"""Calls of one span that wait in line: runs of siblings, each begun soon after the last ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.calls import callee, is_call, may_swap
from perfview.traces.requests import requests_of
from perfview.traces.study import Study


@dataclass(frozen=True)
class CallQueues:
    """q queues of at least two calls each.

    row int32: the calls, queue k is row[first[k]:first[k + 1]] by start (first int64, q + 1).
    caller int32 (q): their parent. gain_ns int64 (q): the queue's extent less its longest call.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    caller: NDArray[np.int32]
    gain_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.caller)

    def split(self, queues: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The calls of these queues, each for itself."""
        begin, stop = self.first[queues].tolist(), self.first[queues + 1].tolist()
        return [self.row[a:b] for a, b in zip(begin, stop, strict=True)]

    def by_caller(
        self, study: Study
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Queues grouped by endpoint and calling operation.

        Group k has the queues members[first[k]:first[k + 1]] and belongs to endpoint[k].
        """
        endpoint = requests_of(study).of_span[self.caller]
        operation = study.operations.of_span[self.caller]
        known = np.flatnonzero(endpoint >= 0).astype(np.int32)
        group, sample = number_pairs(endpoint[known], operation[known])
        first, members = gather(group, len(sample))
        return first, known[members], endpoint[known[sample]]


def find_queues(study: Study, shortest_ns: int, gap_ns: int, least_ns: int) -> CallQueues:
    """All queues of calls from `shortest_ns` on with pauses up to `gap_ns` between them.

    A sibling of that length which is no call, overlaps, or must keep its place ends a queue. Those
    with less than `least_ns` to gain are left out.
    """
    structure, model = study.structure, study.model
    row = structure.child[model.duration_ns[structure.child] >= shortest_ns]
    if len(row) < 2:
        return _none()
    parent = structure.parent[row]
    start = model.start_ns[row]
    end = start + model.duration_ns[row]
    pause = start[1:] - end[:-1]
    linked = (parent[1:] == parent[:-1]) & (pause >= 0) & (pause <= gap_ns)
    # What cannot gain enough goes first: whether the rest may swap takes longer to tell.
    link = _worthwhile(np.flatnonzero(linked), start, end, least_ns)
    pairs = np.concatenate([row[link], row[link + 1]])
    calls = is_call(study, pairs).reshape(2, -1).all(axis=0)
    link = link[calls & may_swap(study, row[link], row[link + 1])]
    link = _worthwhile(link, start, end, least_ns)
    if len(link) == 0:
        return _none()
    chains = _Chains(link, start, end)
    return CallQueues(row[chains.place], chains.first, parent[chains.begin], chains.gain_ns)


def order_varies(study: Study, queues: CallQueues, chosen: NDArray[np.integer]) -> bool:
    """Whether two callees follow each other in either order somewhere in these queues."""
    inner = np.ones(len(queues.row), np.bool_)
    inner[queues.first[1:] - 1] = False
    wanted = np.zeros(len(queues), np.bool_)
    wanted[chosen] = True
    inner &= np.repeat(wanted, np.diff(queues.first))
    at = np.flatnonzero(inner)
    before = callee(study, queues.row[at])
    after = callee(study, queues.row[at + 1])
    differ = before != after
    seen = set(zip(before[differ].tolist(), after[differ].tolist(), strict=True))
    return any((b, a) in seen for a, b in seen)


class _Chains:
    """Runs of neighbours joined by links; link i joins places i and i + 1 (start, end by place).

    begin (q): first places. first int64 (q + 1), place: the places of chain k are
    place[first[k]:first[k + 1]]. gain_ns int64 (q): extent less the longest. of_link: the chain of
    each link.
    """

    def __init__(
        self, link: NDArray[np.intp], start: NDArray[np.int64], end: NDArray[np.int64]
    ) -> None:
        breaks = np.flatnonzero(np.diff(link) > 1)
        self.begin = link[np.concatenate([[0], breaks + 1])]
        stop = link[np.concatenate([breaks, [len(link) - 1]])] + 2
        sizes = stop - self.begin
        self.first = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=self.first[1:])
        self.place = np.repeat(self.begin - self.first[:-1], sizes) + np.arange(self.first[-1])
        self.of_link = np.repeat(np.arange(len(sizes)), sizes - 1)
        longest = np.maximum.reduceat((end - start)[self.place], self.first[:-1])
        self.gain_ns = end[stop - 1] - start[self.begin] - longest


def _worthwhile(
    link: NDArray[np.intp], start: NDArray[np.int64], end: NDArray[np.int64], least_ns: int
) -> NDArray[np.intp]:
    """The links of chains that have `least_ns` to gain."""
    if len(link) == 0:
        return link
    chains = _Chains(link, start, end)
    kept: NDArray[np.intp] = link[(chains.gain_ns >= least_ns)[chains.of_link]]
    return kept


def _none() -> CallQueues:
    nothing = np.zeros(0, np.int32)
    return CallQueues(nothing, np.zeros(1, np.int64), nothing, np.zeros(0, np.int64))
