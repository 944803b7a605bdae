"""What counts as trying the same again."""

from __future__ import annotations

import pytest

from perfview.traces.patterns.attempts import find_attempts
from perfview.traces.study import Study
from tests.traces.building import Recording


def _attempts(*calls: tuple[float, float, bool, str]) -> list[list[int]]:
    """Calls by start, end, whether they failed, address; series as span numbers."""
    recording = Recording()
    root = recording.span(0, 1000, "GET /x")
    for start, end, failed, url in calls:
        recording.span(start, end, "call", parent=root, error=failed, url=url)
    found = find_attempts(Study(recording.model()), 3)
    return [
        (found.row[a:b] + 0).tolist() for a, b in zip(found.first, found.first[1:], strict=False)
    ]


def test_the_last_may_succeed() -> None:
    calls = [(0, 10, True, "u"), (15, 25, True, "u"), (40, 50, False, "u")]
    assert _attempts(*calls) == [[1, 2, 3]]


@pytest.mark.parametrize(
    "calls",
    [
        [(0, 10, True, "u"), (15, 25, False, "u")],
        [(0, 10, True, "a"), (15, 25, True, "b"), (30, 40, True, "c")],
        [(0, 10, True, "u"), (5, 15, True, "u"), (8, 20, True, "u")],
        [(0, 10, False, "u"), (15, 25, False, "u"), (30, 40, True, "u")],
    ],
    ids=["two", "other addresses", "side by side", "after success"],
)
def test_what_is_no_series(calls: list[tuple[float, float, bool, str]]) -> None:
    assert _attempts(*calls) == []


def test_too_many_requests_asks_to_come_back() -> None:
    recording = Recording()
    root = recording.span(0, 1000, "GET /x")
    for at in range(3):
        recording.span(20 * at, 20 * at + 10, "call", parent=root, http_status=429)
    assert len(find_attempts(Study(recording.model()), 3)) == 1


def test_attempts_within_an_attempt() -> None:
    recording = Recording()
    root = recording.span(0, 1000, "GET /x")
    for outer in range(3):
        call = recording.span(100 * outer, 100 * outer + 90, "outer", parent=root, error=True)
        for inner in range(3):
            begin = 100 * outer + 20 * inner
            recording.span(begin, begin + 10, "inner", parent=call, error=True)
    found = find_attempts(Study(recording.model()), 3)
    assert sorted((found.within >= 0).tolist()) == [False, True, True, True]
