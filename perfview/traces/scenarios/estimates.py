"""Savings of many changes at once: changes to different requests share one re-timing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Saving
from perfview.findings.quantities import plural
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.naming import endpoint_name
from perfview.traces.scenarios.savings import p95_saving
from perfview.traces.study import Study

Groups = list[NDArray[np.int32]]
Retime = Callable[[Study, Groups], NDArray[np.int64]]
"""From groups of rows to be treated together to the new duration of every trace, int64 ns."""


@dataclass(frozen=True)
class Change:
    """Spans of one endpoint that would be treated together: int32 rows, group by group.

    `traces` (int32) are the requests the saving is told of (`Requests.concerned`); all the spans
    belong to them.
    """

    endpoint: int
    groups: Groups
    traces: NDArray[np.int32]

    @property
    def rows(self) -> NDArray[np.int32]:
        """All spans of the change, end to end."""
        return np.concatenate(self.groups)


def estimate(study: Study, changes: Sequence[Change], retime: Retime, method: str) -> list[Saving]:
    """What each change alone would save at its endpoint's p95, in the order given."""
    savings: dict[int, Saving] = {}
    for together in _rounds(study, changes):
        after = retime(study, [group for i in together for group in changes[i].groups])
        for i in together:
            savings[i] = saving_for(study, changes[i].endpoint, changes[i].traces, after, method)
    return [savings[i] for i in range(len(changes))]


def _rounds(study: Study, changes: Sequence[Change]) -> list[list[int]]:
    """The changes' numbers in as few lots as go without two changes to one trace in a lot."""
    rounds: list[tuple[NDArray[np.bool_], list[int]]] = []
    for i, change in enumerate(changes):
        free = (lot for lot in rounds if not lot[0][change.traces].any())
        lot = next(free, None)
        if lot is None:
            lot = (np.zeros(study.structure.traces, np.bool_), [])
            rounds.append(lot)
        taken, members = lot
        taken[change.traces] = True
        members.append(i)
    return [members for _, members in rounds]


def saving_for(
    study: Study,
    endpoint: int,
    traces: NDArray[np.int32],
    after_ns: NDArray[np.int64],
    method: str,
) -> Saving:
    """What the p95 of these traces falls by when traces take `after_ns` (int64 per trace)."""
    name = endpoint_name(study, endpoint)
    if len(traces) < len(requests_of(study).of(endpoint)):
        name = f"{plural(len(traces), 'request')} to {name}"
    before = requests_of(study).duration_ns[traces]
    return p95_saving(before, after_ns[traces], name, method)
