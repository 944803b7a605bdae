"""Coverage of browsers, in the shapes tools write it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from perfview.bundles.furnishing.coverage import coverage_in, united


def test_ranges_of_devtools_and_puppeteer() -> None:
    entry = {
        "url": "http://x/main.js",
        "ranges": [{"start": 5, "end": 9}, {"start": 0, "end": 3}, {"start": 8, "end": 12}],
        "text": "hello",
    }
    (found,) = coverage_in([entry, {"url": 3}, None]) or ()
    assert (found.url, found.ranges, found.text) == ("http://x/main.js", ((0, 3), (5, 12)), "hello")


def test_the_innermost_range_of_functions_tells() -> None:
    functions = [
        {"ranges": [{"startOffset": 0, "endOffset": 100, "count": 1}]},
        {
            "ranges": [
                {"startOffset": 10, "endOffset": 50, "count": 2},
                {"startOffset": 20, "endOffset": 30, "count": 0},
            ]
        },
        {"ranges": [{"startOffset": 60, "endOffset": 90, "count": 0}]},
        {"ranges": [{"startOffset": 70, "endOffset": 80, "count": 1}]},
    ]
    for value in (
        [{"url": "a.js", "functions": functions, "source": "x"}],
        {"result": [{"url": "a.js", "functions": functions}]},
        {"js": [{"url": "a.js", "functions": functions}], "css": []},
    ):
        (found,) = coverage_in(value) or ()
        assert found.ranges == ((0, 20), (30, 60), (70, 80), (90, 100))


def test_what_is_no_coverage() -> None:
    for value in ({}, [], None, 5, [1], [{"url": "x"}], {"result": 7}, [{"ranges": []}]):
        assert coverage_in(value) is None


def test_wrong_ranges_are_left_out() -> None:
    wrong = [{"start": 9, "end": 2}, {"start": "a", "end": 3}, 7, {"start": -5, "end": 3}]
    (found,) = coverage_in([{"url": "a", "ranges": [*wrong, {"start": 1, "end": 2}]}]) or ()
    assert found.ranges == ((1, 2),)


_PAIRS = st.tuples(st.integers(0, 60), st.integers(1, 20))


@given(st.lists(_PAIRS))
def test_united_ranges_hold_the_same_places(pairs: list[tuple[int, int]]) -> None:
    ranges = [(start, start + length) for start, length in pairs]
    found = united(ranges)
    assert {p for a, b in found for p in range(a, b)} == {p for a, b in ranges for p in range(a, b)}
    assert all(a < b for a, b in found)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(0, 1)), max_size=8))
def test_any_ranges_of_functions(told: list[tuple[int, int, int]]) -> None:
    ranges = [{"startOffset": a, "endOffset": a + n, "count": c} for a, n, c in told]
    value = [{"url": "a", "functions": [{"ranges": ranges}]}]
    (found,) = coverage_in(value) or ()
    places = {p for a, b in found.ranges for p in range(a, b)}
    assert places <= {p for a, n, c in told if c for p in range(a, a + n)}
