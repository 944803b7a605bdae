"""The window while it loads: gaps of a 5 ms timer; then memory over ten openings."""

from __future__ import annotations

import os
import statistics

from benchmarks.offscreen import application, load, wait
from benchmarks.recordings import recording
from benchmarks.result import Result, resident_bytes

ROUNDS = 10


def measure(spans: int) -> list[Result]:
    """The largest gap (median of five loads) and how memory grows from the second opening on."""
    running = application()
    from PySide6.QtCore import QThreadPool

    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.memory import give_back
    from perfview.ui.workspace.worker import wait_for_all

    window = Window()
    window.resize(1600, 1000)
    window.show()
    path, gaps, sizes = recording(spans, "json"), [], []
    for _ in range(ROUNDS):
        loaded = load(window, path)
        gaps.append(loaded.gap_ms)
        window.close_document(loaded.document)
        del loaded
        wait(500)
        # A loaded machine may still be at work for the document that was closed.
        wait_for_all(10_000)
        QThreadPool.globalInstance().waitForDone(10_000)
        running.processEvents()
        give_back()
        sizes.append(resident_bytes())
    growth = (max(sizes[2:]) / sizes[1] - 1) * 100
    first = statistics.median(gaps[:5])
    listed = ", ".join(f"{g:.0f}" for g in gaps) + f"; load {os.getloadavg()[0]:.1f}"
    return [
        Result("largest gap of the window while loading", first, "ms", 50, note=f"ms: {listed}"),
        Result(
            "memory after ten openings, against the second",
            growth,
            "%",
            10,
            note="MB: " + ", ".join(f"{s / 1e6:.0f}" for s in sizes),
        ),
    ]
