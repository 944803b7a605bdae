"""Shares of programs whose calls were timed or watched: the recorder's part is allowed for."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import CallCounts
from perfview.profiles.patterns.call_overhead import MOST, MOST_OF_ALL, WATCHED
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.shares import Share, own_share
from perfview.profiles.study import Study

MS = 1_000_000.0


def counted(**functions: tuple[int, float]) -> Ground:
    """Functions by how often they are called and their self time in ms."""
    builder = ProfileBuilder([("time", "ns")])
    thread = builder.thread("main")
    for name, (_, own) in functions.items():
        at = builder.function(name, "app.py", 1)
        builder.sample(thread, builder.stack_of([builder.frame(at)]), [own * MS], None)
    calls = np.array([calls for calls, _ in functions.values()], np.int64)
    own = np.array([own * MS for _, own in functions.values()])
    found = ground_of(Study(builder.finish(CallCounts(calls, own, own), is_estimated=True)))
    assert found is not None
    return found


def share(ground: Ground, function: int) -> Share:
    return own_share(ground, np.arange(int(ground.function.max()) + 1) == function)


def test_one_long_call_has_a_larger_share_than_was_recorded() -> None:
    ground = counted(parse=(10, 200), tiny=(1_000_000, 100), walk=(2_000_000, 700))
    found = share(ground, 0)
    low, high = found.interval
    assert low == found.ratio == pytest.approx(0.2)
    assert high == pytest.approx(200 / (1000 * (1 - MOST_OF_ALL)), rel=0.01) or high == 1.0


def test_what_timing_took_is_told_by_the_cheapest_function_called_often() -> None:
    ground = counted(parse=(10, 400), tiny=(100_000, 10), walk=(400_000, 590))
    each = MOST * 10 / 100_000
    assert ground.timing.sum() / MS == pytest.approx(each * 500_010)
    found = share(ground, 0)
    assert found.interval[1] == pytest.approx(400 / (1000 - each * 500_010), rel=0.01)


def test_many_calls_have_a_smaller_share_than_was_recorded() -> None:
    ground = counted(parse=(10, 400), tiny=(100_000, 10), walk=(400_000, 590))
    found = share(ground, 2)
    assert found.interval[0] < found.ratio == found.interval[1]


def test_few_calls_tell_nothing_of_what_timing_takes() -> None:
    ground = counted(parse=(10, 400), walk=(900, 600))
    assert not len(ground.timing)
    assert share(ground, 0).interval == (0.4, 0.4)


def sampled(made_by: str) -> Share:
    builder = ProfileBuilder([("time", "ns")])
    thread = builder.thread("main")
    for name, times in (("parse", 300), ("walk", 700)):
        stack = builder.stack_of([builder.frame(builder.function(name, "app.py", 1))])
        for _ in range(times):
            builder.sample(thread, stack, [MS], None)
    found = ground_of(Study(builder.finish(interval_ns=int(MS), made_by=made_by)))
    assert found is not None
    return share(found, 0)


def test_a_sampler_that_watches_every_call_leaves_room_above() -> None:
    outside, watching = sampled("py-spy").interval, sampled("pyinstrument").interval
    assert watching[0] == outside[0]
    odds = outside[1] / (1 - outside[1])
    assert watching[1] / (1 - watching[1]) == pytest.approx(WATCHED * odds)
