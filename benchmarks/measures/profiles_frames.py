"""Frames of the real flame graph and time order of five million samples over a scripted pan and
zoom: from everything down to single samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cpuprofiles import cpu_profile
from benchmarks.offscreen import HEIGHT, WIDTH, application, paced_ms
from benchmarks.result import Result

LIMIT_MS = 8.0
TIMES = 5
"""Samples for each span that other measures have."""

SAMPLES_A_PIXEL = {"all of it": None, "fifty samples a pixel": 50.0, "single samples": 0.05}
SHARES_OF_TREE = {"all of it": 0.6, "a hundredth": 1e-2, "a millionth": 1e-6}


def measure(spans: int) -> list[Result]:
    """95th percentile of the frame times: flame graph, with a function chosen; time order."""
    running = application()
    from perfview.engine.job import Job, Options
    from perfview.ui.theme import theme

    theme.set_theme("dark")
    opened = Job(cpu_profile(TIMES * spans), Options(analyse=False)).run()
    results = _flame_graph(opened) + _time_order(opened)
    running.processEvents()
    return results


def _document(opened: Any) -> Any:
    """A document that was read."""
    from perfview.ui.workspace.document import Document

    document = Document(Path(opened.path))
    document.opened = opened
    return document


def _flame_graph(opened: Any) -> list[Result]:
    import numpy as np

    from perfview.ui.profiles.flame import FlameView

    document = _document(opened)
    view = FlameView(document)
    view.settle()
    canvas = view.picture.canvas
    canvas.setFixedSize(WIDTH, HEIGHT)
    assert view.picture.scene is not None
    scene = view.picture.scene
    middle = scene.end // 2

    def go(share: float) -> Callable[[], None]:
        half = max(int(scene.end * share / 2), WIDTH)
        return lambda: canvas.zoom_to(middle - half, middle + half, margin=0.0, animate=False)

    results = [_result(f"flame graph, {n}", canvas, go(s)) for n, s in SHARES_OF_TREE.items()]
    commonest = int(np.argmax(np.bincount(scene.tree.shape.function)))
    document.selection.change(None, operation=commonest)
    places = int((scene.tree.shape.function == commonest).sum())
    words = "flame graph, all of it, a function chosen"
    return [*results, _result(words, canvas, go(0.6), f"{places:,} places")]


def _time_order(opened: Any) -> list[Result]:
    from perfview.ui.profiles.threads import ThreadsView

    view = ThreadsView(_document(opened))
    view.settle()
    canvas = view.canvas
    canvas.setFixedSize(WIDTH, HEIGHT)
    start, end = canvas.bounds
    samples = len(opened.study.model)

    def go(density: float | None) -> Callable[[], None]:
        share = 0.6 if density is None else density * WIDTH / samples
        middle, half = (start + end) // 2, int((end - start) * share / 2)
        return lambda: canvas.zoom_to(middle - half, middle + half, margin=0.0, animate=False)

    return [_result(f"time order, {n}", canvas, go(d)) for n, d in SAMPLES_A_PIXEL.items()]


def _result(words: str, canvas: Any, go: Callable[[], None], note: str = "") -> Result:
    note = f"{WIDTH}×{HEIGHT}" + (f", {note}" if note else "")
    return Result(f"{words}: frame p95", paced_ms(canvas, go), "ms", LIMIT_MS, note=note)
