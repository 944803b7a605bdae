"""Calls in a row."""

from __future__ import annotations

import pytest

from perfview.advice.merging import merge
from perfview.findings.finding import Severity
from perfview.traces.detectors.n_plus_one import NPlusOne
from perfview.traces.detectors.sequential_calls import SequentialCalls
from tests.traces.building import Recording
from tests.traces.detectors.looking import LOOKUP, call, found, query, request

MS = 1e6


def _row(
    recording: Recording,
    lengths: list[float],
    *,
    gap: float = 1,
    whole: float = 400,
    trace: int = 1,
    method: str = "GET",
) -> None:
    root = request(recording, 0, whole, trace=trace)
    at = 0.0
    for i, length in enumerate(lengths):
        call(
            recording,
            at,
            at + length,
            root,
            f"s{i}",
            f"{method} /part{i}",
            trace=trace,
            method=method,
        )
        at += length + gap


def test_two_calls_of_several_hosts_are_enough() -> None:
    recording = Recording()
    _row(recording, [100, 150], gap=0)
    (finding,) = found(SequentialCalls, recording)
    assert finding.title == (
        "GET /part0 in s0 and GET /part1 in s1 in GET /orders could run side by side"
    )
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(100 * MS, rel=0.02)
    assert finding.severity is Severity.WARNING
    assert finding.evidence.total == 2


def test_calls_that_overlap_already_are_silent() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    call(recording, 0, 150, root, "a", "GET /a")
    call(recording, 5, 160, root, "b", "GET /b")
    assert found(SequentialCalls, recording) == []


@pytest.mark.parametrize(("gap", "fires"), [(24, True), (26, False)])
def test_a_long_pause_means_work_between(gap: float, fires: bool) -> None:
    recording = Recording()
    _row(recording, [100, 100], gap=gap)
    assert bool(found(SequentialCalls, recording)) is fires


@pytest.mark.parametrize(("shorter", "fires"), [(19, False), (41, True)])
def test_a_tenth_of_the_request_must_be_saved(shorter: float, fires: bool) -> None:
    recording = Recording()
    _row(recording, [200, shorter], gap=0)
    assert bool(found(SequentialCalls, recording)) is fires


def test_a_tenth_of_a_second_of_a_long_request_is_not_enough() -> None:
    recording = Recording()
    _row(recording, [100, 100], whole=20_000)
    assert found(SequentialCalls, recording) == []


def test_work_of_its_own_between_ends_the_row() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    call(recording, 0, 100, root, "a", "GET /a")
    recording.span(100, 150, "compute totals", parent=root)
    call(recording, 150, 250, root, "b", "GET /b")
    assert found(SequentialCalls, recording) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("POST /auth/verify", "GET /cart"),
        ("GET /price", "POST /charge"),
        ("GET /a", "POST /commit"),
    ],
)
def test_names_that_tell_an_order_are_kept(first: str, second: str) -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    call(recording, 0, 100, root, "a", first)
    call(recording, 101, 200, root, "b", second)
    assert found(SequentialCalls, recording) == []


@pytest.mark.parametrize(("method", "fires"), [("POST", False), ("GET", True)])
def test_a_write_and_what_follows_at_the_same_place_are_kept(method: str, fires: bool) -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    call(recording, 0, 100, root, "cart", f"{method} /cart", method=method)
    call(recording, 101, 200, root, "cart", "GET /cart/items")
    assert bool(found(SequentialCalls, recording)) is fires


def test_statements_with_parameters_may_need_the_answer_before() -> None:
    recording = Recording()
    root = request(recording, 0, 600)
    query(recording, 0, 200, root, "SELECT id FROM customers")
    query(recording, 200, 400, root, "SELECT id FROM orders WHERE customer_id = 3")
    assert found(SequentialCalls, recording) == []


def test_statements_without_parameters_are_independent() -> None:
    recording = Recording()
    root = request(recording, 0, 600)
    query(recording, 0, 200, root, "SELECT id FROM customers")
    query(recording, 200, 400, root, "SELECT name FROM countries")
    assert len(found(SequentialCalls, recording)) == 1


def test_repeated_alike_statements_are_left_to_n_plus_one() -> None:
    recording = Recording()
    root = request(recording, 0, 600)
    for i in range(5):
        query(recording, i * 100, i * 100 + 99, root, f"{LOOKUP}{i}")
    assert found(SequentialCalls, recording) == []


def test_a_wrapped_call_counts_as_the_call() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    for i in range(2):
        wrapper = recording.span(i * 101, i * 101 + 100, f"load{i}", parent=root)
        call(recording, i * 101 + 1, i * 101 + 99, wrapper, f"s{i}", f"GET /part{i}")
    assert len(found(SequentialCalls, recording)) == 1


def test_surer_when_the_order_varies() -> None:
    same, varying = Recording(), Recording()
    for trace in range(1, 9):
        for recording, swap in ((same, False), (varying, trace % 2 == 0)):
            root = request(recording, 0, 300, trace=trace)
            order = ("b", "a") if swap else ("a", "b")
            for i, service in enumerate(order):
                call(
                    recording, i * 101, i * 101 + 100, root, service, f"GET /{service}", trace=trace
                )
    (sure,), (unsure,) = found(SequentialCalls, varying), found(SequentialCalls, same)
    assert sure.confidence > unsure.confidence
    assert "another order" in sure.why


def test_what_one_request_in_a_hundred_does_is_silent() -> None:
    recording = Recording()
    _row(recording, [100, 100])
    for trace in range(2, 101):
        request(recording, 0, 400, trace=trace)
    assert found(SequentialCalls, recording) == []


def test_many_short_calls_of_one_thing_add_up() -> None:
    recording = Recording()
    root = request(recording, 0, 250)
    for i in range(50):
        call(recording, i * 4, i * 4 + 3, root, "items", "GET /items/{id}")
    (finding,) = found(SequentialCalls, recording)
    assert finding.title.startswith("50 calls of GET /items/{id}")
    assert "in one call if it can" in finding.how
    assert finding.example is None


def test_alike_calls_in_a_row_and_the_loop_they_are_count_as_one_thing_to_do() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(6):
        call(recording, i * 100, i * 100 + 90, root, "stock", "GET /items/{id}")
    (alike,) = found(SequentialCalls, recording)
    (loop,) = found(NPlusOne, recording)
    assert alike.cause == loop.cause
    assert [len(group) for group in merge([alike, loop])] == [2]
