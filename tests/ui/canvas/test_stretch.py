"""The visible stretch is exact at any zoom, far from zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.ui.canvas.stretch import NARROWEST_NS, Stretch

EPOCH = 1_700_000_000_000_000_000
widths = st.floats(NARROWEST_NS, 1e15)


@given(widths, st.integers(-500, 500))
def test_panning_there_and_back_ends_where_it_began(width, pixels):
    here = Stretch(EPOCH, 0.25, width)
    back = here.panned(pixels, 1600).panned(-pixels, 1600)
    assert back.start - EPOCH + back.fraction == pytest.approx(0.25, abs=1e-3 + width * 1e-12)


@given(widths, st.floats(0.05, 20), st.floats(0, 1600))
def test_zooming_keeps_the_time_under_the_pointer(width, factor, x):
    here = Stretch(EPOCH, 0.0, width)
    zoomed = here.zoomed(factor, x, 1600, 1e16)
    moved = zoomed.x_of(here.time_at(x, 1600), 1600) - x
    assert abs(moved) <= 1600 / zoomed.width + 1e-6


def test_deep_zoom_tells_neighbouring_nanoseconds_apart():
    deep = Stretch.between(EPOCH + 10, EPOCH + 30)
    places = [deep.x_of(EPOCH + 10 + k, 1600) for k in range(21)]
    assert places == pytest.approx([80.0 * k for k in range(21)])


def test_one_cannot_leave_the_recording():
    bounds = (EPOCH, EPOCH + 1000)
    assert Stretch(EPOCH - 50, 0.0, 100).within(*bounds).start == EPOCH
    late = Stretch(EPOCH + 950, 0.0, 100).within(*bounds)
    assert (late.start, late.end) == (EPOCH + 900, EPOCH + 1000)
    assert Stretch(EPOCH, 0.0, 9999).within(*bounds).width == 1000


def test_the_way_between_two_stretches_ends_at_the_goal():
    here, there = Stretch(EPOCH, 0.0, 1e9), Stretch(EPOCH + 500, 0.5, 100.0)
    assert here.between_this_and(there, 1.0) == there
    halfway = here.between_this_and(there, 0.5)
    assert there.width < halfway.width < here.width
