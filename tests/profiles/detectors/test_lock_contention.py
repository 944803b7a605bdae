"""Threads that wait for locks others hold."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.lock_contention import LockContention
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found


def waits(*stacks: tuple[str, float, float]) -> Study:
    """A profile of delays: path, contentions, nanoseconds."""
    builder = ProfileBuilder([("contentions", "count"), ("delay", "ns")], default=1)
    for path, count, delay in stacks:
        frames = [
            builder.frame(builder.function(name, "app.go" if name.startswith("main.") else ""))
            for name in path.split(";")
        ]
        builder.sample(0, builder.stack_of(frames), [count, delay])
    return Study(builder.finish(made_by="Go"))


def test_who_waits_is_told_in_a_block_profile() -> None:
    study = waits(
        ("main.worker;main.record;sync.(*Mutex).Lock", 5_000, 11e9),
        ("main.worker;runtime.chanrecv1", 1_000, 30e9),
    )
    (finding,) = found(LockContention, study)
    assert finding.severity is Severity.WARNING
    assert finding.verdict.startswith("`main.record` waits 11.0\u202fs for locks")


def test_who_holds_is_told_in_a_mutex_profile() -> None:
    (finding,) = found(
        LockContention, waits(("main.worker;main.record;sync.(*Mutex).Unlock", 900, 2e9))
    )
    assert finding.verdict.startswith("Others wait 2.00\u202fs for locks that `main.record` holds")


def test_channels_are_no_locks() -> None:
    assert not found(LockContention, waits(("main.worker;runtime.chanrecv1", 1_000, 30e9)))


def test_short_delays_are_left_alone() -> None:
    assert not found(LockContention, waits(("main.a;sync.(*Mutex).Lock", 100, 9e6)))
    (note,) = found(LockContention, waits(("main.a;sync.(*Mutex).Lock", 100, 50e6)))
    assert note.severity is Severity.INFO


def test_profiles_of_nothing_but_locks_need_no_names_of_them() -> None:
    study = waits(("com.example.Cache.put", 500, 3e9), ("com.example.Log.write", 10, 1e6))
    assert found(LockContention, study)[0].where == "com.example.Cache.put"


def test_stacks_that_wait_for_a_lock_count_though_nothing_runs() -> None:
    study = profile(
        "main@a.c:1;store@a.c:9;pthread_mutex_lock;__lll_lock_wait;futex_wait 300",
        "main@a.c:1;work@a.c:30 700",
    )
    (finding,) = found(LockContention, study)
    assert finding.severity is Severity.WARNING
    assert finding.where == "store, a.c:9"


def test_waiting_for_work_is_no_contention() -> None:
    study = profile(
        "worker@a.py:1;Queue.get@/usr/lib/python3.11/queue.py:154;"
        "Condition.wait@/usr/lib/python3.11/threading.py:288;"
        "<method 'acquire' of '_thread.lock' objects> 900",
        "worker@a.py:1;work@a.py:9 100",
    )
    assert not found(LockContention, study)


def test_locks_of_the_runtime_are_its_own() -> None:
    study = profile("runtime.mcall;runtime.lock2 300", "main.main@a.go:1;main.work@a.go:9 700")
    assert not found(LockContention, study)
