"""Pools of threads in which one does all the work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.thread_detector import PlainThreadDetector
from perfview.traces.patterns.thread_work import ThreadWork, stem, thread_name, thread_work
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

MOST = 3
METHOD = "the pool's work shared evenly among its threads; low: half of that"


class IdleThreads(PlainThreadDetector):
    """One thread of a pool works while the others have nothing to do.

    What it looks for: threads of one process whose names differ only in a number at the end, at
    least `threads` of them. It fires when one has at least `share` of all their busy time and is
    busy for at least `busy` of the recording.

    Why it matters: the work takes as long as that one thread; the others, and the processors they
    could use, stand idle.

    How sure it is: the times are exact; that the work could be shared is a guess from the names.

    How to fix it: cut the work into smaller parts and hand them out as threads get free; look for a
    lock or an order that lets only one go on.

    Learnt from: load imbalance as HPC tools measure it (longest against mean; DeRose, 2007).
    """

    name = "idle-threads"
    title = "One thread busy while others idle"
    scopes = ("cpu",)
    cost = 2
    thresholds = (
        Threshold("threads", 2, "count", "threads of the pool, at least"),
        Threshold("share", 0.80, "ratio", "of the pool's work that one does, at least"),
        Threshold("busy", 0.50, "ratio", "of the recording that it is busy, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per pool."""
        if not study.model.threads:
            return
        work = thread_work(study)
        told = 0
        for pool in _pools(study, limits["threads"]):
            busy = work.busy_ns[pool]
            most = int(busy.max())
            uneven = most >= limits["share"] * busy.sum() and most > 0
            if uneven and most >= limits["busy"] * work.span_ns and told < MOST:
                told += 1
                yield _finding(study, work, pool, limits)


def _pools(study: Study, least: float) -> list[NDArray[np.intp]]:
    """Tracks of threads that share a process and a name but for its number."""
    tracks = study.model.threads.tracks
    groups: dict[tuple[int, str], list[int]] = {}
    for track in np.flatnonzero(tracks.kind == np.uint8(TrackKind.THREAD)).tolist():
        name = study.model.strings[int(tracks.name[track])]
        if name and (common := stem(name)):
            groups.setdefault((int(tracks.process[track]), common), []).append(track)
    return [np.array(group) for group in groups.values() if len(group) >= max(2, least)]


def _finding(study: Study, work: ThreadWork, pool: NDArray[np.intp], limits: Limits) -> Finding:
    busy = work.busy_ns[pool]
    track = int(pool[busy.argmax()])
    thread, most, total = thread_name(study, track), int(busy.max()), int(busy.sum())
    others = len(pool) - 1
    gain = most - total / len(pool)
    rows = np.flatnonzero(
        (study.model.threads.tracks.of_span == track) & (study.structure.parent < 0)
    )
    return Finding(
        detector=IdleThreads.name,
        severity=Severity.INFO,
        title=f"{thread} does {percent(most / total)} of its pool’s work",
        where=thread,
        why=(
            f"{thread} is busy for {duration(most)}, {percent(most / work.span_ns)} of the "
            f"recording; the {number(others)} other{'s' if others > 1 else ''} named like it for "
            f"{duration((total - most) / others)} each."
        ),
        verdict=(
            f"{thread} is busy for {duration(most)} while {number(others)} "
            f"thread{'s' if others > 1 else ''} like it idle"
        ),
        entity=f"pool\n{stem(thread)}",
        measures=(
            Measure("share of the pool’s work", most / total, "ratio", limits["share"]),
            Measure("busy", most / work.span_ns, "ratio", limits["busy"]),
            Measure("threads", len(pool), "count", limits["threads"]),
        ),
        evidence=evidence_of(study, rows),
        confidence=0.6,
        scopes=IdleThreads.scopes,
        saving=Saving(gain, gain / 2, gain, "ns", METHOD, f"busy time of {thread}", most),
        how="Cut the work into smaller parts and hand them out as threads get free.",
        effort=Effort.LARGE,
        wrong_if="The others are there for other times, or the work cannot be divided.",
        cause=f"pool\n{stem(thread)}\nuneven",
        reach=min(1.0, most / work.span_ns),
    )
