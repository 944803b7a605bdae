"""Rows of different calls repeated in turn: A B A B A B, too few of each to be a loop alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bursts import mark_repeats
from perfview.kernels.grouping import number_pairs
from perfview.traces.questions import Questions, told_apart
from perfview.traces.study import Study

STATEMENT_SHARE = 0.05
"""The part of a sequence's time that statements must take (Sentry's MN+1 DB detector)."""


@dataclass(frozen=True)
class Sequences:
    """s sequences. row int32: the calls, sequence k is row[first[k]:first[k + 1]] by start (first
    int64, s + 1). rounds int32 (s): how often it repeats. question int32 (s): its first statement.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    rounds: NDArray[np.int32]
    question: NDArray[np.int32]


def find_sequences(
    study: Study, questions: Questions, free: NDArray[np.bool_], least: int
) -> Sequences:
    """Sequences of calls directly below one span that repeat at least `least` times, nothing else
    of the calls that repeat so often between them.

    Only `free` calls (bool per span) count, none to a cache, and one of them is a statement.
    """
    row = _repeated(study, questions, free, least)
    asked, _ = told_apart(study, questions, row)
    parent, start = study.structure.parent[row], study.model.start_ns[row]
    order = np.lexsort((start, parent))
    row, asked, parent = row[order], asked[order], parent[order]
    begin = np.flatnonzero(np.diff(parent, prepend=-1))
    size = np.diff(np.append(begin, len(row)))
    caller = np.repeat(np.arange(len(begin), dtype=np.int32), size)
    _, head = number_pairs(caller, asked)
    period = np.bincount(caller[head], minlength=len(begin))
    at = np.flatnonzero(np.arange(len(row)) - begin[caller] >= period[caller])
    broken = np.bincount(
        caller[at][asked[at] != asked[at - period[caller[at]]]], minlength=len(begin)
    )
    fits = (broken == 0) & (period >= 2) & (size % np.maximum(period, 1) == 0)
    fits &= size >= least * period
    fits &= _states(study, questions, row, asked, caller, len(begin))
    chosen = np.flatnonzero(fits[caller])
    stated = np.flatnonzero(asked < questions.statements)
    first_stated = np.zeros(len(begin), np.int64)
    first_stated[caller[stated[::-1]]] = stated[::-1]
    return Sequences(
        row=row[chosen],
        first=np.concatenate([[0], np.cumsum(size[fits])]).astype(np.int64),
        rounds=(size[fits] // period[fits]).astype(np.int32),
        question=asked[first_stated[fits]] if len(asked) else np.zeros(0, np.int32),
    )


def _repeated(
    study: Study, questions: Questions, free: NDArray[np.bool_], least: int
) -> NDArray[np.int32]:
    """The free calls of which at least `least` alike ones stand below one span."""
    cache = np.append(questions.is_cache, True)
    key = np.where(free & ~cache[questions.of_span], questions.of_span, np.int32(-1))
    structure, nowhere = study.structure, np.zeros(len(free), np.bool_)
    need = np.full(len(questions.is_cache), least, np.int32)
    found, _ = mark_repeats(structure.child_first, structure.child, key, nowhere, need, deepest=1)
    return np.flatnonzero(found >= 0).astype(np.int32)


def _states(
    study: Study,
    questions: Questions,
    row: NDArray[np.int32],
    asked: NDArray[np.int32],
    caller: NDArray[np.int32],
    callers: int,
) -> NDArray[np.bool_]:
    """Whether statements take their share of each caller's calls."""
    spent = np.maximum(study.model.duration_ns[row], 0).astype(np.float64)
    is_statement = asked < questions.statements
    stated = np.bincount(caller, spent * is_statement, callers)
    present = np.bincount(caller[is_statement], minlength=callers) > 0
    enough: NDArray[np.bool_] = stated >= STATEMENT_SHARE * np.bincount(caller, spent, callers)
    return enough & present
