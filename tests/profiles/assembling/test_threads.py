"""Threads with metrics of their own in one table of samples."""

from __future__ import annotations

import numpy as np

from perfview.profiles.assembling.threads import ThreadSamples, unite

TIME, SIZE = ("time", "ns"), ("size", "bytes")


def thread(stack: list[int], metric: tuple[str, str], time_ns: list[int]) -> ThreadSamples:
    weight = {metric: np.arange(1.0, len(stack) + 1)}
    times = np.array(time_ns, np.int64)
    return ThreadSamples(np.array(stack, np.int32), weight, times, max(time_ns, default=0), 7)


def test_metrics_a_thread_has_not_got_are_nothing_there() -> None:
    threads = [thread([0, 1], SIZE, [5, 9]), thread([2], TIME, [3])]
    samples, rows, metrics = unite(threads, [TIME, SIZE], SIZE)
    assert (metrics.name, metrics.unit, metrics.default) == (["time", "size"], ["ns", "bytes"], 1)
    assert metrics.weight.tolist() == [0, 0, 1, 1, 2, 0]
    assert samples.thread_first.tolist() == [0, 2, 3]
    assert samples.time_ns.tolist() == [5, 9, 3]
    assert rows.end_ns.tolist() == [9, 3]
    assert rows.name.tolist() == [7, 7]


def test_samples_are_sorted_within_their_thread() -> None:
    samples, _, metrics = unite([thread([0, 1, 2], TIME, [5, 9, 7]), thread([3], TIME, [1])])
    assert samples.stack.tolist() == [0, 2, 1, 3]
    assert metrics.weight.tolist() == [1, 3, 2, 1]


def test_one_thread_without_times_leaves_all_without() -> None:
    samples, rows, _ = unite([thread([0], TIME, [5]), thread([1], TIME, [])])
    assert not len(samples.time_ns)
    assert rows.end_ns.tolist() == [0, 0]


def test_no_samples_at_all() -> None:
    samples, rows, metrics = unite([thread([], TIME, [])], default=TIME)
    assert (len(samples), len(rows), metrics.name) == (0, 1, ["time"])
