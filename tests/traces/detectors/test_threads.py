"""Detectors for the threads of any program: what fills them, holds them up, leaves them idle."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.hot_slice import HotSlice
from perfview.traces.detectors.idle_threads import IdleThreads
from perfview.traces.detectors.thread_wait import ThreadWait
from perfview.traces.patterns.thread_waits import is_waiting
from perfview.traces.patterns.thread_work import stem
from perfview.traces.threads import ThreadState
from tests.traces.browser.building import ThreadRecording
from tests.traces.browser.pages import PageRecording, found


def test_the_slice_that_fills_a_thread() -> None:
    recording = ThreadRecording()
    main = recording.thread("main", process="app")
    for i in range(10):
        recording.slice(100 * i, 100 * i + 90, "frame", main)
        recording.slice(100 * i + 5, 100 * i + 80, "sort", main)
    [finding] = found(HotSlice, recording)
    assert finding.title.startswith("sort takes 83")
    assert finding.evidence.total == 10
    assert finding.severity is Severity.WARNING


def test_no_slice_stands_out() -> None:
    recording = ThreadRecording()
    main = recording.thread("main")
    for i, name in enumerate("abcdef" * 5):
        recording.slice(100 * i, 100 * i + 90, name, main)
    assert found(HotSlice, recording) == []


def test_a_page_has_detectors_of_its_own() -> None:
    page = PageRecording()
    page.job(500, 2500, "crunch")
    assert found(HotSlice, page) == []


def test_a_lock_in_the_middle_of_work() -> None:
    recording = ThreadRecording()
    main = recording.thread("worker 1")
    rows = []
    for i in range(10):
        recording.slice(100 * i, 100 * i + 90, "handle request", main)
        rows.append(recording.slice(100 * i + 5, 100 * i + 45, "MutexLock", main))
    [finding] = found(ThreadWait, recording)
    assert "waits in `MutexLock`" in finding.verdict
    assert finding.evidence.rows.tolist() == rows
    assert finding.severity is Severity.WARNING


def test_waiting_for_work_is_idle_time() -> None:
    recording = ThreadRecording()
    main = recording.thread("worker 1")
    for i in range(10):
        recording.slice(100 * i, 100 * i + 40, "wait for task", main)
        recording.slice(100 * i + 40, 100 * i + 99, "handle", main)
    assert found(ThreadWait, recording) == []


@pytest.mark.parametrize(
    ("name", "waits"),
    [
        ("futex_wait", True),
        ("WaitForEvent", True),
        ("pthread_mutex_lock", True),
        ("monitor contention with owner", True),
        ("awaitAll", True),
        ("clock_tick", False),
        ("Blocks.decode", False),
        ("unlock", False),
        ("Thread.join", False),
    ],
)
def test_names_that_say_that_they_wait(name: str, *, waits: bool) -> None:
    assert is_waiting(name) is waits


def test_a_thread_that_gets_no_processor() -> None:
    recording = ThreadRecording()
    main = recording.thread("render")
    for i in range(10):
        recording.slice(100 * i, 100 * i + 90, "frame", main)
        recording.state(100 * i, 100 * i + 40, ThreadState.RUNNABLE, main)
        recording.state(100 * i + 40, 100 * i + 90, ThreadState.RUNNING, main)
    [finding] = found(ThreadWait, recording)
    assert "waits for a processor" in finding.verdict
    assert finding.measures[0].value == 400e6
    assert finding.evidence.total == 10


def pool(*busy: float) -> ThreadRecording:
    """Threads of one pool, busy for so many ms of a second."""
    recording = ThreadRecording()
    other = recording.thread("main")
    recording.slice(999, 1000, "end", other)
    for number, long in enumerate(busy):
        track = recording.thread(f"pool-{number}")
        recording.slice(0, long, "task", track)
    return recording


def test_one_does_the_work_of_all() -> None:
    [finding] = found(IdleThreads, pool(900, 20, 10, 5))
    assert finding.title.startswith("pool-0 does 96")


def test_pools_that_share() -> None:
    assert found(IdleThreads, pool(900, 800, 700)) == []
    assert found(IdleThreads, pool(400, 10)) == []
    assert found(IdleThreads, pool(900)) == []


@pytest.mark.parametrize("name", ["worker-1", "worker 12", "worker#3", "worker (7)", "worker_2"])
def test_numbers_at_the_end_do_not_tell_threads_apart(name: str) -> None:
    assert stem(name) == "worker"


def test_who_joins_others_is_not_held_up() -> None:
    recording = ThreadRecording()
    main = recording.thread("main")
    recording.slice(0, 1000, "<module> (app.py:1)", main)
    recording.slice(10, 950, "Thread.join (/lib/threading.py:1080)", main)
    recording.slice(11, 949, "Thread._wait_for_tstate_lock (/lib/threading.py:1102)", main)
    assert found(ThreadWait, recording) == []


def test_the_file_behind_a_name_does_not_say_that_it_waits() -> None:
    assert not is_waiting("render (/home/me/lock/wait.py:3)")
    assert is_waiting("Lock.acquire (/home/me/render.py:3)")
