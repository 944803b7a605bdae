"""Heaps that are large, or near their limit, or ended at it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size
from perfview.heaps.series.single import Single, singles, words_for
from perfview.heaps.series.telling import OverTime, cause_of, entity_of, evidence_of
from perfview.heaps.study import Study

_LAST = 4
_HOW = (
    "Take a heap snapshot while it is this large and see what keeps most alive; keep less at once "
    "(stream, page, bound caches). More room (`--max-old-space-size`) helps only if nothing leaks."
)


class NearHeapLimit(OverTime):
    """A heap that is large, close to its limit, or ended there.

    What it looks for: the largest heap in use that was measured, or that a collection began with:
    over `warning`, over `critical`, or over `share` of the limit where the recording tells one
    (`heap_size_limit`, `--max-old-space-size`); and programs that ended with “heap out of memory”.

    Why it matters: near its limit the collector runs all the time and hardly anything else does;
    at the limit the program ends, and all its requests with it.

    How sure it is: sizes are those recorded. Whether so large a heap is too large depends on what
    the program is for, so the limits can be moved.

    How to fix it: find out what is kept with a heap snapshot at this size; work on less at once.

    Learnt from: the mission of this program: 512 MB is a warning, 1 GB critical; V8's
    `Heap::InvokeNearHeapLimitCallback`.
    """

    name = "near-heap-limit"
    title = "Large heap"
    scopes = ("memory",)
    cost = 1
    prominence = 6
    thresholds = (
        Threshold("warning", 512_000_000, "bytes", "in use, from which on it is a warning"),
        Threshold("critical", 1_024_000_000, "bytes", "in use, from which on it is critical"),
        Threshold("share", 0.85, "ratio", "of the limit, from which on it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap that is too large, or ended."""
        for place, single in enumerate(singles(study)):
            largest = _largest(single)
            if study.model.ended_by and place == 0:
                yield _ended(study, single)
            elif _is_large(study, largest, limits):
                yield _large(study, single, largest, limits)


def _largest(single: Single) -> float:
    """The most that was in use, bytes; 0 when sizes are unknown."""
    values = single.series.get("heapUsed", np.zeros(0))
    known = values[np.isfinite(values)]
    return float(max(known.max(initial=0.0), single.collections.before_bytes.max(initial=0)))


def _is_large(study: Study, largest: float, limits: Limits) -> bool:
    limit = study.model.limit_bytes
    return largest >= limits["warning"] or (limit > 0 and largest >= limits["share"] * limit)


def _large(study: Study, single: Single, largest: float, limits: Limits) -> Finding:
    limit, who = study.model.limit_bytes, words_for(single)
    share = largest / limit if limit else 0.0
    near = share >= limits["share"]
    critical = near or largest >= limits["critical"]
    of = f", {percent(share)} of its limit of {size(limit)}" if limit else ""
    rows = np.argsort(-single.collections.before_bytes, kind="stable")
    bound = limits["critical"] if largest >= limits["critical"] else limits["warning"]
    return Finding(
        detector=NearHeapLimit.name,
        severity=Severity.CRITICAL if critical else Severity.WARNING,
        title=f"{who[0].upper()}{who[1:]} grows to {size(largest)}",
        where=single.owner or "heap",
        why=f"At its largest {who} had {size(largest)} in use{of}.",
        verdict=f"{who} grows to {size(largest)}{of}",
        entity=entity_of(single, "size"),
        measures=(
            Measure("in use at most", largest, "bytes", bound),
            *([Measure("of the limit", share, "ratio", limits["share"])] if limit else []),
        ),
        evidence=evidence_of(study, single.rows[rows]),
        confidence=0.95 if near else 0.8,
        scopes=NearHeapLimit.scopes,
        how=_HOW,
        effort=Effort.MEDIUM,
        wrong_if="The program is meant to hold this much, and the machine has room for it.",
        cause=cause_of(single, "size"),
    )


def _ended(study: Study, single: Single) -> Finding:
    found = single.collections
    last = float(found.before_bytes[-_LAST:].max(initial=0))
    shares = found.mutator_share[-_LAST:]
    known = shares[np.isfinite(shares)]
    left = float(known.min()) if len(known) else float("nan")
    held = f" with {size(last)} in use" if last else ""
    said = f" In the end the collector left it {percent(left)} of the time." if len(known) else ""
    measures = [Measure("in use at the end", last, "bytes")] if last else []
    if len(known):
        measures.append(Measure("time left to the program", left, "ratio"))
    return Finding(
        detector=NearHeapLimit.name,
        severity=Severity.CRITICAL,
        title="The program ran out of memory",
        where=single.owner or "heap",
        why=f"V8 ended it{held}: “JavaScript heap out of memory”.{said}",
        verdict=f"the program ran out of heap memory{held}",
        entity=entity_of(single, "out of memory"),
        measures=tuple(measures),
        evidence=evidence_of(study, single.rows[::-1][:_LAST]),
        confidence=1.0,
        scopes=NearHeapLimit.scopes,
        how=_HOW + " `--heapsnapshot-near-heap-limit=1` writes one just before the end.",
        effort=Effort.MEDIUM,
        cause=cause_of(single, "rising floor"),
    )
