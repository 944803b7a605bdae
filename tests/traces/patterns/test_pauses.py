"""What events within spans say of collections of garbage."""

from __future__ import annotations

import pytest

from perfview.traces.contents.detail import Event, Value
from perfview.traces.patterns.pauses import standing_still

MS = 1_000_000


@pytest.mark.parametrize(
    ("key", "value", "lasts"),
    [
        ("duration_ms", 120, 120 * MS),
        ("gc.duration_ms", 120.5, 120_500_000),
        ("gc.duration_us", "2500", 2_500_000),
        ("duration_ns", 7, 7),
        ("jvm.gc.duration", 0.25, 250 * MS),
        ("pause", 80, 80 * MS),
        ("elapsed.seconds", 2, 2000 * MS),
        ("duration", True, 0),
        ("duration", "long", 0),
        ("heap", 120, 0),
    ],
)
def test_how_long_an_attribute_says_it_took(key: str, value: Value, lasts: int) -> None:
    told, name = standing_still([Event("GC pause", 0, [(key, value)])])
    assert told == lasts
    assert name == ("GC pause" if lasts else "")


def test_a_second_event_may_end_what_the_first_began() -> None:
    events = [Event("gc start", 5 * MS), Event("log", 6 * MS), Event("gc end", 45 * MS)]
    assert standing_still(events) == (40 * MS, "gc end")


def test_several_collections_add_up() -> None:
    events = [Event("G1 Young", 0, [("duration_ms", 10)])] * 3
    assert standing_still(events) == (30 * MS, "G1 Young")


def test_what_is_no_collection_says_nothing() -> None:
    assert standing_still([Event("exception", 0, [("duration_ms", 10)])]) == (0, "")
    assert standing_still([Event("gc end", 5 * MS)]) == (0, "")
