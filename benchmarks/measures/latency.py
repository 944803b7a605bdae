"""The latency view: counted into cells and painted anew, as after every change of its filter."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.offscreen import HEIGHT, WIDTH, application
from benchmarks.recordings import recording
from benchmarks.result import Result

ROUNDS = 7
LIMIT_MS = 50.0


def measure(spans: int) -> list[Result]:
    """Milliseconds of all requests, and of the operation with the most spans; the best round."""
    running = application()
    from PySide6.QtGui import QImage

    from perfview.engine.job import Job, Options
    from perfview.traces.measures.latency_map import all_requests, latency_map, of_operation
    from perfview.ui.traces.distribution.picture import LatencyPicture

    study = Job(recording(spans, "json"), Options(analyse=False)).run().study
    picture = LatencyPicture()
    picture.resize(WIDTH, HEIGHT)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    largest = int(np.argmax(study.operations.count))
    results = []
    for name, counted in (
        ("all requests", lambda: all_requests(study)),
        ("the commonest operation", lambda: of_operation(study, largest)),
    ):
        best = float("inf")
        for _ in range(ROUNDS):
            began = time.perf_counter()
            population = counted()
            picture.show_map(latency_map(population, *picture.cells), "span")
            picture.render(image)
            best = min(best, (time.perf_counter() - began) * 1000)
        note = f"{len(population):,} points, {WIDTH}×{HEIGHT}"
        results.append(Result(f"latency view, {name}: redrawn", best, "ms", LIMIT_MS, note=note))
    running.processEvents()
    return results
