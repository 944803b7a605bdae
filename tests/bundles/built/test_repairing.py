"""What maps leave out, given to whom it belongs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.placing import Placed
from perfview.bundles.built.repairing import Span, filled, with_unknown
from perfview.bundles.model import DATA, JAVASCRIPT

KINDS = np.array([JAVASCRIPT, DATA, DATA, JAVASCRIPT], np.uint8)


def _placed(before: list[int], told: list[int] | None = None) -> Placed:
    here = np.ones(len(before), np.bool_)
    told_bytes = np.array(told or [-1] * len(before), np.float64)
    return Placed(here, told_bytes, np.array(before, np.float64))


def _span(parts: list[tuple[int, int]], size: int) -> Span:
    start, stop = np.array(parts, np.int64).T
    return Span(start, stop, np.arange(len(parts), dtype=np.int32), size)


def _rows(*rows: int) -> NDArray[np.int32]:
    return np.array(rows, np.int32)


def test_what_no_mapping_covers_goes_to_data_of_like_size() -> None:
    span = _span([(0, 100), (1100, 1200)], 6300)
    found = filled(KINDS, span, _rows(0, 3), _placed([500, 1500, 5200, 500]))
    assert found.start.tolist() == [0, 100, 1100, 1200]
    assert found.stop.tolist() == [100, 1100, 1200, 6300]
    assert found.module.tolist() == [0, 1, 3, 2]


def test_gaps_of_no_size_stay_the_bundlers() -> None:
    span = _span([(0, 100), (1100, 1200)], 1300)
    found = filled(KINDS, span, _rows(0, 3), _placed([500, 90_000, 10, 500]))
    assert found.module.tolist() == [0, 3]


def test_sizes_the_bundler_tells_are_exact() -> None:
    span = _span([(0, 100), (1100, 1200)], 1300)
    told = _placed([500, 1000, 1000, 500], [100, 700, 998, 100])
    assert filled(KINDS, span, _rows(0, 3), told).module.tolist() == [0, 2, 3]


def test_a_segment_longer_than_all_of_its_source_is_taken_from_it() -> None:
    span = _span([(0, 50), (50, 2000), (2000, 2100)], 2100)
    found = filled(KINDS, span, _rows(0, 0, 3), _placed([80, 1900, 90_000, 500]))
    assert found.module.tolist() == [0, 1, 3]
    kept = filled(KINDS, span, _rows(0, 0, 3), _placed([2000, 1900, 90_000, 500]))
    assert kept.module.tolist() == [0, 3]


def test_gaps_within_a_module_are_its_own() -> None:
    span = _span([(0, 50), (80, 100), (110, 200)], 300)
    found = filled(KINDS, span, _rows(0, 0, 3), _placed([80, -1, -1, 500]))
    assert list(zip(found.start, found.stop, strict=True)) == [(0, 100), (110, 200)]


def test_unknown_sources_go_where_bytes_are_lacking() -> None:
    told = _placed([-1, -1, -1, -1], [5000, -1, -1, 900])
    size = np.array([4000, 800, 100, 300], np.int64)
    found = with_unknown(_rows(-1, 3, -1, -1), size, told)
    assert found.tolist() == [0, 3, 0, 0]
    untold = _placed([-1, -1, -1, -1])
    assert with_unknown(_rows(-1, 3, -1, -1), size, untold).tolist() == [-1, 3, -1, -1]


def test_a_file_without_segments() -> None:
    none = np.zeros(0, np.int64)
    span = Span(none, none, np.zeros(0, np.int32), 1000)
    found = filled(KINDS, span, _rows(), _placed([500, 900, -1, 500]))
    assert found.module.tolist() == [1]


def test_data_of_several_modules_that_follow_each_other_are_told_apart() -> None:
    start, stop = np.array([0, 9000], np.int64), np.array([100, 9100], np.int64)
    data = np.array([120, 3140, 3150, 8990], np.int64)
    span = Span(start, stop, np.arange(2, dtype=np.int32), 9100, data)
    found = filled(KINDS, span, _rows(0, 3), _placed([500, 5840, 3000, 500]))
    assert found.module.tolist() == [0, 2, 1, 3]
    assert found.start.tolist() == [0, 120, 3150, 9000]
    assert found.stop.tolist() == [100, 3140, 8990, 9100]


def test_data_in_a_segment_longer_than_its_source_are_not_its_own() -> None:
    start, stop = np.array([0, 8000], np.int64), np.array([8000, 8100], np.int64)
    data = np.array([100, 3100, 3110, 7990], np.int64)
    span = Span(start, stop, np.arange(2, dtype=np.int32), 8100, data)
    found = filled(KINDS, span, _rows(0, 3), _placed([500, 4900, 3000, 500]))
    assert found.module.tolist() == [0, 2, 1, 3]
    kept = filled(KINDS, span, _rows(0, 3), _placed([9000, 4900, 3000, 500]))
    assert kept.module.tolist() == [0, 3]


def test_data_without_any_marks_share_a_gap_that_is_as_long_as_all_of_them() -> None:
    span = _span([(0, 100), (9100, 9200)], 9200)
    found = filled(KINDS, span, _rows(0, 3), _placed([500, 5000, 4500, 500]))
    assert found.module.tolist() == [0, 1, 2, 3]
    assert found.start.tolist() == [0, 100, 4836, 9100]
    too_short = filled(KINDS, span, _rows(0, 3), _placed([500, 40_000, 30_000, 500]))
    assert too_short.module.tolist() == [0, 3]
    swallowed = _span([(0, 9100), (9100, 9200)], 9200)
    found = filled(KINDS, swallowed, _rows(0, 3), _placed([500, 5000, 4500, 500]))
    assert found.module.tolist() == [1, 2, 3]
