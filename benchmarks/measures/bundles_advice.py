"""Recommendations with their savings of a build whose files are at hand: when the first is there,
when all are, and what `perfview analyze` takes for it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bundles.built import built
from benchmarks.bundles.cases import corpus_cases
from benchmarks.result import Result

LIMIT_S, LIMIT_MB = 4.0, 400.0
_SIZES = (10, 150)
_ROUNDS = 3


def measure(_spans: int) -> list[Result]:
    """The quickest of some openings of each build, the recorded one where it is at hand."""
    from perfview.engine.memory import keep_columns_apart
    from perfview.kernels.warming import warm

    warm()
    keep_columns_apart()
    results = []
    with _recorded() as found:
        for name, stats in found:
            results += _of(name, stats)
    return results


@contextmanager
def _recorded() -> Iterator[list[tuple[str, Path]]]:
    """Made-up builds, and the recorded one of webpack."""
    with tempfile.TemporaryDirectory() as space:
        case = next(corpus_cases(Path(space)), None)
        found = [(f"build of {size} MB of stats", built(size)) for size in _SIZES]
        yield [*found, ("recorded build of webpack", case.stats)] if case else found


def _of(name: str, stats: Path) -> list[Result]:
    rounds = [_opened(stats) for _ in range(_ROUNDS)]
    first = min(each[0] for each in rounds)
    last = min(each[1] for each in rounds)
    worked = min(each[2] for each in rounds)
    code = sum(each.stat().st_size for each in (stats.parent / "dist").rglob("*.js"))
    note = f"{code / 1e6:.0f} MB of files; load {os.getloadavg()[0]:.1f}"
    return [
        Result(f"{name}: first finding with its saving", first, "s", LIMIT_S, note=note),
        Result(f"{name}: all findings with their savings", last, "s", LIMIT_S,
               note=f"{rounds[0][3]} findings; {worked:.2f} s of work"),
        Result(f"{name}: peak memory of analyze", _peak_mb(stats), "MB", LIMIT_MB, note=note),
    ]  # fmt: skip


def _opened(stats: Path) -> tuple[float, float, float, int]:
    """Seconds to the first finding and to all, seconds of work, findings."""
    from perfview.engine.job import Job, Options, Watcher

    moments: list[float] = []
    watcher = Watcher(found=lambda finding: moments.append(time.perf_counter()))
    began, worked = time.perf_counter(), time.process_time()
    opened = Job(stats, Options(use_cache=False), watcher).run()
    ended, worked = time.perf_counter(), time.process_time() - worked
    return moments[0] - began, ended - began, worked, len(opened.findings)


def _peak_mb(stats: Path) -> float:
    """Of a process of its own, told by a process that has no other."""
    command = [sys.executable, "-m", "perfview", "analyze", "--no-cache", str(stats)]
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, check=True)
    return int(told.stdout) * (1 if sys.platform == "darwin" else 1024) / 1e6
