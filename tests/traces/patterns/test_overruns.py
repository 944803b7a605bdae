"""Timeouts by the durations of what failed."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.traces.patterns.overruns import find_overruns, round_timeout
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000


@pytest.mark.parametrize(
    ("spent", "limit"),
    [
        ([1001, 1003, 1010, 1000], 1000),
        ([501, 502, 507], 500),
        ([30_010, 30_500, 30_100, 12], 30_000),
        ([1001, 1003], 0),  # two may be chance
        ([1001, 1002, 1003, 40, 50, 60, 70], 0),  # most of them are something else
        ([999, 998, 997], 0),  # below is no timeout
        ([11, 11, 11], 0),  # so short a timeout is none
        ([730, 731, 732], 0),  # not round
    ],
)
def test_what_a_timeout_looks_like(spent: list[int], limit: int) -> None:
    assert round_timeout(np.array(spent, np.int64) * MS, 3, 0.5) == limit * MS


@pytest.mark.parametrize(
    ("begin", "end", "count"),
    [
        (5, 400, 1),
        (5, 105, 0),  # hardly longer
        (-20, 400, 0),  # began before it was called: another clock
        (120, 400, 0),  # began after the caller had gone: a message
    ],
)
def test_only_what_goes_on_after_its_caller(begin: float, end: float, count: int) -> None:
    recording = Recording()
    root = recording.span(0, 100, "call", error=True)
    recording.span(begin, end, "serve", parent=root, service="other")
    found = find_overruns(Study(recording.model()), 20 * MS)
    assert len(found.caller) == count
    assert found.wasted_ns.tolist() == [300 * MS] * count
