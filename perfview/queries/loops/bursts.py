"""Calls of one statement that come again and again within a request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT, gather, number_pairs, number_wide
from perfview.queries.loops.requests import BY_TIME, BY_TRACE, BY_TRANSACTION, Requests
from perfview.queries.model import Calls

LEAST = 5
"""Calls in one request from which they are a loop: Sentry's N+1 DB detector (`count`)."""


@dataclass(frozen=True)
class Bursts:
    """b bursts: burst k is calls[first[k]:first[k + 1]] in time; calls int32, first int64 (b + 1);
    seen_by: how all of them were told apart; request int32 (b): the trace, the transaction or -1.
    """

    calls: NDArray[np.int32]
    first: NDArray[np.int64]
    request: NDArray[np.int32]
    seen_by: str

    def __len__(self) -> int:
        return len(self.request)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Calls of each burst, int64 (b)."""
        return np.diff(self.first)

    @property
    def heads(self) -> NDArray[np.int32]:
        """The first call of each burst, int32 (b)."""
        return self.calls[self.first[:-1]]

    def of_calls(self) -> NDArray[np.int32]:
        """The burst of each of `calls`, int32."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.sizes)

    def taken(self, bursts: NDArray[np.integer]) -> Bursts:
        """Only these bursts, in this order."""
        sizes = self.sizes[bursts]
        first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        shift = np.repeat(self.first[bursts] - first[:-1], sizes)
        rows = self.calls[np.arange(first[-1]) + shift]
        return Bursts(rows, first, self.request[bursts], self.seen_by)


def gathered(
    group: NDArray[np.int32], request: NDArray[np.int32], seen_by: str, least: int = LEAST
) -> Bursts:
    """Bursts of calls that share a group (int32 per call, -1 none), where there are `least`.

    `request` int32 per call.
    """
    sizes = np.bincount(group[group >= 0])
    number = np.append(np.cumsum(sizes >= least) - 1, -1).astype(np.int32)
    number[:-1][sizes < least] = -1
    first, order = gather(number[group], int((sizes >= least).sum()))
    return Bursts(order, first, request[order[first[:-1]]], seen_by)


def bursts_of_requests(calls: Calls, requests: Requests, least: int = LEAST) -> list[Bursts]:
    """Bursts of traces and of transactions, the latter of calls without a trace."""
    found = []
    for seen_by, request in (
        (BY_TRACE, requests.trace),
        (BY_TRANSACTION, np.where(requests.trace < 0, requests.transaction, -1).astype(np.int32)),
    ):
        if (request >= 0).any():
            apart = np.where(requests.real & (request >= 0), request, LEFT_OUT).astype(np.int32)
            group, _ = number_pairs(calls.statement, apart)
            found.append(gathered(group, request, seen_by, least))
    return found


def none_found() -> Bursts:
    """No bursts at all."""
    return Bursts(np.zeros(0, np.int32), np.zeros(1, np.int64), np.zeros(0, np.int32), BY_TIME)


def distinct_keys(bursts: Bursts, calls: Calls) -> NDArray[np.int64]:
    """By burst, how many different keys were asked for (calls without any count as one key)."""
    of = bursts.of_calls()
    _, first = number_wide(calls.key[bursts.calls], of.astype(np.uint64))
    return np.bincount(of[first], minlength=len(bursts))
