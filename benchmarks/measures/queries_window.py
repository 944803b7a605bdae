"""The real window with a million calls, and with five thousand statements: gaps of a 5 ms timer
while it loads and while views are switched."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.offscreen import application, load, switch_gap_ms, wait
from benchmarks.queries.lists import query_list, query_rows, write_rows
from benchmarks.result import Result

CALLS = 1_000_000
STATEMENTS = 5_000
LIMIT_MS = 50.0
_ROUNDS = 3


def measure(_spans: int) -> list[Result]:
    """Medians over a few openings."""
    running = application()
    from perfview.ui.shell.window import Window

    window = Window()
    window.resize(1600, 1000)
    window.show()
    results = _of(window, running, "1M calls", query_list(CALLS))
    with tempfile.TemporaryDirectory() as folder:
        rows = query_rows(STATEMENTS * 6, further=STATEMENTS)
        path = write_rows(Path(folder) / "list.json", rows)
        results += _of(window, running, f"{STATEMENTS:,} statements", path)
    return results


def _of(window: Any, running: Any, name: str, path: Path) -> list[Result]:
    from perfview.ui.workspace.worker import wait_for_all

    gaps: list[float] = []
    switched: dict[str, list[float]] = {}
    for _ in range(_ROUNDS):
        loaded = load(window, path)
        gaps.append(loaded.gap_ms)
        for view in window.views.names:
            switched.setdefault(view, []).append(switch_gap_ms(window, view))
        window.close_document(loaded.document)
        del loaded
        wait_for_all(30_000)
        wait(300)
        running.processEvents()
    worst = {view: statistics.median(each) for view, each in switched.items()}
    words = f"queries, {name} in the window"
    return [
        Result(f"{words}: largest gap while loading", statistics.median(gaps), "ms", LIMIT_MS,
               note="ms: " + ", ".join(f"{gap:.0f}" for gap in gaps)),
        Result(f"{words}: largest gap of a switch of views", max(worst.values()), "ms", LIMIT_MS,
               note="ms: " + ", ".join(f"{view} {gap:.0f}" for view, gap in worst.items())),
    ]  # fmt: skip
