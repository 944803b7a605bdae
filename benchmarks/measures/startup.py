"""From starting the process to the first painted window, empty and with the sample's timeline."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from benchmarks.result import Result
from perfview.recording.bundled import bundled


def measure(spans: int) -> list[Result]:
    """Seconds, best of five each; the application tells its moments with PERFVIEW_TRACE_START."""
    sample = next(bundled("samples").glob("*.otlp.*"))
    subprocess.run([sys.executable, "-m", "perfview", "analyze", str(sample)], capture_output=True)
    empty = min(_moment([], "window") for _ in range(5))
    drawn = min(_moment([str(sample)], "view") for _ in range(5))
    return [
        Result("start to empty window painted", empty, "s", 0.4),
        Result("start to sample's timeline painted", drawn, "s", 1.0),
    ]


def _moment(files: list[str], event: str) -> float:
    environment = os.environ | {"PERFVIEW_TRACE_START": event}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "perfview", "open", *files]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    found = re.search(rf"{event} painted after ([\d.]+) s", ran.stderr)
    if not found:
        raise SystemExit(f"no moment told: {ran.stderr}")
    return float(found[1])
