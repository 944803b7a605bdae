"""Which stretch of time shows what is chosen."""

from __future__ import annotations

import numpy as np

from perfview.ui.traces.lanes.stretch import stretch_of
from perfview.ui.workspace.selection import Focus
from tests.traces.browser.building import BEGIN_NS, ThreadRecording

MS = 1_000_000


def study():
    """A second of a thread: one long slice with a short one and an instant in it, one instant."""
    made = ThreadRecording()
    track = made.thread("main")
    made.slice(0, 400, "task", track)
    made.slice(100, 100.5, "short", track)
    made.mark(200, "instant", track)
    made.mark(1000, "outermost instant", track)
    return made.study()


def in_ms(stretch: tuple[int, int] | None) -> tuple[float, float]:
    assert stretch is not None
    return (stretch[0] - BEGIN_NS) / MS, (stretch[1] - BEGIN_NS) / MS


def test_nothing_chosen_asks_for_nothing() -> None:
    assert stretch_of(study(), Focus(), by_thread=True) is None


def test_a_slice_is_shown_with_its_outermost_one_unless_it_is_tiny() -> None:
    assert in_ms(stretch_of(study(), Focus(row=0), by_thread=True)) == (0, 400)
    assert in_ms(stretch_of(study(), Focus(row=1), by_thread=True)) == (92.75, 107.75)


def test_an_instant_is_shown_with_what_is_around_it() -> None:
    assert in_ms(stretch_of(study(), Focus(row=2), by_thread=True)) == (180, 220)
    assert in_ms(stretch_of(study(), Focus(row=3), by_thread=True)) == (998, 1002)


def test_evidence_all_over_a_thread_is_shown_as_a_whole() -> None:
    focus = Focus(row=1, rows=np.array([1, 3], np.int32))
    assert in_ms(stretch_of(study(), focus, by_thread=True)) == (100, 1000)
