"""Writes heap snapshots of a made-up shop under benchmarks/data, once: needs Node 18 or later."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.recordings import DATA

_SCRIPT = Path(__file__).with_name("make_heap.js")
_CUSTOMERS = {"10MB": 1600, "100MB": 22_000, "1GB": 226_000}
_SNAPSHOTS = ("baseline", "target", "final")
_OLD_SPACE_MB = 12_000
_LONGEST_S = 1200


def missing() -> str:
    """What it lacks here, "" for nothing."""
    return "" if shutil.which("node") else "Node"


def snapshot(size: str) -> Path:
    """The snapshot of about that size (10MB, 100MB, 1GB), made when it is not there yet."""
    path = DATA / f"heap-{size}.heapsnapshot"
    if not path.exists():
        unfinished = DATA / f"part-{size}.heapsnapshot"
        _make(unfinished, _CUSTOMERS[size])
        unfinished.rename(path)
    return path


def leaking(size: str, requests: int) -> list[Path]:
    """Three snapshots: before, after and long after so many requests whose contexts stay."""
    name = f"heap-{size}-leak{requests}"
    paths = [DATA / f"{name}-{when}.heapsnapshot" for when in _SNAPSHOTS]
    if not all(path.exists() for path in paths):
        _make(DATA / f"{name}.heapsnapshot", _CUSTOMERS[size], requests)
    return paths


def _make(path: Path, customers: int, requests: int = 0) -> None:
    print(f"making {path.name}", file=sys.stderr, flush=True)
    DATA.mkdir(exist_ok=True)
    flags = ["--expose-gc", f"--max-old-space-size={_OLD_SPACE_MB}"]
    counts = [str(customers), *([str(requests)] if requests else [])]
    command = ["node", *flags, str(_SCRIPT), str(path), *counts]
    subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST_S)


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        print(snapshot(wanted))
