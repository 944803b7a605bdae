"""Heaps that are large as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size
from perfview.heaps.measures.by_place import NOBODY, by_package
from perfview.heaps.measures.statistics import Statistics, statistics
from perfview.heaps.patterns.saving import evidence_of
from perfview.heaps.study import Study

_TOLD = 3


class LargeHeap(Detector):
    """A heap that is large as a whole.

    What it looks for: all bytes of a snapshot, with what the recorder counts outside of the heap:
    a warning from `warning` on, critical from `critical` on. Says what the bytes are,
    which classes keep most alive, and which packages made it.

    Why it matters: a full collection goes over everything that is alive, so pauses grow with the
    heap; V8 ends the program at its limit, containers at theirs.

    How sure it is: the bytes are exact. Whether so much is too much depends on what the program is
    for, so the limits can be moved.

    How to fix it: look at what keeps most alive, from the top of the dominators down: bound caches,
    work on less at once, let go of what is done with.

    Learnt from: the mission of this program: 512 MB is a warning, 1 GB critical.
    """

    name = "large-heap"
    title = "Large heap"
    scopes = ("memory",)
    cost = 1
    prominence = 5
    thresholds = (
        Threshold("warning", 512_000_000, "bytes", "from which on it is a warning"),
        Threshold("critical", 1_024_000_000, "bytes", "from which on it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding when the heap is too large."""
        parts = statistics(study)
        if parts.total_bytes >= limits["warning"]:
            yield _finding(study, parts, limits)


def _finding(study: Study, parts: Statistics, limits: Limits) -> Finding:
    is_critical = parts.total_bytes >= limits["critical"]
    top = np.argsort(-study.class_retained, kind="stable")[:_TOLD].astype(np.int32)
    kept = [f"{study.classes.name[c]} {size(int(study.class_retained[c]))}" for c in top.tolist()]
    largest = study.dominators.children(study.graph.root)
    largest = largest[np.argsort(-study.retained_bytes[largest], kind="stable")]
    return Finding(
        detector=LargeHeap.name,
        severity=Severity.CRITICAL if is_critical else Severity.WARNING,
        title=f"The heap holds {size(parts.total_bytes)}",
        where=f"most of it {_main_part(parts)}",
        why=f"{_of_what(parts)}. Most is kept alive by {', '.join(kept)}.{_by_packages(study)}",
        verdict=f"the heap holds {size(parts.total_bytes)}, {_of_what(parts)}",
        entity="heap",
        measures=(
            Measure(
                "bytes",
                parts.total_bytes,
                "bytes",
                limits["critical"] if is_critical else limits["warning"],
            ),
            Measure("outside of the heap", parts.native_bytes, "bytes"),
        ),
        evidence=evidence_of(study, largest),
        confidence=0.7,
        scopes=LargeHeap.scopes,
        how="Look at the dominators from the top down for what keeps most alive. More room "
        "(`--max-old-space-size`) helps only if nothing leaks.",
        effort=Effort.LARGE,
        wrong_if="The program is meant to hold so much, and its limit leaves room.",
        cause="memory\nheap",
    )


def _of_what(parts: Statistics) -> str:
    told = [f"{percent(count / parts.total_bytes)} {name}" for name, count in _ranked(parts)]
    return f"{', '.join(told[:_TOLD])} of it"


def _by_packages(study: Study) -> str:
    """Whose code made most of it, where the snapshot tells for packages."""
    found = by_package(study)
    told = [
        f"{name.strip('()')} {size(int(total))}"
        for name, total in zip(found.name, found.self_bytes, strict=True)
        if name != NOBODY and total
    ]
    return f" By whose code made it: {', '.join(told[:_TOLD])}." if len(told) > 1 else ""


def _main_part(parts: Statistics) -> str:
    return _ranked(parts)[0][0]


def _ranked(parts: Statistics) -> list[tuple[str, int]]:
    several = {
        "objects": parts.other_managed_bytes,
        "strings": parts.string_bytes,
        "arrays": parts.array_bytes,
        "array buffers": parts.typed_array_bytes,
        "other memory outside of the heap": parts.other_native_bytes,
        "code": parts.code_bytes,
        "V8’s own": parts.system_bytes,
    }
    return sorted(several.items(), key=lambda each: -each[1])
