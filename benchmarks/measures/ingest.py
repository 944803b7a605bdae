"""File to ranked recommendations, kernels warm, cache off: JSON and protobuf."""

from __future__ import annotations

from pathlib import Path

from benchmarks.recordings import recording
from benchmarks.result import Result

ROUNDS = 5
LIMIT_S = 1.0


def measure(spans: int) -> list[Result]:
    """Seconds of the whole way and of its two halves, the best round of both encodings."""
    from perfview.engine.job import Job, Options

    options = Options(use_cache=False)
    results = []
    for kind in ("json", "pb"):
        Job(recording(10_000, kind), options).run()
        rounds = [one_round(recording(spans, kind)) for _ in range(ROUNDS)]
        reading, analysing, total = (min(column) for column in zip(*rounds, strict=True))
        results += [
            Result(f"{kind}: file to recommendations", total, "s", LIMIT_S),
            Result(f"{kind}: of that reading", reading, "s"),
            Result(f"{kind}: of that analysing", analysing, "s"),
        ]
    return results


def one_round(path: Path) -> tuple[float, float, float]:
    """Seconds of reading, of analysing and of everything, the file forgotten afterwards."""
    from perfview.engine.job import Job, Options

    timing = Job(path, Options(use_cache=False)).run().timing
    return timing.read_s, timing.analyse_s, timing.total_s
