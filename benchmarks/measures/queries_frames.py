"""Frames of the real timeline of a million calls and of the real boxes of a plan of two thousand
steps, in both themes."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.offscreen import HEIGHT, ROUNDS, WIDTH, application
from benchmarks.queries.lists import query_list
from benchmarks.result import Result

LIMIT_MS = 8.0
CALLS = 1_000_000
STEPS = 2_000
_FRAMES = 60
_SEED = 8


def measure(_spans: int) -> list[Result]:
    """95th percentile of the frame times, best of a few rounds."""
    running = application()
    from perfview.ui.queries.plans import PlansView
    from perfview.ui.queries.timeline import TimelineView

    timeline = TimelineView(_document(query_list(CALLS)))
    timeline.settle()
    timeline.picture.setFixedSize(WIDTH, HEIGHT)
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps([{"Plan": _plan(STEPS), "Execution Time": 5_000.0}]))
        plans = PlansView(_document(plan))
    plans.settle()
    plans.boxes.setFixedWidth(WIDTH)
    results = []
    for theme in ("dark", "light"):
        _set_theme(theme, timeline, plans)
        note = f"{WIDTH}×{HEIGHT}, {theme}"
        for words, frames in (
            (f"timeline of {CALLS:,} calls, drawn anew", lambda: _redrawn(timeline)),
            (f"timeline of {CALLS:,} calls, hovered", lambda: _hovered(timeline)),
            (f"plan of {STEPS:,} steps, scrolled", lambda: _scrolled(plans)),
        ):
            spent = min(float(np.percentile(np.array(list(frames())), 95)) for _ in range(ROUNDS))
            name = f"queries, {words}, {theme}: p95"
            results.append(Result(name, spent, "ms", LIMIT_MS, note=note))
    running.processEvents()
    return results


def _set_theme(name: str, *views: Any) -> None:
    from perfview.ui.theme import theme

    theme.set_theme(name)
    for view in views:
        view.theme_changed()


def _document(path: Path) -> Any:
    from perfview.engine.job import Job, Options
    from perfview.ui.workspace.document import Document

    document = Document(path)
    document.opened = Job(path, Options(analyse=False, use_cache=False)).run()
    return document


def _redrawn(view: Any) -> Iterator[float]:
    image = _image()
    for _ in range(_FRAMES):
        began = time.perf_counter()
        view.picture.redraw()
        view.picture.render(image)
        yield (time.perf_counter() - began) * 1000


def _hovered(view: Any) -> Iterator[float]:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    image, places, none = _image(), np.random.default_rng(_SEED), Qt.MouseButton.NoButton
    for _ in range(_FRAMES):
        place = QPointF(places.uniform(0, WIDTH), places.uniform(0, HEIGHT))
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier
        )
        began = time.perf_counter()
        view.picture.mouseMoveEvent(event)
        view.picture.render(image)
        yield (time.perf_counter() - began) * 1000


def _scrolled(view: Any) -> Iterator[float]:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QRegion

    image, boxes = _image(), view.boxes
    for top in np.linspace(0, max(boxes.height() - HEIGHT, 0), _FRAMES).astype(int).tolist():
        began = time.perf_counter()
        boxes.render(image, QPoint(), QRegion(0, top, WIDTH, HEIGHT))
        yield (time.perf_counter() - began) * 1000


def _image() -> Any:
    from PySide6.QtGui import QImage

    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def _plan(steps: int) -> dict[str, Any]:
    """A plan of joins, seventy deep at most, whose steps differ in time and rows."""
    chance, nodes = np.random.default_rng(_SEED), list[dict[str, Any]]()
    for number in range(steps):
        kind = ("Hash Join", "Nested Loop", "Seq Scan", "Index Scan")[int(chance.integers(4))]
        spent = float(chance.lognormal(1, 1))
        nodes.append(
            {
                "Node Type": kind,
                "Relation Name": f"table_{number % 40}",
                "Startup Cost": 0.1,
                "Total Cost": spent * 10,
                "Plan Rows": int(chance.integers(1, 10_000)),
                "Plan Width": 40,
                "Actual Startup Time": 0.01,
                "Actual Total Time": spent,
                "Actual Rows": int(chance.integers(1, 10_000)),
                "Actual Loops": 1,
            }
        )
        if number:
            above = nodes[number - 1 if number % 70 else number // 70 - 1]
            above.setdefault("Plans", []).append(nodes[number])
    return nodes[0]
