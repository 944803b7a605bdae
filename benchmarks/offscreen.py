"""The real window without a screen: opening files in it, listening to its beat, drawing frames."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, HEIGHT = 1600, 960
FRAMES = 120
ROUNDS = 3
_NEARLY_ALL = 0.6
_SETTLE_MS = 300
_DRAWN_MS = 1500


@dataclass(frozen=True)
class Loaded:
    """A document in the window: the largest gap of a 5 ms timer until it was complete and drawn,
    in ms, and the seconds until its recommendations were there."""

    document: Any
    gap_ms: float
    ready_s: float


def application() -> Any:
    """The application, its kernels warm, so that nothing is compiled under the stopwatch."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from perfview.kernels.warming import warm
    from perfview.ui.application import prepare

    made = QApplication.instance() or QApplication([])
    assert isinstance(made, QApplication)
    prepare(made)
    warm()
    gc.freeze()
    return made


def wait(milliseconds: int) -> None:
    """Let the window work for so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def load(window: Any, path: Path) -> Loaded:
    """Open a file in a window, without the cache, until it is complete."""
    from PySide6.QtCore import QEventLoop, QTimer

    from perfview.ui.workspace.document import State

    ended = (State.READY, State.FAILED, State.CANCELLED)
    beats: list[float] = []
    moments: list[float] = []
    timer, loop = QTimer(interval=5), QEventLoop()
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    began = time.perf_counter()
    document = window.open_path(path, use_cache=False)

    def on_state(state: State) -> None:
        if state in ended:
            moments.append(time.perf_counter() - began)
            QTimer.singleShot(_SETTLE_MS, loop.quit)

    document.state_changed.connect(on_state)
    timer.start()
    loop.exec()
    timer.stop()
    gap = max(b - a for a, b in pairwise(beats)) * 1000
    return Loaded(document, gap, moments[0])


def switch_gap_ms(window: Any, name: str) -> float:
    """The largest gap of the window while it goes to another view and draws it, in ms."""
    from PySide6.QtCore import QTimer

    beats: list[float] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    wait(60)
    window.views.show_view(name)
    wait(_DRAWN_MS)
    timer.stop()
    return max((b - a for a, b in pairwise(beats)), default=0.0) * 1000


def timeline_of(opened: Any) -> Any:
    """A timeline of an opened file, everything packed, as large as the measures want it."""
    from types import SimpleNamespace

    from perfview.ui.traces.timeline import TimelineView
    from perfview.ui.workspace.selection import Selection

    view: Any = TimelineView(SimpleNamespace(opened=opened, selection=Selection()))  # type: ignore[arg-type]
    view.settle()
    view.show()
    view.canvas.setFixedSize(WIDTH, HEIGHT)
    return view


def go_to(view: Any, spans_a_pixel: float | None) -> None:
    """Show nearly everything, or as much as holds so many spans for each column of pixels.

    Nearly, so that every pan moves the picture and every frame is really drawn.
    """
    canvas, (start, end) = view.canvas, view.canvas.bounds
    density = spans_a_pixel or len(view.study.model) / WIDTH
    share = min(density * WIDTH / len(view.study.model), _NEARLY_ALL)
    middle, half = (start + end) // 2, int((end - start) * share / 2)
    canvas.zoom_to(middle - half, middle + half, margin=0.0, animate=False)


def frame_ms(view: Any, spans_a_pixel: float | None) -> float:
    """95th percentile of the frames of a scripted pan and zoom there, best of three rounds, ms."""
    return paced_ms(view.canvas, lambda: go_to(view, spans_a_pixel))


def paced_ms(canvas: Any, go: Callable[[], None]) -> float:
    """The same of any canvas, which `go` moves to where the script begins."""
    from PySide6.QtGui import QImage

    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    best = float("inf")
    for _ in range(ROUNDS):
        go()
        best = min(best, float(np.percentile(_times(canvas, image), 95)))
    return best


def _times(canvas: Any, image: Any) -> np.ndarray:
    """Milliseconds of each frame: input handled and the canvas painted."""
    taken = []
    steps = _steps(canvas)
    while True:
        began = time.perf_counter()
        if next(steps, False) is False:
            return np.array(taken)
        canvas.render(image)
        taken.append((time.perf_counter() - began) * 1000)


def _steps(canvas: Any) -> Iterator[None]:
    """A small movement a frame: pans, with a touch of zoom now and then."""
    for number in range(FRAMES):
        if number % 10 == 9:
            canvas.zoom(0.98 if number % 20 == 9 else 1 / 0.98, WIDTH / 3)
        else:
            canvas.pan(9 if number % 40 < 20 else -9)
        yield
