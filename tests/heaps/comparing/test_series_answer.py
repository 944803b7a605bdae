"""What `perfview compare` says of two recordings of memory over time."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.findings.comparison import Comparing
from perfview.findings.forecast import UnanswerableError
from perfview.heaps.comparing.answering import answer
from perfview.heaps.model import Collections, HeapModel, Moments
from perfview.heaps.study import Study

MB = 1_000_000


def _sawtooth(floor: int, peak: int, **more: int) -> Study:
    """Ten teeth of ten moments; each falls to the floor in MB."""
    tooth = np.linspace(floor, peak, 10) * MB
    values = [np.tile(tooth, 10), *(np.full(100, each * MB) for each in more.values())]
    moments = Moments(
        np.arange(100, dtype=np.int64) * 10**8,
        ["heapUsed", *more],
        np.concatenate(values).astype(np.float64),
    )
    return Study(HeapModel(moments=moments))


def _collected(pause_ms: int) -> Study:
    """Twenty full collections a second apart that leave 5 MB of 9 MB."""
    count = 20
    each = np.full(count, 1, np.int64)
    found = Collections(
        time_ns=np.arange(count, dtype=np.int64) * 10**9,
        pause_ns=each * pause_ms * 10**6,
        kind=np.zeros(count, np.int32),
        is_full=np.ones(count, np.bool_),
        before_bytes=each * 9 * MB,
        after_bytes=each * 5 * MB,
        committed_bytes=each * -1,
        mutator_share=np.full(count, np.nan),
        reason=np.full(count, -1, np.int32),
    )
    return Study(HeapModel(collections=found))


def test_peaks_and_floors_of_what_both_measured() -> None:
    found = answer(_sawtooth(4, 20), _sawtooth(8, 30, rss=90), Comparing())
    assert [row.name for row in found.rows] == ["heapUsed"]
    row = found.rows[0]
    assert (row.total.before, row.total.after) == (20 * MB, 30 * MB)
    assert (row.own.before, row.own.after) == (4 * MB, 8 * MB)
    assert found.verdict.replace("\u202f", " ") == (
        "heapUsed rises to 30.0 MB instead of 20.0 MB (+50 %), and falls to 8.00 MB instead of "
        "4.00 MB (+100 %)."
    )


def test_another_series_on_request() -> None:
    found = answer(_sawtooth(4, 20, rss=50), _sawtooth(4, 20, rss=75), Comparing(metric="rss"))
    assert found.metric == "rss"
    assert found.whole.amount == 25 * MB
    with pytest.raises(UnanswerableError, match="Both have: heapUsed, rss"):
        answer(_sawtooth(4, 20, rss=50), _sawtooth(4, 20, rss=75), Comparing(metric="external"))


def test_collections_tell_floors_and_pauses() -> None:
    found = answer(_collected(10), _collected(100), Comparing())
    row = found.rows[0]
    assert (row.name, row.total.after, row.own.after) == ("heapUsed", 9 * MB, 5 * MB)
    said = found.verdict.replace("\u202f", " ")
    assert "10 % of the time, before for 1.1 %" in said


def test_recordings_with_nothing_in_common() -> None:
    other = _sawtooth(4, 20)
    renamed = Study(
        HeapModel(moments=Moments(other.model.moments.time_ns, ["rss"], other.model.moments.values))
    )
    with pytest.raises(UnanswerableError, match="nothing in common"):
        answer(other, renamed, Comparing())
    with pytest.raises(UnanswerableError, match="neither objects nor memory"):
        answer(other, Study(HeapModel()), Comparing())
