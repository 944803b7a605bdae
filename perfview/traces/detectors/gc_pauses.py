"""Garbage collection that holds the main thread up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.traces.browser.causes import page_name, share_of_page, work_cause
from perfview.traces.browser.memory import collections_of
from perfview.traces.browser.page import page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import tasks_of
from perfview.traces.browser.work import Work
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

METHOD = "half of the collector’s time, as with half of the garbage; high: all of it"


class GcPauses(PageDetector):
    """Pauses of the garbage collector on the page's main thread.

    What it looks for: the collector's slices on the main thread. It fires when they take at least
    `share` of the time the main thread is busy and at least `total`, or when the longest pause
    reaches `pause`. It is a warning when they take at least `lost` of all the time the page was
    recorded, or when a pause is twice as long as that; otherwise a note.

    Why it matters: script stands still meanwhile. Short pauses add up, long ones drop frames.

    How sure it is: the slices are the collector's own, their time is exact. How much of the
    allocation could be spared is not known; the saving assumes half.

    How to fix it: allocate less where it happens most often: keep objects and arrays for reuse, no
    new closures and copies in loops, typed arrays for numbers, smaller results.

    Learnt from: V8's blog on Orinoco (most collecting is beside the main thread, so what is on it
    counts); DevTools shows collections but judges none.
    """

    name = "gc-pauses"
    title = "Garbage collection pauses"
    scopes = ("memory", "cpu")
    cost = 2
    thresholds = (
        Threshold("share", 0.10, "ratio", "of the main thread's busy time, at least"),
        Threshold("total", 60e6, "ns", "all pauses together, at least"),
        Threshold("pause", 50e6, "ns", "the longest a single pause may be"),
        Threshold("lost", 0.04, "ratio", "of the time recorded, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        page = page_of(study)
        if page is None:
            return
        rows = collections_of(study, page)
        if not len(rows):
            return
        spent = study.model.duration_ns[rows]
        total, longest = int(spent.sum()), int(spent.max())
        busy = max(1, int(tasks_of(study, page).duration_ns.sum()))
        share = total / busy
        often = share >= limits["share"] and total >= limits["total"]
        if not often and longest < limits["pause"]:
            return
        lost = share_of_page(page, total)
        grave = longest >= 2 * limits["pause"] or (often and lost >= limits["lost"])
        yield Finding(
            detector=self.name,
            severity=Severity.WARNING if grave else Severity.INFO,
            title=f"Garbage collection takes {percent(share)} of the main thread’s time",
            where=page_name(page),
            why=(
                f"{plural(len(rows), 'pause')} take {duration(total)}, {percent(share)} of what "
                f"the main thread does; the longest is {duration(longest)}."
            ),
            verdict=(
                f"garbage collection stops `{page_name(page)}` for {duration(total)} in "
                f"{plural(len(rows), 'pause')} (GC, longest {duration(longest)})"
            ),
            entity="garbage collection",
            measures=(
                Measure("longest pause", longest, "ns", limits["pause"]),
                Measure("all pauses", total, "ns", limits["total"]),
                Measure("share of the busy time", share, "ratio", limits["share"]),
                Measure("share of the time recorded", lost, "ratio", limits["lost"]),
                Measure("pauses", len(rows), "count"),
            ),
            evidence=evidence_of(study, rows[np.argsort(-spent, kind="stable")]),
            confidence=confidence(0.9, len(rows)),
            scopes=self.scopes,
            saving=Saving(
                total / 2, total / 4, total, "ns", METHOD, f"main thread of {page_name(page)}", busy
            ),
            how=(
                "See in an allocation profile which function allocates most, and let it reuse "
                "objects and arrays, or make fewer copies."
            ),
            effort=Effort.MEDIUM,
            wrong_if="The collections follow from a large load that happens once.",
            cause=work_cause(page, Work.COLLECT),
            reach=share_of_page(page, busy),
        )
