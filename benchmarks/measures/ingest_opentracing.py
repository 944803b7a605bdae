"""File to ranked recommendations, kernels warm, cache off: Jaeger and Zipkin."""

from __future__ import annotations

from benchmarks.measures.ingest import one_round
from benchmarks.recordings import recording
from benchmarks.result import Result

ROUNDS = 4
LIMIT_S = 2.0


def measure(spans: int) -> list[Result]:
    """Seconds of the whole way and of reading, the best round of both formats."""
    results = []
    for kind in ("jaeger", "zipkin"):
        one_round(recording(10_000, kind))
        rounds = [one_round(recording(spans, kind)) for _ in range(ROUNDS)]
        reading, _, total = (min(column) for column in zip(*rounds, strict=True))
        results += [
            Result(f"{kind}: file to recommendations", total, "s", LIMIT_S),
            Result(f"{kind}: of that reading", reading, "s"),
        ]
    return results
