"""Frames of the real icicle and treemap of the largest snapshot's dominators."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.heaps import snapshots
from benchmarks.measures.heaps import BARRED
from benchmarks.offscreen import HEIGHT, ROUNDS, WIDTH, application, paced_ms
from benchmarks.result import Result

LIMIT_MS = 8.0
SHARES = {"all of it": 0.6, "a hundredth": 1e-2, "a ten-thousandth": 1e-4}
_REDRAWN = 60


def measure(_spans: int) -> list[Result]:
    """95th percentile of the frame times: the icicle panned and zoomed, the treemap drawn anew."""
    if snapshots.missing():
        return []
    running = application()
    from perfview.engine.job import Job, Options
    from perfview.ui.heaps.dominators import DominatorsView
    from perfview.ui.theme import theme
    from perfview.ui.workspace.document import Document

    theme.set_theme("dark")
    document = Document(Path(snapshots.snapshot(BARRED)))
    document.opened = Job(document.path, Options(analyse=False)).run()
    view = DominatorsView(document)
    for picture in (view.icicle, view.treemap):
        picture.canvas.setFixedSize(WIDTH, HEIGHT)
    view.settle()
    results = [*_icicle(view), _treemap(view)]
    running.processEvents()
    return results


def _icicle(view: Any) -> list[Result]:
    canvas = view.icicle.canvas
    begin, end = canvas.bounds
    middle = (begin + end) // 2

    def go(share: float) -> Callable[[], None]:
        half = max(int((end - begin) * share / 2), WIDTH)
        return lambda: canvas.zoom_to(middle - half, middle + half, margin=0.0, animate=False)

    boxes = len(view.icicle.fold)
    return [_result(f"icicle, {n}", paced_ms(canvas, go(s)), boxes) for n, s in SHARES.items()]


def _treemap(view: Any) -> Result:
    from dataclasses import replace

    from PySide6.QtGui import QImage

    from perfview.ui.heaps.icicle.looking import Picture

    view.bar.show_looking(replace(view.bar.looking, picture=Picture.TREEMAP))
    view.settle()
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    best = min(_redrawn_ms(view.treemap.canvas, image) for _ in range(ROUNDS))
    return _result("treemap, all of it", best, len(view.treemap.fold))


def _redrawn_ms(canvas: Any, image: Any) -> float:
    """95th percentile of drawing all of a picture anew, in ms."""
    taken = []
    for _ in range(_REDRAWN):
        began = time.perf_counter()
        canvas.redraw()
        canvas.render(image)
        taken.append((time.perf_counter() - began) * 1000)
    return float(np.percentile(np.array(taken), 95))


def _result(words: str, milliseconds: float, boxes: int) -> Result:
    note = f"{WIDTH}×{HEIGHT}, {boxes:,} boxes"
    return Result(f"heap of {BARRED}, {words}: frame p95", milliseconds, "ms", LIMIT_MS, note=note)
