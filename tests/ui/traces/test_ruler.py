"""Ticks at round times, readable at every zoom."""

from __future__ import annotations

import pytest

from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.lanes.ruler import tick_step, ticks

EPOCH = 1_700_000_000_000_000_000
SECOND = 1_000_000_000


def words(start, width, pixels=1000):
    view = Viewport(Stretch(EPOCH + start, 0.0, width), pixels, 10, 0, 1.0)
    marks, anchor = ticks(view, EPOCH)
    return [w for _, w in marks], anchor


@pytest.mark.parametrize("width", [30, 1e3, 1e6, 3.3e9, 6e11, 9e13, 3e15])
@pytest.mark.parametrize("start", [0, 354 * SECOND + 123_456_789])
def test_no_two_ticks_say_the_same(width, start):
    said, _ = words(start, width)
    assert 4 <= len(said) <= 12
    assert len(set(said)) == len(said)


def test_steps_are_round():
    assert tick_step(1e9, 1000) == 200_000_000
    assert tick_step(600e9, 1000) == 120 * SECOND
    assert tick_step(20, 1000) == 5


def test_units_are_sensible():
    assert words(0, 600e9)[0][:3] == ["0", "2\u202fmin", "4\u202fmin"]
    assert words(0, 1e9)[0][1] == "200\u202fms"
    assert words(0, 30)[0][1] == "5\u202fns"


def test_deep_inside_ticks_count_from_an_anchor():
    said, anchor = words(354 * SECOND + 123_456_789, 1000)
    assert all(w.startswith("+") for w in said if w != "+0")
    assert anchor.startswith("5\u202fmin 54.12")
