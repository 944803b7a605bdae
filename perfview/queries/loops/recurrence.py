"""Loops where nothing tells requests apart: a statement follows itself more often than chance.

Were requests drawn at random, a statement that makes up the share q of a stream would come back
within the next w calls with the probability p = 1 - (1 - q)^w, whatever came before, and of C
chains C p^(k-1) would reach the length k. q is taken from where chains begin, not from all calls,
so that loops do not make themselves likely. Lengths that chance brings about in less than `DOUBT`
of those seen are loops (the false discovery rate of Benjamini and Hochberg, 1995). A statement
that many requests run once is caught in loops by the pair that it makes with the one before it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT, number_pairs
from perfview.kernels.recurring import chains
from perfview.queries.loops.bursts import LEAST, Bursts, gathered, none_found
from perfview.queries.loops.requests import BY_TIME, Requests
from perfview.queries.model import Calls

REACHES = (1, 3, 8, 16)
"""Calls from one to the next of a loop: neighbours, or with what is asked for each row between."""
DOUBT = 0.02
CAUTION = 2.0
"""Requests come in swarms: a statement is taken to be so many times likelier than its share."""


def bursts_by_time(calls: Calls, requests: Requests, least: int = LEAST) -> Bursts:
    """Bursts among calls that have neither a trace nor a transaction with others."""
    free = requests.real & (requests.trace < 0) & (requests.transaction < 0)
    if not free.any():
        return none_found()
    order = np.ascontiguousarray(requests.order[free[requests.order]])
    asked, _ = number_pairs(
        calls.statement, np.where(free, calls.caller, LEFT_OUT).astype(np.int32)
    )
    looped = np.zeros(len(calls), np.bool_)
    for token in (asked, _pairs(order, requests.stretch, asked)):
        for reach in REACHES:
            looped |= _beyond_chance(order, requests.stretch, token, reach, least)
    marked = np.where(looped, asked, -1).astype(np.int32)
    chain, _ = chains(order, requests.stretch, marked, _numbers(asked), REACHES[-1])
    nowhere = np.full(len(calls), -1, np.int32)
    return gathered(chain, nowhere, BY_TIME, least)


def _numbers(token: NDArray[np.int32]) -> int:
    return int(token.max(initial=-1)) + 1


def _pairs(
    order: NDArray[np.int32], stretch: NDArray[np.int32], token: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Each call with the one before it in its stretch, int32; -1 for the first, and for one that
    repeats the one before."""
    now, before = order[1:], order[:-1]
    pair = np.full(len(token), LEFT_OUT, np.int32)
    apart = (stretch[now] == stretch[before]) & (token[now] != token[before])
    pair[now[apart]] = token[before[apart]]
    return number_pairs(token, pair)[0]


def _beyond_chance(
    order: NDArray[np.int32],
    stretch: NDArray[np.int32],
    token: NDArray[np.int32],
    reach: int,
    least: int,
) -> NDArray[np.bool_]:
    """Which calls stand in chains that are longer than chance would make them: bool per call."""
    chain, found = chains(order, stretch, token, _numbers(token), reach)
    inside = np.flatnonzero(chain >= 0)
    size = np.bincount(chain[inside], minlength=found)
    of = np.zeros(found, np.int32)
    of[chain[inside]] = token[inside]
    begun = np.bincount(of, minlength=_numbers(token))
    asked = np.bincount(of, size, minlength=_numbers(token))
    share = np.minimum(1.0, CAUTION * begun / np.maximum(len(order) - asked + begun, 1))
    likely = 1 - (1 - share) ** reach
    # One more chain than there were, as if the next had begun: chance is never quite nothing.
    rows = np.flatnonzero(size >= least)
    rows = rows[np.lexsort((-size[rows], of[rows]))]
    rank = _ranks(of[rows])
    chance = begun[of[rows]] * likely[of[rows]] ** (size[rows] - 1.0) / rank
    shortest = np.full(_numbers(token), np.iinfo(np.int64).max)
    sure = chance <= DOUBT
    np.minimum.at(shortest, of[rows[sure]], size[rows[sure]])
    accepted = size >= shortest[of]
    looped = np.zeros(len(token), np.bool_)
    looped[inside] = accepted[chain[inside]]
    return looped


def _ranks(of: NDArray[np.int32]) -> NDArray[np.int64]:
    """1, 2, 3 … within each run of equal numbers."""
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    return np.arange(len(of)) - np.repeat(begins, np.diff(np.append(begins, len(of)))) + 1
