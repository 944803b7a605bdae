"""Rows of different calls repeated in turn: A B A B A B, each round in a span of its own or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bursts import mark_repeats
from perfview.kernels.grouping import number_pairs
from perfview.traces.patterns.questions import Questions, are_fetched, told_apart
from perfview.traces.study import Study

STATEMENT_SHARE = 0.05
"""The part of a sequence's time that statements must take (Sentry's MN+1 DB detector)."""


@dataclass(frozen=True)
class Sequences:
    """s sequences. row int32: the calls, sequence k is row[first[k]:first[k + 1]] by start (first
    int64, s + 1). rounds int32 (s): how often it repeats. question int32 (s): its first statement.
    caller int32 (s): the span whose calls they are.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    rounds: NDArray[np.int32]
    question: NDArray[np.int32]
    caller: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.caller)

    def any_of(self, spans: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which sequences have one of these (bool per span) among their calls."""
        if not len(self):
            return np.zeros(0, np.bool_)
        has: NDArray[np.bool_] = np.logical_or.reduceat(spans[self.row], self.first[:-1])
        return has

    def chosen(self, which: NDArray[np.bool_]) -> Sequences:
        """Some of the sequences."""
        sizes = np.diff(self.first)
        return Sequences(
            row=self.row[np.repeat(which, sizes)],
            first=np.append(0, np.cumsum(sizes[which])).astype(np.int64),
            rounds=self.rounds[which],
            question=self.question[which],
            caller=self.caller[which],
        )


def find_sequences(
    study: Study, questions: Questions, within: NDArray[np.bool_], least: int
) -> Sequences:
    """Sequences of calls of one span that repeat at least `least` times, nothing else of the calls
    that repeat so often between them.

    The calls stand directly below the span, or each round in a span of its own, where `within`
    (bool per span) lets pass. One of them is a statement that no cache answers; where calls to
    caches disturb the order they are left out. A last round that is not whole does not count.
    """
    row, host = _repeated(study, questions, within, least)
    found = _in_order(study, questions, row, host, least)
    cached = questions.is_cache[questions.of_span[row]]
    if not cached.any():
        return found
    others = _in_order(study, questions, row[~cached], host[~cached], least)
    others = others.chosen(~np.isin(others.caller, found.caller))
    return Sequences(
        row=np.concatenate([found.row, others.row]),
        first=np.concatenate([found.first, found.first[-1] + others.first[1:]]),
        rounds=np.concatenate([found.rounds, others.rounds]),
        question=np.concatenate([found.question, others.question]),
        caller=np.concatenate([found.caller, others.caller]),
    )


def _in_order(
    study: Study,
    questions: Questions,
    row: NDArray[np.int32],
    host: NDArray[np.int32],
    least: int,
) -> Sequences:
    """The sequences among these calls of these spans."""
    asked, _ = told_apart(study, questions, row)
    order = np.lexsort((study.model.start_ns[row], host))
    row, asked, host = row[order], asked[order], host[order]
    begin = np.flatnonzero(np.diff(host, prepend=-1))
    size = np.diff(np.append(begin, len(row)))
    caller = np.repeat(np.arange(len(begin), dtype=np.int32), size)
    period = _periods(caller, asked, size, least)
    at = np.flatnonzero(np.arange(len(row)) - begin[caller] >= np.maximum(period, 1)[caller])
    broken = np.bincount(
        caller[at][asked[at] != asked[at - period[caller[at]]]], minlength=len(begin)
    )
    fits = (broken == 0) & (period >= 2) & (size >= least * period)
    fits &= _states(study, questions, row, caller, len(begin))
    rounds = size // np.maximum(period, 1)
    whole = np.arange(len(row)) - begin[caller] < (rounds * period)[caller]
    stated = np.flatnonzero(_are_statements(questions, row))
    first_stated = np.zeros(len(begin), np.int64)
    first_stated[caller[stated[::-1]]] = stated[::-1]
    return Sequences(
        row=row[fits[caller] & whole],
        first=np.append(0, np.cumsum((rounds * period)[fits])).astype(np.int64),
        rounds=rounds[fits].astype(np.int32),
        question=asked[first_stated[fits]] if len(asked) else np.zeros(0, np.int32),
        caller=host[begin[fits]],
    )


def _periods(
    caller: NDArray[np.int32], asked: NDArray[np.int32], size: NDArray[np.int64], least: int
) -> NDArray[np.int64]:
    """How many calls a round of each caller would have, 0 where they make no rounds.

    Where all kinds of calls come a multiple of so many times, that is the number of rounds; else
    each kind comes once a round, and some once more in a last round that is not whole.
    """
    callers = len(size)
    kind, head = number_pairs(caller, asked)
    count = np.bincount(kind, minlength=len(head))
    whose = caller[head]
    order = np.argsort(whose, kind="stable")
    count, whose = count[order], whose[order]
    if not callers:
        return np.zeros(0, np.int64)
    starts = np.searchsorted(whose, np.arange(callers))
    divisor = np.gcd.reduceat(count, starts)
    fewest, most = np.minimum.reduceat(count, starts), np.maximum.reduceat(count, starts)
    kinds = np.bincount(whose, minlength=callers)
    once = np.where((fewest >= least) & (most - fewest <= 1), kinds, 0)
    periods: NDArray[np.int64] = np.where(divisor >= least, size // np.maximum(divisor, 1), once)
    return periods


def _repeated(
    study: Study, questions: Questions, within: NDArray[np.bool_], least: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The calls of which at least `least` alike ones belong to one span, and that span."""
    structure, key = study.structure, questions.of_span
    need = np.full(len(questions.is_cache), least, np.int32)
    alike, host = mark_repeats(structure.child_first, structure.child, key, within, need, deepest=2)
    row = np.flatnonzero(alike >= 0).astype(np.int32)
    of = alike[row]
    question = np.empty(len(host), np.int32)
    question[of] = key[row]
    kept = _may_take_turns(questions, host, question, len(study.model))[host[of]]
    row, host = row[kept], host[of[kept]]
    asks = ~are_fetched(study, questions, row)
    return row[asks], host[asks]


def _may_take_turns(
    questions: Questions,
    host: NDArray[np.int32],
    question: NDArray[np.int32],
    spans: int,
) -> NDArray[np.bool_]:
    """Of pairs of a span and a question it repeats: the spans (bool) that repeat a statement no
    cache answers and something else, or requests, which may turn out to be different ones."""
    is_request = question >= questions.statements
    kinds = np.bincount(host, minlength=spans)
    requests = np.bincount(host[is_request], minlength=spans)
    stated = host[~is_request & ~questions.is_cache[question]]
    may: NDArray[np.bool_] = np.zeros(spans, np.bool_)
    may[stated] = True
    return may & ((kinds >= 2) | (requests > 0))


def _are_statements(questions: Questions, row: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of these calls ask a database that is no cache."""
    question = questions.of_span[row]
    stated: NDArray[np.bool_] = (question < questions.statements) & ~questions.is_cache[question]
    return stated


def _states(
    study: Study,
    questions: Questions,
    row: NDArray[np.int32],
    caller: NDArray[np.int32],
    callers: int,
) -> NDArray[np.bool_]:
    """Whether statements take their share of each caller's calls."""
    spent = np.maximum(study.model.duration_ns[row], 0).astype(np.float64)
    is_statement = _are_statements(questions, row)
    stated = np.bincount(caller, spent * is_statement, callers)
    present = np.bincount(caller[is_statement], minlength=callers) > 0
    enough: NDArray[np.bool_] = stated >= STATEMENT_SHARE * np.bincount(caller, spent, callers)
    return enough & present
