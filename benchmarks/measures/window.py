"""The window while it loads: gaps of a 5 ms timer; then memory over ten openings."""

from __future__ import annotations

import gc
import os
import statistics
import time
from itertools import pairwise

from benchmarks.recordings import recording
from benchmarks.result import Result, resident_bytes
from perfview.ui.workspace.document import State

ROUNDS = 10
ENDED = (State.READY, State.FAILED, State.CANCELLED)


def measure(spans: int) -> list[Result]:
    """The largest gap (median of five loads) and how memory grows from the second opening on."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication

    from perfview.kernels.warming import warm
    from perfview.ui.application import prepare
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.memory import give_back
    from perfview.ui.workspace.worker import wait_for_all

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    prepare(application)
    warm()
    gc.freeze()
    window = Window()
    window.resize(1600, 1000)
    window.show()
    path, gaps, sizes = recording(spans, "json"), [], []
    for _ in range(ROUNDS):
        beats: list[float] = []
        timer, loop = QTimer(interval=5), QEventLoop()
        timer.timeout.connect(lambda beats=beats: beats.append(time.perf_counter()))
        document = window.open_path(path, use_cache=False)
        document.state_changed.connect(
            lambda state, loop=loop: QTimer.singleShot(300, loop.quit) if state in ENDED else None
        )
        timer.start()
        loop.exec()
        timer.stop()
        gaps.append(max(b - a for a, b in pairwise(beats)) * 1000)
        window.close_document(document)
        del document
        settle = QEventLoop()
        QTimer.singleShot(500, settle.quit)
        settle.exec()
        # A loaded machine may still be at work for the document that was closed.
        wait_for_all(10_000)
        QThreadPool.globalInstance().waitForDone(10_000)
        application.processEvents()
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
