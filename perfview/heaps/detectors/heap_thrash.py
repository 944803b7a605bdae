"""Full collections one after another that free next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.telling import OfCollections, cause_of, entity_of, evidence_of
from perfview.heaps.study import Study


class HeapThrash(OfCollections):
    """Full collections in vain: the heap is as full after them as before.

    What it looks for: at least `row` full collections one after another, each of which frees less
    than `freed` of the heap, within `within` of each other.

    Why it matters: the heap has become too small for what is alive in it. The program does little
    but collect, and ends with “Ineffective mark-compacts near heap limit”.

    How sure it is: the numbers are the collector's own; a few such collections while a program
    loads are usual, `row` of them are not.

    How to fix it: keep less alive, or give the heap more room (`--max-old-space-size`, `-Xmx`)
    after making sure that nothing leaks.

    Learnt from: V8's `Heap::CheckIneffectiveMarkCompact` (four in a row with a mutator share below
    0.4); Java's `GCOverheadLimit`.
    """

    name = "heap-thrash"
    title = "Collections in vain"
    scopes = ("memory", "cpu")
    cost = 1
    thresholds = (
        Threshold("row", 4, "count", "one after another, at least"),
        Threshold("freed", 0.15, "ratio", "of the heap, each frees less than this"),
        Threshold("within", 2e9, "ns", "from one to the next, at most"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap with such a row; the longest row counts."""
        for single in singles(study):
            rows = _longest_row(single, limits)
            if len(rows) >= limits["row"]:
                yield _finding(study, single, rows, limits)


def _longest_row(single: Single, limits: Limits) -> NDArray[np.int64]:
    """The places (among the heap's collections) of the longest row in vain."""
    found = single.collections
    full = np.flatnonzero(found.is_full & (found.before_bytes > 0) & (found.after_bytes >= 0))
    if not len(full):
        return full
    freed = 1 - found.after_bytes[full] / found.before_bytes[full]
    vain = freed < limits["freed"]
    near = np.concatenate(([True], np.diff(found.time_ns[full]) <= limits["within"]))
    row = np.cumsum(~vain | ~near)
    rows = row[vain]
    if not len(rows):
        return full[:0]
    longest = np.bincount(rows).argmax()
    chosen: NDArray[np.int64] = full[vain][rows == longest]
    return chosen


def _finding(study: Study, single: Single, rows: NDArray[np.int64], limits: Limits) -> Finding:
    found, count = single.collections, plural(len(rows), "full collection")
    freed = float((found.before_bytes[rows] - found.after_bytes[rows]).sum())
    share = freed / float(found.before_bytes[rows].sum())
    alive = float(found.after_bytes[rows].max())
    return Finding(
        detector=HeapThrash.name,
        severity=Severity.CRITICAL,
        title=f"{count} in a row freed {percent(share)} of the heap",
        where=single.owner or "heap",
        why=f"{size(alive)} are alive and stay so; each collection has to go over all of it.",
        verdict=f"{count} in a row free next to nothing ({percent(share)})",
        entity=entity_of(single, "in vain"),
        measures=(
            Measure("in a row", len(rows), "count", limits["row"]),
            Measure("freed", share, "ratio", limits["freed"]),
        ),
        evidence=evidence_of(study, single.rows[rows]),
        confidence=0.85,
        scopes=HeapThrash.scopes,
        how="Find out what is alive with a heap snapshot and keep less; if nothing leaks, give the "
        "heap more room.",
        effort=Effort.MEDIUM,
        wrong_if="The program called for the collections itself (`global.gc()`).",
        cause=cause_of(single, "size"),
    )
