"""Ten times the spans of the other measures, in the real window: opening, memory, panning."""

from __future__ import annotations

from benchmarks.large import large_recording
from benchmarks.measures.frames import frames
from benchmarks.offscreen import application, load, timeline_of
from benchmarks.result import Result, peak_bytes

TIMES = 10
OPEN_LIMIT_S = 15.0
MEMORY_LIMIT_GB = 6.0
GAP_LIMIT_MS = 50.0


def measure(spans: int) -> list[Result]:
    """Seconds to recommendations, the window's gaps meanwhile, peak memory with a timeline drawn,
    and frames."""
    path = large_recording(TIMES * spans)
    running = application()
    from perfview.ui.shell.window import Window

    window = Window()
    window.resize(1600, 1000)
    window.show()
    loaded = load(window, path)
    view = timeline_of(loaded.document.opened)
    drawn = frames(view, f"{TIMES}× spans: frame")
    running.processEvents()
    gigabytes = path.stat().st_size / 1e9
    note = f"{len(view.study.model):,} spans, {gigabytes:.1f} GB of OTLP protobuf"
    return [
        Result(
            f"{TIMES}× spans: file to recommendations", loaded.ready_s, "s", OPEN_LIMIT_S, note=note
        ),
        Result(
            f"{TIMES}× spans: peak memory, timelines drawn", peak_bytes() / 1e9, "GB",
            MEMORY_LIMIT_GB,
        ),
        Result(f"{TIMES}× spans: largest gap of the window", loaded.gap_ms, "ms", GAP_LIMIT_MS),
        *drawn,
    ]  # fmt: skip
