"""Slices that take most of a thread's time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.patterns.thread_detector import PlainThreadDetector
from perfview.traces.patterns.thread_waits import is_waiting
from perfview.traces.patterns.thread_work import ThreadWork, thread_name, thread_work
from perfview.traces.study import Study

MOST = 3
METHOD = "these slices twice as fast; nothing else changes on the thread"


class HotSlice(PlainThreadDetector):
    """One kind of slice that takes most of a thread's own time.

    What it looks for: per thread and name, self time (without what runs inside). It fires when that
    is at least `share` of the thread's busy time and at least `total`. It is a warning when the
    thread is busy for at least `busy` of the recording and the slice takes half of that; otherwise
    a note. Slices that wait (by their name) belong to another detector.

    Why it matters: what takes most of a busy thread decides how fast it is; making anything else
    faster hardly shows.

    How sure it is: times are exact, as far as the program marks its work: what happens inside a
    slice without slices of its own counts as its own. Whether it is too much cannot be seen.

    How to fix it: profile inside it; look whether it runs more often than needed before making it
    faster.

    Learnt from: Amdahl (1967); the tables of slices by self time in the Perfetto UI, which one has
    to ask for.
    """

    name = "hot-slice"
    title = "Slice that fills a thread"
    scopes = ("cpu",)
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("share", 0.40, "ratio", "of its thread's busy time, at least"),
        Threshold("total", 50e6, "ns", "self time altogether, at least"),
        Threshold("busy", 0.30, "ratio", "of the recording that its thread is busy"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per thread and name, most self time first."""
        if not study.model.threads:
            return
        work = thread_work(study)
        if not len(work.track):
            return
        share = work.self_ns / np.maximum(work.busy_ns[work.track], 1)
        hot = np.flatnonzero((share >= limits["share"]) & (work.self_ns >= limits["total"]))
        hot = hot[np.argsort(-work.self_ns[hot], kind="stable")][: 4 * MOST]
        told = [k for k in hot.tolist() if not is_waiting(study.model.strings[int(work.name[k])])]
        for k in told[:MOST]:
            yield _finding(study, work, k, float(share[k]), limits)


def _finding(study: Study, work: ThreadWork, k: int, share: float, limits: Limits) -> Finding:
    name = shortened(study.model.strings[int(work.name[k])] or "unnamed")
    track = int(work.track[k])
    thread, spent = thread_name(study, track), int(work.self_ns[k])
    busy = int(work.busy_ns[track])
    calls = plural(int(work.count[k]), "slice")
    one = int(work.count[k]) == 1
    own = f"{'takes' if one else 'take'} {duration(spent)} of {'its' if one else 'their'} own"
    grave = busy >= limits["busy"] * work.span_ns and share >= 0.5
    return Finding(
        detector=HotSlice.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"{name} takes {percent(share)} of {thread}",
        where=thread,
        why=(f"{calls} {own}, {percent(share)} of the {duration(busy)} that {thread} is busy."),
        verdict=(
            f"`{name}` takes {duration(spent)}, {percent(share)} of the time {thread} is busy"
        ),
        entity=f"{thread}\n{name}",
        measures=(
            Measure("share of the thread", share, "ratio", limits["share"]),
            Measure("self time", spent, "ns", limits["total"]),
            Measure("slices", int(work.count[k]), "count"),
            Measure("thread busy", busy / work.span_ns, "ratio", limits["busy"]),
        ),
        evidence=evidence_of(study, np.flatnonzero(work.pair == k)),
        confidence=confidence(0.7, 10 * int(work.count[k])),
        scopes=HotSlice.scopes,
        saving=Saving(spent / 2, 0, spent, "ns", METHOD, f"busy time of {thread}", busy),
        how=f"Look at what `{name}` does inside, and whether it has to run that often.",
        effort=Effort.LARGE,
        wrong_if="It is what the program is for, and does it no slower than it has to.",
        cause=f"{thread}\n{name}\ntime",
        reach=min(1.0, busy / work.span_ns),
    )
