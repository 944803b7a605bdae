"""Single collections that are long enough to be noticed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural, size
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.telling import OfCollections, cause_of, entity_of, evidence_of
from perfview.heaps.study import Study


class LongPauses(OfCollections):
    """Single collections that stop the program for a noticeable time.

    What it looks for: pauses over `warning`; critical when one is over `critical`.

    Why it matters: for so long nothing happens: frames drop, and whatever arrives waits. They set
    the slowest percentiles however rare they are.

    How sure it is: the pause is the collector's own number. On a busy machine a part of it may be
    waiting for a core.

    How to fix it: full collections take long in proportion to what is alive: keep less. Long young
    ones mean that much of what is young survives: let go of it sooner, or do not allocate it.

    Learnt from: RAIL (web.dev: respond within 100 ms, a long task is 50 ms).
    """

    name = "long-gc-pauses"
    title = "Long collections"
    scopes = ("memory", "render")
    cost = 1
    thresholds = (
        Threshold("warning", 50e6, "ns", "a pause, at least"),
        Threshold("critical", 100e6, "ns", "a pause, from which on it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap with such pauses."""
        for single in singles(study):
            long = np.flatnonzero(single.collections.pause_ns >= limits["warning"])
            if len(long):
                yield _finding(study, single, long, limits)


def _finding(study: Study, single: Single, long: np.ndarray, limits: Limits) -> Finding:  # type: ignore[type-arg]
    found = single.collections
    order = long[np.argsort(-found.pause_ns[long], kind="stable")]
    longest = int(found.pause_ns[order[0]])
    full = int(np.count_nonzero(found.is_full[long]))
    after = int(found.after_bytes[order[0]])
    kind = study.model.strings[int(found.kind[order[0]])]
    left = f", which left {size(after)}" if after >= 0 else ""
    count = plural(len(long), "collection")
    return Finding(
        detector=LongPauses.name,
        severity=Severity.CRITICAL if longest >= limits["critical"] else Severity.WARNING,
        title=f"{count[0].upper()}{count[1:]} over {duration(limits['warning'])}, "
        f"the longest {duration(longest)}",
        where=single.owner or "garbage collector",
        why=f"The longest is a {kind} of {duration(longest)}{left}; "
        f"{'all' if full == len(long) else full or 'none'} of these are full collections.",
        verdict=f"{count} stop the program for up to {duration(longest)}",
        entity=entity_of(single, "pauses"),
        measures=(
            Measure("longest pause", longest, "ns", limits["critical"]),
            Measure("long pauses", len(long), "count"),
        ),
        evidence=evidence_of(study, single.rows[order]),
        confidence=0.9,
        scopes=LongPauses.scopes,
        how="Keep less alive: a full collection takes as long as there is to mark. For young ones, "
        "let go of what was just made sooner.",
        effort=Effort.MEDIUM,
        wrong_if="The machine was busy, so that the collector itself had to wait.",
        cause=cause_of(single, "garbage"),
    )
