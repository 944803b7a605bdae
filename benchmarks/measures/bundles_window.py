"""The real window with the largest build and its files: gaps of a 5 ms timer while it loads and
while views are switched."""

from __future__ import annotations

import statistics

from benchmarks.bundles.built import built
from benchmarks.offscreen import application, load, switch_gap_ms, wait
from benchmarks.result import Result

ROUNDS = 3
LIMIT_MS = 50.0
SIZE_MB = 150


def measure(_spans: int) -> list[Result]:
    """Medians over a few openings."""
    running = application()
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.worker import wait_for_all

    window = Window()
    window.resize(1600, 1000)
    window.show()
    path, gaps = built(SIZE_MB), []
    switched: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        loaded = load(window, path)
        gaps.append(loaded.gap_ms)
        for name in window.views.names:
            switched.setdefault(name, []).append(switch_gap_ms(window, name))
        window.close_document(loaded.document)
        del loaded
        wait_for_all(30_000)
        wait(300)
        running.processEvents()
    worst = {name: statistics.median(each) for name, each in switched.items()}
    name = f"build of {SIZE_MB} MB of stats in the window"
    return [
        Result(f"{name}: largest gap while loading", statistics.median(gaps), "ms", LIMIT_MS,
               note="ms: " + ", ".join(f"{gap:.0f}" for gap in gaps)),
        Result(f"{name}: largest gap of a switch of views", max(worst.values()), "ms", LIMIT_MS,
               note="ms: " + ", ".join(f"{view} {gap:.0f}" for view, gap in worst.items())),
    ]  # fmt: skip
