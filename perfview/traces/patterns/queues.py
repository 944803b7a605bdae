"""Calls of one span that wait in line: runs of siblings, each begun soon after the last ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.kernels.picking import pick
from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanStatus
from perfview.traces.patterns.calls import callee, is_call, may_swap
from perfview.traces.patterns.database import database_calls
from perfview.traces.study import Study

NOT_MODIFIED = 304
"""The one answer from 300 to 399 that does not send the caller on (RFC 9110, section 15.4.5)."""


@dataclass(frozen=True)
class CallQueues:
    """q queues of at least two calls each.

    row int32: the calls, queue k is row[first[k]:first[k + 1]] by start (first int64, q + 1).
    part int32 (as long as row): calls of one part of a queue need each other's answers and stay in
    line; the parts could run side by side. caller int32 (q): their parent. gain_ns int64 (q): the
    queue's extent less its longest part.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    part: NDArray[np.int32]
    caller: NDArray[np.int32]
    gain_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.caller)

    def split(self, queues: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The calls of these queues, each for itself."""
        begin, stop = self.first[queues].tolist(), self.first[queues + 1].tolist()
        return [self.row[a:b] for a, b in zip(begin, stop, strict=True)]

    def heads(self, study: Study, queues: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The longest call of each part, queue by queue: those that could start together."""
        by_length = np.lexsort((-study.model.duration_ns[self.row], self.part))
        longest = by_length[np.flatnonzero(np.diff(self.part[by_length], prepend=-1))]
        is_head = np.zeros(len(self.row), np.bool_)
        is_head[longest] = True
        begin, stop = self.first[queues].tolist(), self.first[queues + 1].tolist()
        spans = zip(begin, stop, strict=True)
        return [self.row[a:b][is_head[a:b]] for a, b in spans]

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


@dataclass(frozen=True)
class Pauses:
    """How long the caller may pause between two calls that count as waiting in line, ns.

    Up to `short_ns`; less than `long_ns` where both calls take `long_call_ns`, or both are
    statements that take `statement_ns`.
    """

    short_ns: int
    long_ns: int
    long_call_ns: int
    statement_ns: int


def find_queues(study: Study, shortest_ns: int, pauses: Pauses, least_ns: int) -> CallQueues:
    """All queues of calls from `shortest_ns` on with only short pauses between them.

    A sibling of that length which is no call, fails, redirects, overlaps, or must keep its place
    ends a queue, except that statements which read may wait for each other within one. Those with
    less than `least_ns` to gain are left out.
    """
    structure, model = study.structure, study.model
    row = structure.child[pick(model.duration_ns >= shortest_ns, structure.child)]
    if len(row) < 2:
        return _none()
    parent = structure.parent[row]
    start = model.start_ns[row]
    end = start + model.duration_ns[row]
    link = np.flatnonzero(_in_line(study, row, parent, start, end, pauses))
    # What cannot gain enough goes first: whether the rest may swap takes longer to tell.
    link = _worthwhile(link, np.ones(len(link), np.bool_), start, end, least_ns)
    pairs = np.concatenate([row[link], row[link + 1]])
    link = link[(is_call(study, pairs) & _went_well(study, pairs)).reshape(2, -1).all(axis=0)]
    swaps = may_swap(study, row[link], row[link + 1])
    kept = swaps | _both_read(study, row[link], row[link + 1])
    link, swaps = link[kept], swaps[kept]
    worthwhile = _worthwhile(link, swaps, start, end, least_ns)
    swaps = swaps[np.isin(link, worthwhile)]
    if len(worthwhile) == 0:
        return _none()
    chains = _Chains(worthwhile, swaps, start, end)
    return CallQueues(
        row[chains.place], chains.first, chains.part, parent[chains.begin], chains.gain_ns
    )


def _in_line(
    study: Study,
    row: NDArray[np.int32],
    parent: NDArray[np.int32],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    pauses: Pauses,
) -> NDArray[np.bool_]:
    """Whether a call and the next of these (by parent and start) come one after the other."""
    pause = start[1:] - end[:-1]
    linked = (parent[1:] == parent[:-1]) & (pause >= 0)
    near: NDArray[np.bool_] = linked & (pause <= pauses.short_ns)
    far = np.flatnonzero(linked & ~near & (pause < pauses.long_ns))
    shorter = np.minimum((end - start)[far], (end - start)[far + 1])
    stated = database_calls(study).question >= 0
    both = stated[row[far]] & stated[row[far + 1]]
    near[far] = (shorter >= pauses.long_call_ns) | (both & (shorter > pauses.statement_ns))
    return near


def _went_well(study: Study, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which calls neither failed nor sent their caller elsewhere; either decides what comes next:
    a retry, another address, giving up."""
    status = study.model.http_status[rows]
    moved = (status >= 300) & (status < 400) & (status != NOT_MODIFIED)
    well: NDArray[np.bool_] = (study.model.status[rows] != SpanStatus.ERROR) & ~moved
    return well & (status < 400)


def _both_read(
    study: Study, earlier: NDArray[np.int32], later: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether both calls are statements that change nothing."""
    question = database_calls(study).question
    reads = np.append(study.statements.is_read, False)
    both: NDArray[np.bool_] = reads[question[earlier]] & reads[question[later]]
    return both


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
    place[first[k]:first[k + 1]]. part int32, by place: a new one wherever a link may be cut
    (`swaps`). gain_ns int64 (q): extent less that of the longest part. of_link: the chain of each
    link.
    """

    def __init__(
        self,
        link: NDArray[np.intp],
        swaps: NDArray[np.bool_],
        start: NDArray[np.int64],
        end: NDArray[np.int64],
    ) -> None:
        breaks = np.flatnonzero(np.diff(link) > 1)
        self.begin = link[np.concatenate([[0], breaks + 1])]
        stop = link[np.concatenate([breaks, [len(link) - 1]])] + 2
        sizes = stop - self.begin
        self.first = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=self.first[1:])
        self.place = np.repeat(self.begin - self.first[:-1], sizes) + np.arange(self.first[-1])
        self.of_link = np.repeat(np.arange(len(sizes)), sizes - 1)
        opens = np.ones(len(self.place), np.bool_)
        opens[np.arange(len(link)) + self.of_link + 1] = swaps
        self.part = (np.cumsum(opens) - 1).astype(np.int32)
        heads = np.flatnonzero(opens)
        tails = np.append(heads[1:], len(opens)) - 1
        extent = end[self.place[tails]] - start[self.place[heads]]
        longest = np.maximum.reduceat(extent, self.part[self.first[:-1]])
        self.gain_ns = end[stop - 1] - start[self.begin] - longest


def _worthwhile(
    link: NDArray[np.intp],
    swaps: NDArray[np.bool_],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    least_ns: int,
) -> NDArray[np.intp]:
    """The links of chains that have `least_ns` to gain."""
    if len(link) == 0:
        return link
    chains = _Chains(link, swaps, start, end)
    kept: NDArray[np.intp] = link[(chains.gain_ns >= least_ns)[chains.of_link]]
    return kept


def _none() -> CallQueues:
    nothing = np.zeros(0, np.int32)
    return CallQueues(nothing, np.zeros(1, np.int64), nothing, nothing, np.zeros(0, np.int64))
