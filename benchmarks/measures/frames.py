"""Frames of the real timeline over a scripted pan and zoom: far out, in the middle, deep inside."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.recordings import recording
from benchmarks.result import Result

WIDTH, HEIGHT = 1600, 960
FRAMES = 120
ROUNDS = 3
LIMIT_MS = 8.0
_NEARLY_ALL = 0.6
SPANS_A_PIXEL = {"far out": None, "middle": 3.5, "deep": 0.05}


def _steps(canvas: Any) -> Iterator[None]:
    """A small movement a frame: pans, with a touch of zoom now and then."""
    for number in range(FRAMES):
        if number % 10 == 9:
            canvas.zoom(0.98 if number % 20 == 9 else 1 / 0.98, WIDTH / 3)
        else:
            canvas.pan(9 if number % 40 < 20 else -9)
        yield


def _go_to(view: Any, spans_a_pixel: float | None) -> None:
    """Show nearly everything, or as much as holds so many spans for each column of pixels.

    Nearly, so that every pan moves the picture and every frame is really drawn.
    """
    canvas, (start, end) = view.canvas, view.canvas.bounds
    density = spans_a_pixel or len(view.study.model) / WIDTH
    share = min(density * WIDTH / len(view.study.model), _NEARLY_ALL)
    middle, half = (start + end) // 2, int((end - start) * share / 2)
    canvas.zoom_to(middle - half, middle + half, margin=0.0, animate=False)


def _times(view: Any, image: Any) -> np.ndarray:
    """Milliseconds of each frame: input handled and the canvas painted."""
    canvas, taken = view.canvas, []
    steps = _steps(canvas)
    while True:
        began = time.perf_counter()
        if next(steps, False) is False:
            return np.array(taken)
        canvas.render(image)
        taken.append((time.perf_counter() - began) * 1000)


def measure(spans: int) -> list[Result]:
    """95th percentile of the frame times, best of three rounds, with and without a chosen trace."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from perfview.engine.job import Job, Options
    from perfview.ui.theme import theme
    from perfview.ui.traces.timeline import TimelineView
    from perfview.ui.workspace.selection import Selection

    application = QApplication.instance() or QApplication([])
    theme.set_theme("dark")
    opened = Job(recording(spans, "json"), Options(analyse=False)).run()
    view: Any = TimelineView(SimpleNamespace(opened=opened, selection=Selection()))  # type: ignore[arg-type]
    view.settle()
    view.show()
    view.canvas.setFixedSize(WIDTH, HEIGHT)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    slowest = int(
        np.argsort(view.study.structure.duration_ns)[-len(view.study.structure.root) // 20]
    )
    results = []
    for chosen in (False, True):
        if chosen:
            row = int(view.study.structure.root[slowest])
            view.document.selection.change(None, row=row)
        for name, density in SPANS_A_PIXEL.items():
            best = 1e9
            for _ in range(ROUNDS):
                _go_to(view, density)
                best = min(best, float(np.percentile(_times(view, image), 95)))
            words = f"frame, {name}{', a trace chosen' if chosen else ''}: p95"
            results.append(Result(words, best, "ms", LIMIT_MS, note=f"{WIDTH}×{HEIGHT}"))
    application.processEvents()
    return results
