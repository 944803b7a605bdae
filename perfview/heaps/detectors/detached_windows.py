"""Frames and pages that are kept after they were closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size
from perfview.heaps.patterns.holding import container_of, held
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.study import Study

_REALM = re.compile(r"Detached system / NativeContext\b")
_ASKED = 20


class DetachedWindows(Detector):
    """Windows of frames that were removed, and of pages that were closed, but are still kept.

    What it looks for: realms (the global objects and built-ins that each frame has of its own)
    which the browser marks as detached: at least `count`, which keep `bytes` alive. It is a warning
    from `large` bytes or `many` of them on.

    Why it matters: one function or object of a removed frame keeps its whole window: all built-ins,
    its code, its document. Each is half a megabyte before anything of the page's own.

    How sure it is: the browser marks them itself; what they keep is exact. A frame that was removed
    only just before may not have been collected yet.

    How to fix it: copy what is needed out of a frame (as JSON), remove listeners that it added to
    its parent, and forget `contentWindow`, its functions and its objects when it is removed.

    Learnt from: DevTools' sizes by native context and its “Detached Window”; web.dev, “Detached
    window memory leaks”.
    """

    name = "detached-windows"
    title = "Windows kept after they were closed"
    scopes = ("memory", "render")
    cost = 3
    prominence = 5
    thresholds = (
        Threshold("count", 1, "count", "windows, at least"),
        Threshold("bytes", 100_000, "bytes", "kept alive by them, at least"),
        Threshold("large", 5_000_000, "bytes", "from which on it is a warning"),
        Threshold("many", 3, "count", "windows from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        names = study.classes.name
        realms = [i for i, name in enumerate(names) if _REALM.match(name)]
        if not realms:
            return
        found = np.flatnonzero(np.isin(study.classes.of_node, realms)).astype(np.int32)
        kept = int(study.retained_bytes[found].sum())
        if len(found) >= limits["count"] and kept >= limits["bytes"]:
            yield _finding(study, found, kept, limits)


def _finding(study: Study, found: NDArray[np.int32], kept: int, limits: Limits) -> Finding:
    largest = found[np.argsort(-study.retained_bytes[found], kind="stable")]
    holder = _holder(study, largest)
    is_large = kept >= limits["large"] or len(found) >= limits["many"]
    many, share = plural(len(found), "closed window"), kept / whole_bytes(study)
    live = "live" if len(found) > 1 else "lives"
    return Finding(
        detector=DetachedWindows.name,
        severity=Severity.WARNING if is_large else Severity.INFO,
        title=f"{holder} keeps {many}",
        where=holder,
        why=f"{many} {live} on through {holder} with {size(kept)}, {percent(share)} of the heap: "
        "all built-ins, code and documents of each.",
        verdict=f"{holder} keeps {many}, {size(kept)}",
        entity=f"{holder} windows",
        measures=(
            Measure("windows", len(found), "count", limits["many"]),
            Measure("kept alive", kept, "bytes", limits["bytes"]),
        ),
        evidence=evidence_of(study, largest),
        confidence=0.85,
        scopes=DetachedWindows.scopes,
        saving=bytes_saved(study, float(kept), "What lives only through these windows, exact."),
        how="Copy what is needed out of the frame, and forget its window, functions and objects "
        "when it is removed.",
        example=Example(
            "kept.push(frame.contentWindow.go);\nframe.remove();",
            "results.push(structuredClone(frame.contentWindow.result));\nframe.remove();",
            "javascript",
            holder,
        ),
        effort=Effort.SMALL,
        wrong_if="The frames were removed a moment ago and nothing was collected since.",
        cause=f"memory\n{holder}\ndetached",
    )


def _holder(study: Study, nodes: NDArray[np.int32]) -> str:
    """Who holds most of them, by the last of the program's own references."""
    asked = nodes[:_ASKED].tolist()
    names = Counter(container_of(_named(study, each)) for each in asked)
    return names.most_common(1)[0][0]


def _named(study: Study, realm: int) -> str:
    """The reference through which a realm is kept: that of what it hangs on."""
    by = held(study, realm)
    return by.cut_name or by.name
