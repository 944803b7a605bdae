"""Idle threads, waits for locks and profilers, recognised by the names of many runtimes."""

from __future__ import annotations

import pytest

from perfview.profiles.patterns.locks import locking, unlocking
from perfview.profiles.patterns.waiting import idle_anywhere, idle_leaf, of_profiler
from tests.profiles.building import profile


@pytest.mark.parametrize(
    "name",
    [
        "(idle)",
        "GC worker idle",
        "epoll_wait",
        "__epoll_wait",
        "do_epoll_wait",
        "kevent",
        "uv__io_poll",
        "mach_msg2_trap",
        "__psynch_cvwait",
        "runtime.gopark",
        "internal/runtime/syscall.EpollWait",
        "{method 'poll' of 'select.epoll' objects}",
        "<built-in method select.select>",
        "jdk.internal.misc.Unsafe.park",
        "java/lang/Object.wait",
        "sun.nio.ch.EPoll.wait",
    ],
)
def test_idle_when_on_top(name: str) -> None:
    assert idle_leaf(profile(f"{name} 1"))[0]


@pytest.mark.parametrize(
    "name",
    ["wait", "select_rows", "pollute", "idle_worker", "gopark", "runtime.mallocgc", "accept_job"],
)
def test_own_names_that_look_alike_are_not(name: str) -> None:
    study = profile(f"{name} 1")
    assert not idle_leaf(study)[0]
    assert not idle_anywhere(study)[0]
    assert not locking(study)[0]


@pytest.mark.parametrize("name", ["swapper", "swapper/3", "cpu_startup_entry", "intel_idle_irq"])
def test_idle_processors(name: str) -> None:
    assert idle_anywhere(profile(f"{name} 1"))[0]


def test_pythons_threads_wait_in_its_library_only() -> None:
    study = profile(
        "Condition.wait@/usr/lib/python3.11/threading.py:288 1",
        "get@/usr/lib/python3.11/queue.py:154 1",
        "get@/srv/shop/cart.py:9 1",
    )
    assert idle_anywhere(study).tolist() == [True, True, False]


@pytest.mark.parametrize(
    "name",
    [
        "pthread_mutex_lock",
        "___pthread_mutex_lock",
        "__lll_lock_wait",
        "native_queued_spin_lock_slowpath",
        "futex_wait_queue",
        "take_gil",
        "runtime.lock2",
        "sync.(*Mutex).Lock",
        "sync.(*RWMutex).RLock",
        "internal/sync.(*Mutex).lockSlow",
        "{method 'acquire' of '_thread.lock' objects}",
        "<method 'acquire' of '_thread.RLock' objects>",
        "java.util.concurrent.locks.ReentrantLock.lock",
        "java/util/concurrent/locks/ReentrantLock$NonfairSync.lock",
        "ObjectMonitor::enter",
        "RtlEnterCriticalSection",
        "Thread::Mutex#synchronize",
    ],
)
def test_locks(name: str) -> None:
    assert locking(profile(f"{name} 1"))[0]


def test_letting_go_is_not_waiting() -> None:
    study = profile("sync.(*Mutex).Unlock 1")
    assert unlocking(study)[0]
    assert not locking(study)[0]


@pytest.mark.parametrize(
    "name",
    [
        "<method 'disable' of '_lsprof.Profiler' objects>",
        "runtime/pprof.profileWriter",
        "stack@/x/site-packages/pyinstrument/profiler.py:9",
    ],
)
def test_profilers(name: str) -> None:
    assert of_profiler(profile(f"{name} 1"))[0]
