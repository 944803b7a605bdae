"""Frames of the real treemap, icicle and rings of a bundle of 50,000 modules: drawn anew, gone
into and out of, hovered over, in both themes."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.offscreen import HEIGHT, ROUNDS, WIDTH, application
from benchmarks.result import Result

LIMIT_MS = 8.0
MODULES, PACKAGES = 50_000, 600
_FRAMES = 60
_SEED = 7


def measure(_spans: int) -> list[Result]:
    """95th percentile of the frame times, and how long a whole picture takes to be laid out."""
    running = application()
    from perfview.ui.bundles.pictures.drawing import drawn
    from perfview.ui.bundles.pictures.showing import Grouping, Picture

    view = _view()
    results = []
    for theme in ("dark", "light"):
        results += _frames(view, theme)
    plain = view.bar.showing
    for words, other in (
        ("treemap by folders, drawn anew", replace(plain, grouping=Grouping.FOLDERS)),
        ("treemap by chunks, drawn anew", replace(plain, grouping=Grouping.CHUNKS)),
        ("icicle, drawn anew", replace(plain, picture=Picture.ICICLE)),
        ("rings, drawn anew", replace(plain, picture=Picture.SUNBURST)),
    ):
        view.bar.show_showing(other)
        view.settle()
        limit = None if other.picture == Picture.SUNBURST else LIMIT_MS
        results.append(_result(words, _best(view, _redrawn), limit))
    view.bar.show_showing(plain)
    view.settle()
    began = time.perf_counter()
    drawn(view.study, view.bar.showing)
    spent = (time.perf_counter() - began) * 1000
    results.append(_result("boxes of another size or part (off the window’s thread)", spent, None))
    running.processEvents()
    return results


def _frames(view: Any, name: str) -> list[Result]:
    from perfview.ui.theme import theme

    theme.set_theme(name)
    found = []
    for words, do in (
        ("drawn anew", _redrawn),
        ("gone into and out of", _gone_into),
        ("hovered", _hovered),
    ):
        found.append(_result(f"treemap {words}, {name}", _best(view, do), LIMIT_MS))
    return found


def _best(view: Any, do: Any) -> float:
    return min(float(np.percentile(np.array(do(view)), 95)) for _ in range(ROUNDS))


def _redrawn(view: Any) -> list[float]:
    canvas = view.picture.canvas
    taken = []
    for _ in range(_FRAMES):
        canvas.redraw()
        taken.append(_frame_ms(canvas))
    return taken


def _gone_into(view: Any) -> list[float]:
    """Into each of the heaviest boxes and out again; the frames until all words are there."""
    canvas, taken = view.picture.canvas, []
    for box in range(1, 11):
        for step in (lambda box=box: view._go_in(box), view._go_out):
            step()
            view.settle()
            taken.append(_frame_ms(canvas))
            while canvas.scene.is_unfinished:
                taken.append(_frame_ms(canvas))
    return taken


def _hovered(view: Any) -> list[float]:
    from PySide6.QtCore import QPointF

    canvas, places = view.picture.canvas, np.random.default_rng(_SEED)
    taken = []
    for _ in range(_FRAMES):
        place = QPointF(places.uniform(0, WIDTH), places.uniform(0, HEIGHT))
        began = time.perf_counter()
        canvas.hit = canvas.scene.hit(place.x(), place.y(), canvas.viewport)
        taken.append((time.perf_counter() - began) * 1000 + _frame_ms(canvas))
    return taken


@cache
def _backing_store() -> Any:
    """One picture for all frames, as a window has: fresh memory each time would be most of what is
    measured."""
    from PySide6.QtGui import QImage

    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def _frame_ms(canvas: Any) -> float:
    image = _backing_store()
    began = time.perf_counter()
    canvas.render(image)
    return (time.perf_counter() - began) * 1000


def _result(words: str, milliseconds: float, limit: float | None) -> Result:
    note = f"{WIDTH}×{HEIGHT}, {MODULES:,} modules"
    unit = "ms"
    return Result(
        f"bundle of {MODULES:,} modules, {words}: p95", milliseconds, unit, limit, note=note
    )


def _view() -> Any:
    from perfview.ui.bundles.treemap import TreemapView
    from perfview.ui.workspace.document import Document, State

    document = Document(Path("stats.json"))
    document.opened = SimpleNamespace(study=_study(), advice=None)
    document.state = State.READY
    view = TreemapView(document)
    for picture in view.pictures:
        picture.canvas.setFixedSize(WIDTH, HEIGHT)
    view.settle()
    return view


def _study() -> Any:
    """Modules of lognormal size in packages of which few are large, in four folders each."""
    from perfview.bundles.model import (
        SHIPPED,
        Assets,
        BundleModel,
        Chunks,
        Modules,
        Packages,
        Pairs,
        Placements,
    )
    from perfview.bundles.study import Study
    from perfview.recording.strings import StringTable

    random = np.random.default_rng(_SEED)
    package = np.sort(random.zipf(1.3, MODULES) % PACKAGES).astype(np.int32)
    bytes_ = random.lognormal(7.0, 1.3, MODULES).astype(np.int64) + 1
    folders = [f"node_modules/package-{i}" for i in range(PACKAGES)]
    paths = [f"{folders[p]}/{'abcd'[i % 4]}/module-{i}.js" for i, p in enumerate(package)]
    texts = [*paths, *folders, *(each.removeprefix("node_modules/") for each in folders), "main.js"]
    none, zeros = np.full(MODULES, -1, np.int32), np.zeros(MODULES, np.uint8)
    rows = np.arange(MODULES, dtype=np.int32)
    named = MODULES + np.arange(PACKAGES, dtype=np.int32)
    one, nothing = np.zeros(1, np.int32), np.full(PACKAGES, -1, np.int32)
    file = np.array([len(texts) - 1], np.int32)
    always = np.ones(1, np.bool_)
    whole = np.array([bytes_.sum()], np.int64)
    model = BundleModel(
        strings=StringTable.of(texts),
        modules=Modules(
            rows,
            none,
            zeros,
            zeros,
            package,
            bytes_,
            none,
            np.full(MODULES, -1, np.int8),
            rows == 0,
        ),
        packages=Packages(named + PACKAGES, named, nothing, nothing),
        chunks=Chunks(file, file, np.full(1, -1, np.int32), always, always),
        placements=Placements(rows, np.zeros_like(rows), np.zeros_like(rows), bytes_),
        assets=Assets(file, np.zeros(1, np.uint8), whole, whole // 4, whole // 5),
        chunk_assets=Pairs(one, one),
        entry_name=file,
        entry_chunks=Pairs(one, one),
        measured=SHIPPED,
    )
    return Study(model)
