"""The flame chart of a thread, pixel by pixel."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.time_columns import Call, Chart, charts
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from tests.profiles.building import profile
from tests.profiles.oracle import Path, Sample, samples, study_of

MS = 1_000_000
Box = tuple[int, int, int, str]


def chart(study: Study, lens: Lens = EVERYTHING) -> Chart:
    return charts(study, lens, [0])[0]


def boxes(study: Study, lens: Lens, start: float, end: float, pixels: int) -> set[Box]:
    found, shape = chart(study, lens).runs(start, end, pixels), study.shape_through(lens)
    row = np.repeat(np.arange(len(found.first) - 1), np.diff(found.first))
    assert np.array_equal(row, shape.depth[found.path])
    names = [study.name_of(int(f), shape) for f in shape.function[found.path]]
    rows = zip(row.tolist(), found.x0.tolist(), found.x1.tolist(), names, strict=True)
    return set(rows)


def expected(shown: list[Path]) -> set[Box]:
    """Runs of the same way to a depth among neighbouring pixels."""
    found = set()
    for depth in range(max((len(path) for path in shown), default=0)):
        begin = 0
        for x in range(1, len(shown) + 1):
            way = shown[begin][: depth + 1]
            if x < len(shown) and len(way) > depth and shown[x][: depth + 1] == way:
                continue
            if len(way) > depth:
                found.add((depth, begin, x, way[depth]))
            begin = x
    return found


@settings(deadline=None)
@given(samples)
def test_a_pixel_a_millisecond_shows_every_sample(taken: list[Sample]) -> None:
    study = study_of(taken)
    # An idle sample of the builder lasts a millisecond.
    shown = [s.path for s in taken for _ in range(s.weight if s.path else 1)]
    hidden = Lens(transforms=(Transform(Change.HIDE_LIBRARIES),))
    own = [tuple(name for name in path if name in "abc") for path in shown]
    for lens, paths in ((EVERYTHING, shown), (hidden, own)):
        assert boxes(study, lens, 0, len(paths) * MS, len(paths)) == expected(paths)


def test_a_pixel_shows_what_took_most_of_it() -> None:
    study = profile("main;short 1", "main;long 3", "main;short 1", "main;long 2", "", "other 3")
    assert boxes(study, EVERYTHING, 0, 12 * MS, 2) == {
        (0, 0, 1, "main"),
        (1, 0, 1, "long"),
        (0, 1, 2, "other"),
    }


def test_no_stack_wins_only_because_all_others_differ() -> None:
    calls = [f"main;loop;f{i} 1" for i in range(20)]
    study = profile(*calls[:10], "main;(garbage collector) 4", *calls[10:])
    assert boxes(study, EVERYTHING, 0, 24 * MS, 1) == {
        (0, 0, 1, "main"),
        (1, 0, 1, "loop"),
        (2, 0, 1, "f0"),
    }


def test_the_way_ends_where_most_of_the_time_did() -> None:
    study = profile("main;a 3", "main;a;b 2", "main;c 4")
    assert boxes(study, EVERYTHING, 0, 9 * MS, 1) == {(0, 0, 1, "main"), (1, 0, 1, "a")}


def voted(paths: list[Path]) -> Path:
    """What a pixel of these milliseconds shows, the slow way."""
    way: Path = ()
    if 2 * sum(not path for path in paths) > len(paths):
        return way
    paths = [path for path in paths if path]
    while True:
        here = [path for path in paths if path[: len(way)] == way]
        if len(set(here)) == 1:
            return here[0]
        below = Counter(path[len(way)] for path in here if len(path) > len(way))
        most = max(below.values(), default=0)
        if most < sum(path == way for path in here):
            return way
        first = [name for name, count in below.items() if count == most]
        assume(len(first) == 1)
        way = (*way, first[0])


@settings(deadline=None)
@given(samples, st.integers(2, 9))
def test_each_level_is_voted_on_among_what_is_below_the_level_above(
    taken: list[Sample], wide: int
) -> None:
    shown = [s.path for s in taken for _ in range(s.weight if s.path else 1)]
    shown = shown[: len(shown) // wide * wide]
    pixels = [voted(shown[at : at + wide]) for at in range(0, len(shown), wide)]
    study = study_of(taken)
    assert boxes(study, EVERYTHING, 0, len(shown) * MS, len(pixels)) == expected(pixels)


def test_gaps_stay_gaps_when_they_take_most_of_a_pixel() -> None:
    study = profile("main 1", "", "", "", "main 4")
    assert boxes(study, EVERYTHING, 0, 8 * MS, 2) == {(0, 1, 2, "main")}


def test_outside_the_recording_is_nothing() -> None:
    study = profile("main 4")
    assert boxes(study, EVERYTHING, -4 * MS, 8 * MS, 12) == {(0, 4, 8, "main")}
    assert boxes(study, EVERYTHING, 90 * MS, 99 * MS, 10) == set()
    assert boxes(study, EVERYTHING, 0, 4 * MS, 0) == set()
    assert boxes(profile(), EVERYTHING, 0, 4 * MS, 4) == set()


def test_zoomed_in_one_sample_fills_the_picture() -> None:
    study = profile("main;a 2", "main;b 2")
    assert boxes(study, EVERYTHING, 2_500_000, 2_500_100, 300) == {
        (0, 0, 300, "main"),
        (1, 0, 300, "b"),
    }


def test_rows_beyond_the_picture_are_left_out() -> None:
    study = profile("a;b;c;d 3")
    found = chart(study).runs(0, 3 * MS, 3, rows=(1, 3))
    assert np.diff(found.first).tolist() == [1, 1]
    assert study.shape.depth[found.path].tolist() == [1, 2]


def test_what_a_filter_leaves_out_is_a_gap() -> None:
    study = profile("main;a 2", "main;b 2", "main;a 1")
    assert boxes(study, Lens(where="name=b"), 0, 5 * MS, 5) == {(0, 2, 4, "main"), (1, 2, 4, "b")}


def test_without_times_weights_stand_end_to_end() -> None:
    study = profile("main;a 2", "main;b 1", timed=False)
    assert boxes(study, EVERYTHING, 0, 3 * MS, 3) == {
        (0, 0, 3, "main"),
        (1, 0, 2, "a"),
        (1, 2, 3, "b"),
    }


def call(study: Study, at_ms: float, depth: int, lens: Lens = EVERYTHING) -> tuple[object, ...]:
    found = chart(study, lens).call_at(int(at_ms * MS), depth)
    assert isinstance(found, Call)
    name = study.name_of(int(study.shape_through(lens).function[found.path]))
    return name, found.start_ns / MS, found.end_ns / MS, found.samples, found.is_whole


def test_a_call_reaches_as_far_as_it_stays_on_the_stack() -> None:
    study = profile("main;a 1", "main;a;b 2", "main;a 1", "main;c 1", "", "main;a 1")
    assert call(study, 1.5, 0) == ("main", 0, 5, 4, True)
    assert call(study, 1.5, 1) == ("a", 0, 4, 3, True)
    assert call(study, 1.5, 2) == ("b", 1, 3, 1, True)
    assert call(study, 6.5, 1) == ("a", 6, 7, 1, True)
    drawn = chart(study)
    assert drawn.call_at(int(5.5 * MS)) is None
    assert drawn.call_at(int(1.5 * MS), 3) is None
    assert drawn.call_at(99 * MS) is None
    assert drawn.call_at(-1) is None


def test_a_call_after_transforms_and_filters() -> None:
    study = profile("main;a 1", "main;a;b 2", "main;c 1")
    merged = Lens(transforms=(Transform(Change.MERGE_FUNCTION, 1),))
    assert call(study, 2.5, 1, merged) == ("b", 1, 3, 1, True)
    assert call(study, 2.5, 0, Lens(where="name=b")) == ("main", 1, 3, 1, True)


def test_a_box_tells_of_a_call_that_it_stands_for() -> None:
    study = profile("main;a 1", "main;b 1", "main;a 2", "main;b 1", "", "main;a 1")
    drawn, shape = chart(study), study.shape
    a, b = (int(np.flatnonzero(shape.function == f)[0]) for f in (1, 2))
    found = drawn.call_of(a, 0, 5 * MS)
    assert found == Call(a, 2 * MS, 4 * MS, 1, True)
    assert drawn.call_of(b, 4.2 * MS, 4.4 * MS) == Call(b, 4 * MS, 5 * MS, 1, True)
    assert drawn.call_of(b, 2 * MS, 4 * MS) is None
    assert drawn.call_of(0, 0, 7 * MS) is not None
    assert drawn.call_of(b, 90 * MS, 99 * MS) is None
    without = chart(study, Lens(where="name=b"))
    assert without.call_of(a, 0, 5 * MS) is None


def test_of_many_samples_a_pixel_looks_at_some_of_all_its_time() -> None:
    """A call that is on the stack for three quarters of each pixel is what every pixel shows."""
    ways = [f"main;f{i % 97};g{i % 13} 1" if i % 32 < 8 else "main;often 1" for i in range(40_000)]
    found = boxes(profile(*ways), EVERYTHING, 0, 40_000 * MS, 10)
    assert found == {(0, 0, 10, "main"), (1, 0, 10, "often")}
