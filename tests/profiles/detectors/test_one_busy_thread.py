"""One thread busy while others like it idle."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.one_busy_thread import OneBusyThread
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

SAMPLES = 200


def threads(*busy: tuple[str, int], idle: str = "") -> Study:
    """Threads by name, with how many of their samples are busy."""
    builder = ProfileBuilder([("wall", "ns")])
    work = builder.stack_of([builder.frame(builder.function("work", "app.py", 9))])
    waits = builder.stack_of([builder.frame(builder.function(idle, ""))]) if idle else -1
    for name, count in busy:
        thread = builder.thread(name, process_id=1)
        for at in range(SAMPLES):
            builder.sample(thread, work if at < count else waits, [1e6], at * 1_000_000)
        builder.ends(thread, SAMPLES * 1_000_000)
    return Study(builder.finish(interval_ns=1_000_000))


def test_a_pool_of_which_one_does_all() -> None:
    study = threads(("shard-0", 190), ("shard-1", 4), ("shard-2", 4), ("shard-3", 2))
    (finding,) = found(OneBusyThread, study)
    assert finding.severity is Severity.WARNING
    assert finding.title == "shard-0 does 95\u202f% of the work of 4 threads"
    assert finding.saving
    assert finding.saving.value == 140e6


def test_waiting_is_no_work() -> None:
    study = threads(("shard-0", 190), ("shard-1", 4), ("shard-2", 4), idle="epoll_wait")
    assert found(OneBusyThread, study)


def test_an_even_pool_is_left_alone() -> None:
    assert not found(OneBusyThread, threads(("shard-0", 90), ("shard-1", 80), ("shard-2", 85)))


def test_a_pool_that_is_hardly_used_is_left_alone() -> None:
    assert not found(OneBusyThread, threads(("shard-0", 90), ("shard-1", 1), ("shard-2", 1)))


def test_threads_for_different_things_are_a_note_at_most() -> None:
    (note,) = found(OneBusyThread, threads(("ui", 190), ("writer", 4), ("reader", 4)))
    assert note.severity is Severity.INFO


def test_two_threads_are_no_pool() -> None:
    assert not found(OneBusyThread, threads(("shard-0", 190), ("shard-1", 4)))


def test_one_thread_is_not_concerned() -> None:
    assert not found(OneBusyThread, profile("main;a 90"))
