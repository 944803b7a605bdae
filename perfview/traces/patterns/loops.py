"""Calls repeated in one request: bursts of alike calls below one span, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bursts import mark_repeats, union_lengths
from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanKind
from perfview.traces.patterns.questions import Questions, are_fetched, told_apart
from perfview.traces.patterns.sequences import find_sequences
from perfview.traces.study import Study


@dataclass(frozen=True)
class Bursts:
    """b bursts: alike calls, or a sequence of different ones again and again, below one span.

    row int32: the calls, burst k is row[first[k]:first[k + 1]] by start (first int64, b + 1).
    caller int32 (b): the span they stand below. question int32 (b) into `Questions`. rounds int32
    (b): how often it repeats; a sequence has several calls a round. union_ns,
    total_ns int64 (b): time covered by the calls, and their sum.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    caller: NDArray[np.int32]
    question: NDArray[np.int32]
    rounds: NDArray[np.int32]
    union_ns: NDArray[np.int64]
    total_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.caller)

    def split(self, bursts: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The alike calls of these bursts, each kind for itself."""
        begin, stop = self.first[bursts].tolist(), self.first[bursts + 1].tolist()
        kinds = ((self.first[bursts + 1] - self.first[bursts]) // self.rounds[bursts]).tolist()
        return [
            self.row[a + kind : b : kinds_of]
            for a, b, kinds_of in zip(begin, stop, kinds, strict=True)
            for kind in range(kinds_of)
        ]


@dataclass(frozen=True)
class Loops:
    """k loops: bursts of one endpoint, calling operation and question, over all its requests.

    endpoint, operation, question int32 (k): the commonest where a loop has several. first int64
    (k + 1), burst int32: the bursts of loop k.
    requests int64 (k): traces that have it. union_ns float64 (k): mean time covered per such
    request. share float64 (k): of those requests' duration, 0-1. total_ns float64 (k): over all.
    """

    endpoint: NDArray[np.int32]
    operation: NDArray[np.int32]
    question: NDArray[np.int32]
    first: NDArray[np.int64]
    burst: NDArray[np.int32]
    requests: NDArray[np.int64]
    union_ns: NDArray[np.float64]
    share: NDArray[np.float64]
    total_ns: NDArray[np.float64]

    def bursts(self, loop: int) -> NDArray[np.int32]:
        """The bursts of one loop."""
        return self.burst[self.first[loop] : self.first[loop + 1]]


@dataclass(frozen=True)
class Enough:
    """From when on alike calls are a burst, and when a burst is worth telling by itself.

    alike int32: how many, per question; rounds: how often a sequence repeats. Statements are worth
    it from `certain` on or when they take statement_ns, requests when they take request_ns, both
    when they take `share` of their request; else the sequence they may be part of says more.
    """

    alike: NDArray[np.int32]
    rounds: int
    certain: float
    statement_ns: float
    request_ns: float
    share: float


def find_bursts(study: Study, questions: Questions, enough: Enough) -> tuple[Bursts, Questions]:
    """All bursts of alike calls, and of sequences of different calls in turn.

    The questions they are told by come with them: requests more finely than they went in.

    The calls of a burst may stand directly below the caller or each in up to two spans of its own
    (an ORM's, a repository's), but no service boundary lies between, and anything may come between
    one call and the next.
    """
    within = _within_service(study)
    alike, finer = _find_alike(study, questions, within, enough.alike)
    sequences = find_sequences(study, questions, within, enough.rounds)
    worth = _worth_telling(study, questions, alike, enough)
    # A look into a cache beside each call of a loop does not make another trouble of it.
    cached = np.append(questions.is_cache, False)[questions.of_span]
    sequences = sequences.chosen(sequences.any_of(~worth & ~cached))
    alike = alike.without(sequences.row, enough.alike[questions.of_span[alike.row]])
    order = np.lexsort((study.model.start_ns[alike.row], alike.group))
    row, group = alike.row[order], alike.group[order]
    heads = np.flatnonzero(np.diff(group, prepend=-1))
    first = np.append(heads, len(row)).astype(np.int64)
    bursts = _measured(
        study,
        np.concatenate([row, sequences.row]),
        np.concatenate([first, len(row) + sequences.first[1:]]),
        np.concatenate([alike.caller[order][heads], sequences.caller]),
        np.concatenate([alike.asked[order][heads], sequences.question]),
        np.concatenate([np.diff(first).astype(np.int32), sequences.rounds]),
    )
    return bursts, finer


@dataclass(frozen=True)
class _Alike:
    """Calls of which enough alike ones stand below a span: row, group (which burst), asked (the
    question) and caller, all int32 and of one length."""

    row: NDArray[np.int32]
    group: NDArray[np.int32]
    asked: NDArray[np.int32]
    caller: NDArray[np.int32]

    def without(self, rows: NDArray[np.int32], need: NDArray[np.int32]) -> _Alike:
        """The calls but for these rows, as far as `need` (int32 per call) of a burst are left."""
        left = ~np.isin(self.row, rows)
        count = np.bincount(self.group[left], minlength=int(self.group.max(initial=-1)) + 1)
        kept = left & (count[self.group] >= need)
        return _Alike(self.row[kept], self.group[kept], self.asked[kept], self.caller[kept])


def _find_alike(
    study: Study, questions: Questions, within: NDArray[np.bool_], need: NDArray[np.int32]
) -> tuple[_Alike, Questions]:
    structure = study.structure
    burst, caller = mark_repeats(
        structure.child_first, structure.child, questions.of_span, within, need
    )
    row = np.flatnonzero(burst >= 0).astype(np.int32)
    row = row[~are_fetched(study, questions, row)]
    asked, finer = told_apart(study, questions, row)
    group, head = number_pairs(burst[row], asked)
    enough = np.bincount(group, minlength=len(head)) >= need[questions.of_span[row[head]]]
    kept = enough[group]
    row = row[kept]
    return _Alike(row, group[kept], asked[kept], caller[burst[row]]), finer


def _worth_telling(
    study: Study, questions: Questions, alike: _Alike, enough: Enough
) -> NDArray[np.bool_]:
    """Which spans are in a burst that is worth telling by itself: bool per span."""
    is_request = questions.of_span[alike.row] >= questions.statements
    spent = np.bincount(alike.group, study.model.duration_ns[alike.row].astype(np.float64))
    spent = spent[alike.group]
    count = np.bincount(alike.group)[alike.group]
    whole = requests_of(study).duration_ns[study.structure.trace[alike.row]]
    fires = spent >= np.where(is_request, enough.request_ns, enough.statement_ns)
    fires |= ~is_request & (count >= enough.certain)
    fires |= spent >= enough.share * np.maximum(whole, 1)
    worth = np.zeros(len(study.model), np.bool_)
    worth[alike.row[fires]] = True
    return worth


def _measured(
    study: Study,
    row: NDArray[np.int32],
    first: NDArray[np.int64],
    caller: NDArray[np.int32],
    question: NDArray[np.int32],
    rounds: NDArray[np.int32],
) -> Bursts:
    """Bursts with the time they cover."""
    start = study.model.start_ns[row]
    duration = np.maximum(study.model.duration_ns[row], 0)
    sums = np.zeros(len(row) + 1, np.int64)
    np.cumsum(duration, out=sums[1:])
    union_ns = union_lengths(first, start, start + duration)
    total_ns = sums[first[1:]] - sums[first[:-1]]
    return Bursts(row, first, caller, question, rounds, union_ns, total_ns)


def group_bursts(study: Study, bursts: Bursts, questions: Questions, seldom: float) -> Loops:
    """Bursts of all requests gathered by endpoint, calling operation and question.

    Statements that less than the part `seldom` of an operation's calls repeat are one question: an
    operation that now repeats this and then that has one habit, not ten troubles.
    """
    trace = study.structure.trace[bursts.caller]
    endpoint = requests_of(study).of_span[bursts.caller]
    operation = study.operations.of_span[bursts.caller]
    place, _ = number_pairs(endpoint, operation)
    question = _habits(study, bursts, questions, operation, seldom)
    loop, sample = number_pairs(place, question)
    request, one_of_request = number_pairs(loop, trace)
    loops = len(sample)
    first, burst = gather(loop, loops)
    union = np.bincount(request, bursts.union_ns, len(one_of_request))
    whole = np.maximum(requests_of(study).duration_ns[trace[one_of_request]], 1)
    of_loop = loop[one_of_request]
    requests = np.bincount(of_loop, minlength=loops)
    total = np.bincount(of_loop, union, loops).astype(np.float64)
    return Loops(
        endpoint=endpoint[sample],
        operation=operation[sample],
        question=question[sample],
        first=first,
        burst=burst,
        requests=requests,
        union_ns=total / np.maximum(requests, 1),
        share=np.bincount(of_loop, union / whole, loops) / np.maximum(requests, 1),
        total_ns=total,
    )


def _habits(
    study: Study,
    bursts: Bursts,
    questions: Questions,
    operation: NDArray[np.int32],
    seldom: float,
) -> NDArray[np.int32]:
    """Per burst its question; of an operation's seldom ones (reads, writes) the commonest."""
    asked, sample = number_pairs(operation, bursts.question)
    often = np.bincount(asked, minlength=len(sample))
    rare = often < seldom * study.operations.count[operation[sample]]
    rare &= bursts.question[sample] < questions.statements
    told = bursts.question[sample].copy()
    habit, _ = number_pairs(operation[sample], questions.is_read[told].astype(np.int32))
    # The commonest comes last, and so stays.
    order = np.flatnonzero(rare)[np.argsort(often[rare], kind="stable")]
    commonest = np.zeros(int(habit.max(initial=-1)) + 1, np.int32)
    commonest[habit[order]] = told[order]
    told[order] = commonest[habit[order]]
    return told[asked]


def _within_service(study: Study) -> NDArray[np.bool_]:
    """Whether the way up from a span with children stays in its service, as bool per span."""
    model, structure = study.model, study.structure
    # Leaves are never passed through, and most spans are leaves.
    rows = np.flatnonzero(np.diff(structure.child_first))
    parent, kind = structure.parent[rows], model.kind[rows]
    entry = (kind == SpanKind.SERVER) | (kind == SpanKind.CONSUMER)
    within = np.zeros(len(model), np.bool_)
    within[rows] = ~entry & (parent >= 0) & (model.service[rows] == model.service[parent])
    return within
