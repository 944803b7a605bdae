"""Perfetto protobuf to columns and to ranked recommendations, kernels warm, cache off."""

from __future__ import annotations

from benchmarks.measures.ingest import one_round
from benchmarks.result import Result
from benchmarks.tracks import track_recording

ROUNDS = 5
LIMIT_S = 2.0


def measure(events: int) -> list[Result]:
    """Seconds of the whole way and of its two halves, the best round."""
    one_round(track_recording(10_000))
    path = track_recording(events)
    rounds = [one_round(path) for _ in range(ROUNDS)]
    reading, analysing, total = (min(column) for column in zip(*rounds, strict=True))
    return [
        Result("perfetto: file to recommendations", total, "s", LIMIT_S),
        Result("perfetto: of that reading", reading, "s"),
        Result("perfetto: of that analysing", analysing, "s"),
    ]
