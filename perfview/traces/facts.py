"""What a recording of threads holds, in numbers: those that Perfetto's trace processor counts."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration, plural
from perfview.recording.fact import Fact
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind


def facts(study: Study) -> list[Fact]:
    """Slices, threads, processes and what stands beside them; empty for recordings of requests.

    `max_depth` counts from 0 for outermost slices; `duration_sum_ns` adds up all slices that end,
    nested ones, too; a thread counts when it has slices; `counters` are values, not series.
    """
    threads = study.model.threads
    if not threads:
        return []
    tracks, n = threads.tracks, len(study.model)
    on_threads = tracks.kind[tracks.of_span] == TrackKind.THREAD
    with_slices = len(np.unique(tracks.of_span[on_threads]))
    depth = int(study.structure.depth.max(initial=0))
    open_ns = study.model.duration_ns[tracks.unfinished].sum()
    total = int(study.model.duration_ns.sum() - open_ns)
    return [
        Fact("slices", n, plural(n, "slice")),
        Fact("threads", with_slices, plural(with_slices, "thread")),
        Fact(
            "processes",
            len(tracks.process_id),
            plural(len(tracks.process_id), "process", "processes"),
        ),
        Fact("max_depth", depth, f"nested up to {depth:,} deep"),
        Fact("duration_sum_ns", total, f"{duration(total)} in all"),
        *_beside(study),
    ]


def _beside(study: Study) -> list[Fact]:
    threads, samples = study.model.threads, study.report.find("samples")
    counts = (
        ("unfinished", len(threads.tracks.unfinished), "slice without an end"),
        ("counters", len(threads.counters.value), "counter value"),
        ("flows", len(threads.flows), "flow"),
        ("samples", samples.count if samples else 0, "sample"),
        ("thread_states", len(threads.states), "thread state"),
    )
    return [Fact(name, count, _counted(count, words)) for name, count, words in counts]


def _counted(count: int, words: str) -> str:
    """`3 slices without an end`; nothing for none."""
    if not count:
        return ""
    noun, _, rest = words.partition(" without")
    return plural(count, noun) + (f" without{rest}" if rest else "")
