"""Frames of the real timeline over a scripted pan and zoom: far out, in the middle, deep inside."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.offscreen import HEIGHT, WIDTH, application, frame_ms, timeline_of
from benchmarks.recordings import recording
from benchmarks.result import Result
from benchmarks.threads import thread_recording

LIMIT_MS = 8.0
SPANS_A_PIXEL = {"far out": None, "middle": 3.5, "deep": 0.05}


def measure(spans: int) -> list[Result]:
    """95th percentile of the frame times: requests, with and without a chosen trace; threads."""
    running = application()
    from perfview.engine.job import Job, Options
    from perfview.ui.theme import theme

    theme.set_theme("dark")
    view = timeline_of(Job(recording(spans, "json"), Options(analyse=False)).run())
    results = frames(view, "frame")
    view.document.selection.change(None, row=_root_of_slow_trace(view.study))
    results += frames(view, "frame, a trace chosen")
    threads = timeline_of(Job(thread_recording(spans), Options(analyse=False)).run())
    results += frames(threads, "frame, threads")
    running.processEvents()
    return results


def frames(view: Any, words: str) -> list[Result]:
    """The three distances."""
    return [
        Result(
            f"{words}, {name}: p95", frame_ms(view, density), "ms", LIMIT_MS,
            note=f"{WIDTH}×{HEIGHT}",
        )
        for name, density in SPANS_A_PIXEL.items()
    ]  # fmt: skip


def _root_of_slow_trace(study: Any) -> int:
    """The first span of a trace that is slower than 95 % of all."""
    structure = study.structure
    slow = int(np.argsort(structure.duration_ns)[-len(structure.root) // 20])
    return int(structure.root[slow])
