"""Loops where nothing tells requests apart: a statement follows itself more often than chance.

Were requests drawn at random, a statement that makes up the share q of a stream would come back
within the next w calls with the probability p = 1 - (1 - q)^w, whatever came before, and of C
chains C p^(k-1) would reach the length k. q is taken from where chains begin, not from all calls,
so that loops do not make themselves likely. Lengths that chance brings about in less than `DOUBT`
of those seen are loops (the false discovery rate of Benjamini and Hochberg, 1995).

First with what may stand between: a loop often asks several things for each row, and a statement
that many requests run once is found in loops by the pair it makes with the one before it. Then,
with what was found taken out, each is looked at again: now the calls of a loop are neighbours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT, number_pairs
from perfview.kernels.recurring import chains
from perfview.queries.loops.bursts import LEAST, Bursts, gathered, none_found
from perfview.queries.loops.requests import BY_TIME, Requests
from perfview.queries.model import Calls

REACHES = (0, 2, 7, 15)
"""Calls between one of a loop and the next: none, or what else is asked for each row."""
DOUBT = 0.02
CAUTION = 1.25
"""Requests come in swarms: a statement is taken to be so many times likelier than its share."""


def bursts_by_time(calls: Calls, requests: Requests, least: int = LEAST) -> tuple[Bursts, Bursts]:
    """Bursts among calls that have neither a trace nor a transaction with others; and neighbours
    that chance may have brought together, unless something else speaks for a loop."""
    free = requests.real & (requests.trace < 0) & (requests.transaction < 0)
    if not free.any():
        return none_found(), none_found()
    order = np.ascontiguousarray(requests.order[free[requests.order]])
    callers = np.where(free, calls.caller, LEFT_OUT).astype(np.int32)
    asked, _ = number_pairs(calls.statement, callers)
    stream = _Stream(order, requests, least)
    by_itself, by_pair = stream.repeated(asked), stream.repeated(stream.pairs(asked))
    chain = stream.closed(asked, by_itself, by_pair)
    nowhere = np.full(len(calls), -1, np.int32)
    runs = np.where(chain < 0, stream.runs(asked), -1).astype(np.int32)
    return gathered(chain, nowhere, BY_TIME, least), gathered(runs, nowhere, BY_TIME, least)


class _Stream:
    """Calls in their order, connection by connection, cut at long pauses."""

    def __init__(self, order: NDArray[np.int32], requests: Requests, least: int) -> None:
        self._order, self._stretch, self._least = order, requests.stretch, least
        self._stream = requests.stream
        self._all = np.ones(len(requests.stretch), np.bool_)

    def pairs(self, token: NDArray[np.int32]) -> NDArray[np.int32]:
        """Each call with the one before it in its stretch, int32; -1 for the first, and for one
        that repeats the one before."""
        now, before = self._order[1:], self._order[:-1]
        pair = np.full(len(token), LEFT_OUT, np.int32)
        apart = (self._stretch[now] == self._stretch[before]) & (token[now] != token[before])
        pair[now[apart]] = token[before[apart]]
        return number_pairs(token, pair)[0]

    def repeated(self, token: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Calls in chains that are longer than chance would make them, with any reach."""
        looped = np.zeros(len(token), np.bool_)
        among = self._among(token, self._all)
        for reach in reversed(REACHES):
            chain, sure = self._beyond_chance(token, self._all, reach, among)
            looped |= sure
            token = self._still(token, chain, len(among))
        return looped

    def _still(
        self, token: NDArray[np.int32], chain: NDArray[np.int32], tokens: int
    ) -> NDArray[np.int32]:
        """Only tokens with a chain that is long enough: with less reach none gets longer."""
        inside = np.flatnonzero(chain >= 0)
        size = np.bincount(chain[inside])
        is_long = np.zeros(tokens + 1, np.bool_)
        is_long[token[inside[(size >= self._least)[chain[inside]]]]] = True
        return np.where(is_long[token], token, -1).astype(np.int32)

    def _among(self, token: NDArray[np.int32], counts: NDArray[np.bool_]) -> NDArray[np.float64]:
        """By token, how many calls that count are in the streams where it occurs."""
        rows = self._order
        size = np.bincount(self._stream[rows], counts[rows])
        _, first = number_pairs(token[rows], self._stream[rows])
        met = token[rows][first]
        kept = met >= 0
        among = np.bincount(
            met[kept],
            size[self._stream[rows][first[kept]]],
            minlength=int(token.max(initial=-1)) + 1,
        )
        return among.astype(np.float64)

    def runs(self, token: NDArray[np.int32]) -> NDArray[np.int32]:
        """The chain (int32 per call, -1 none) of calls with nothing between them."""
        tokens = int(token.max(initial=-1)) + 1
        return chains(self._order, self._stretch, token, tokens, self._all, 0)[0]

    def closed(
        self,
        token: NDArray[np.int32],
        by_itself: NDArray[np.bool_],
        by_pair: NDArray[np.bool_],
    ) -> NDArray[np.int32]:
        """The chain (int32 per call, -1 none) of each call that is looped when only what is not
        looped counts as standing between; found by pairs it need not be beyond chance again."""
        looped = by_itself | by_pair
        among = self._among(token, ~looped)
        chain, sure = self._beyond_chance(token, ~looped, 0, among)
        inside = np.flatnonzero(chain >= 0)
        found = int(chain.max(initial=-1)) + 1
        size = np.bincount(chain[inside], minlength=found)
        paired = np.bincount(chain[inside], by_pair[inside], minlength=found)
        sure[inside] |= (2 * paired >= size)[chain[inside]]
        return np.where(sure & looped, chain, -1).astype(np.int32)

    def _beyond_chance(
        self,
        token: NDArray[np.int32],
        counts: NDArray[np.bool_],
        reach: int,
        among: NDArray[np.float64],
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """The chain of each call (int32), and which are longer than chance would make them."""
        tokens = len(among)
        chain, found = chains(self._order, self._stretch, token, tokens, counts, reach)
        inside = np.flatnonzero(chain >= 0)
        size = np.bincount(chain[inside], minlength=found)
        of = np.zeros(found, np.int32)
        of[chain[inside]] = token[inside]
        own = np.bincount(token[inside][counts[inside]], minlength=tokens)
        likely = self._likely(of, size, among - own, reach)
        longest = _surely_long(of, size, likely, self._least)
        sure = np.zeros(len(token), np.bool_)
        sure[inside] = (size >= longest[of])[chain[inside]]
        return chain, sure

    def _likely(
        self,
        of: NDArray[np.int32],
        size: NDArray[np.int64],
        others: NDArray[np.float64],
        reach: int,
    ) -> NDArray[np.float64]:
        """By token, how likely one more call follows by chance, held against its `others`. Requests
        that ask a few times each are drawn as a whole, so that many calls follow at once."""
        begun = np.bincount(of, minlength=len(others))
        share = np.minimum(1.0, CAUTION * begun / np.maximum(others + begun, 1))
        few = size < self._least
        short = np.bincount(of[few], minlength=len(others))
        unit = np.bincount(of[few], size[few], minlength=len(others)) / np.maximum(short, 1)
        again = 1 - (1 - share) ** (reach + 1)
        chance: NDArray[np.float64] = again ** (1 / np.maximum(unit, 1.0))
        return chance


def _surely_long(
    of: NDArray[np.int32], size: NDArray[np.int64], likely: NDArray[np.float64], least: int
) -> NDArray[np.int64]:
    """By token, the length from which chains are no chance."""
    begun = np.bincount(of, minlength=len(likely))
    rows = np.flatnonzero(size >= least)
    rows = rows[np.lexsort((-size[rows], of[rows]))]
    tokens = of[rows]
    chance = begun[tokens] * likely[tokens] ** (size[rows] - 1.0) / _ranks(tokens)
    longest = np.full(len(likely), np.iinfo(np.int64).max)
    sure = chance <= DOUBT
    np.minimum.at(longest, tokens[sure], size[rows[sure]])
    return longest


def _ranks(of: NDArray[np.int32]) -> NDArray[np.int64]:
    """1, 2, 3 … within each run of equal numbers."""
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    return np.arange(len(of)) - np.repeat(begins, np.diff(np.append(begins, len(of)))) + 1
