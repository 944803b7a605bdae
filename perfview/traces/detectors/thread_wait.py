"""Threads held up in the middle of their work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.patterns.thread_detector import PlainThreadDetector
from perfview.traces.patterns.thread_waits import waits_inside_work
from perfview.traces.patterns.thread_work import ThreadWork, state_ns, thread_name, thread_work
from perfview.traces.study import Study
from perfview.traces.threads import ThreadState

MOST = 5
METHOD = "the waiting taken out of the thread's time; low: half of it"


class ThreadWait(PlainThreadDetector):
    """Threads that wait in the middle of their work: for a lock, a queue, a processor, the disk.

    What it looks for: slices inside work whose name says that they wait (wait, lock, mutex, futex,
    semaphore, acquire, ...), by thread and name; and, with the scheduler recorded, the time a
    thread was ready to run but got no processor, or slept uninterruptibly. It fires from `total`
    and `share` of the thread's busy time on; from `grave` of it on it is a warning.

    Why it matters: nothing is computed meanwhile, and whoever waits for this thread waits too.
    Making the code faster does not shorten it.

    How sure it is: the slices say how long, not for whom; the names are taken at their word. A
    thread that waits for its next task is not counted, as that wait is in no other slice.

    How to fix it: hold the lock for shorter and for less data, give each thread data of its own,
    take work in batches; with too few processors start fewer threads, or give them priorities.

    Learnt from: Perfetto's thread states and monitor contention; Gregg, Systems Performance (run
    queue latency, the USE method).
    """

    name = "thread-wait"
    title = "Wait before work (lock, queue, processor)"
    scopes = ("cpu", "io")
    cost = 2
    thresholds = (
        Threshold("total", 20e6, "ns", "waiting of one kind on a thread, at least"),
        Threshold("share", 0.10, "ratio", "of the thread's busy time, at least"),
        Threshold("grave", 0.25, "ratio", "of it, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per thread and name, and one per thread and state of the scheduler."""
        if not study.model.threads:
            return
        work = thread_work(study)
        if not len(work.track):
            return
        yield from _named(study, work, limits)
        yield from _scheduled(study, work, limits)


def _named(study: Study, work: ThreadWork, limits: Limits) -> Iterator[Finding]:
    rows = waits_inside_work(study)
    spent = np.bincount(work.pair[rows], study.model.duration_ns[rows], minlength=len(work.track))
    share = spent / np.maximum(work.busy_ns[work.track], 1)
    held = np.flatnonzero((spent >= limits["total"]) & (share >= limits["share"]))
    for k in held[np.argsort(-spent[held], kind="stable")][:MOST].tolist():
        mine = rows[work.pair[rows] == k]
        name = shortened(study.model.strings[int(work.name[k])])
        words = f"waits in `{name}`"
        yield _finding(study, work, int(work.track[k]), name, words, mine, limits)


def _scheduled(study: Study, work: ThreadWork, limits: Limits) -> Iterator[Finding]:
    """Threads that were ready but not running, and such that slept for the disk."""
    running = state_ns(study, ThreadState.RUNNING)
    kinds = (
        (ThreadState.RUNNABLE, "processor", "is ready to run but waits for a processor"),
        (ThreadState.BLOCKED, "disk", "sleeps uninterruptibly, for the disk most often"),
    )
    for state, name, words in kinds:
        spent = state_ns(study, state)
        whole = np.maximum(running + spent, 1)
        held = np.flatnonzero((spent >= limits["total"]) & (spent >= limits["share"] * whole))
        for track in held[np.argsort(-spent[held], kind="stable")][:MOST].tolist():
            rows = _during(study, track, state)
            if len(rows):
                yield _finding(
                    study, work, track, name, words, rows, limits,
                    spent_ns=int(spent[track]), busy_ns=int(whole[track]),
                )  # fmt: skip


def _during(study: Study, track: int, state: ThreadState) -> NDArray[np.int32]:
    """The thread's slices in which it was in that state, longest stay first; outermost ones."""
    states, model = study.model.threads.states, study.model
    chosen = (states.track == track) & (states.state == np.uint8(state))
    begin = states.start_ns[chosen]
    end = begin + states.duration_ns[chosen]
    rows = np.flatnonzero((model.threads.tracks.of_span == track) & (study.structure.parent < 0))
    if not len(begin) or not len(rows):
        return rows[:0].astype(np.int32)
    total = np.concatenate([[0], np.cumsum(end - begin)])

    def until(time: NDArray[np.int64]) -> NDArray[np.int64]:
        at = np.searchsorted(begin, time, side="right") - 1
        inside = np.clip(time - begin[at], 0, (end - begin)[at])
        whole: NDArray[np.int64] = np.where(at >= 0, total[at] + inside, 0)
        return whole

    held = until(model.end_ns[rows]) - until(model.start_ns[rows])
    order = np.argsort(-held, kind="stable")
    return rows[order[held[order] > 0]].astype(np.int32)


def _finding(
    study: Study,
    work: ThreadWork,
    track: int,
    name: str,
    words: str,
    rows: NDArray[np.int32],
    limits: Limits,
    *,
    spent_ns: int = -1,
    busy_ns: int = -1,
) -> Finding:
    """`spent_ns` and `busy_ns` are those of the slices and the thread when not given."""
    thread = thread_name(study, track)
    slices = study.model.duration_ns[rows]
    spent = int(slices.sum()) if spent_ns < 0 else spent_ns
    busy = max(1, int(work.busy_ns[track]) if busy_ns < 0 else busy_ns)
    share = spent / busy
    return Finding(
        detector=ThreadWait.name,
        severity=Severity.WARNING if share >= limits["grave"] else Severity.INFO,
        title=f"{thread} waits {duration(spent)} in the middle of its work",
        where=thread,
        why=(
            f"{thread} {words} for {duration(spent)} in {plural(len(rows), 'slice')}, "
            f"{percent(share)} of the time it is busy; the longest is "
            f"{duration(int(slices.max()))}."
        ),
        verdict=f"{thread} {words}: {duration(spent)}, {percent(share)} of its busy time",
        entity=f"{thread}\n{name}",
        measures=(
            Measure("waiting", spent, "ns", limits["total"]),
            Measure("share of the busy time", share, "ratio", limits["share"]),
            Measure("longest", int(slices.max()), "ns"),
            Measure("slices", len(rows), "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.8, 10 * len(rows)),
        scopes=ThreadWait.scopes,
        saving=Saving(spent, spent / 2, spent, "ns", METHOD, f"busy time of {thread}", busy),
        how=(
            "Start fewer threads than there are processors, or give this one priority."
            if name == "processor"
            else "Read ahead, or keep in memory what is read from disk again and again."
            if name == "disk"
            else "Hold what it waits for for shorter, share less, or take work in batches."
        ),
        effort=Effort.MEDIUM,
        wrong_if="It waits for something that has to come first.",
        cause=f"{thread}\n{name}\nwaiting",
        reach=min(1.0, busy / work.span_ns),
    )
