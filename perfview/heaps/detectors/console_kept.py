"""Objects that live only because they were logged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, plural, size
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.patterns.saving import bytes_saved, evidence_of
from perfview.heaps.retention.following import edges_of, target_of
from perfview.heaps.study import Study

_HANDLES, _CONSOLE = "(Global handles)", "/ DevTools console"
_LOOKED_AT = 200_000
"""Handles that are looked at."""


class ConsoleKept(Detector):
    """Objects that the console keeps.

    What it looks for: objects that were passed to `console.log` and its like while DevTools or an
    inspector was listening: at least `count`, that keep `bytes` alive by that alone.

    Why it matters: the console can unfold what was logged, so it keeps every object of every
    message alive until it is cleared. A page then looks as if it leaked.

    How sure it is: V8 names these references itself; what lives through them alone is exact.

    How to fix it: clear the console before recording a snapshot; log texts and ids, not objects,
    in what runs for long.

    Learnt from: DevTools' filter “Objects retained by DevTools console”.
    """

    name = "console-kept"
    title = "Objects kept by the console"
    scopes = ("memory",)
    cost = 1
    prominence = 3
    thresholds = (
        Threshold("count", 20, "count", "logged objects, at least"),
        Threshold("bytes", 50_000, "bytes", "that live through them alone, at least"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all that was logged."""
        logged = _logged(study)
        kept = int(study.retained_bytes[logged].sum())
        if len(logged) >= limits["count"] and kept >= limits["bytes"]:
            yield _finding(study, logged, kept, limits)


def _logged(study: Study) -> NDArray[np.int32]:
    """What only the console refers to, each once, what keeps most first."""
    found: set[int] = set()
    for handles in nodes_named(study, "synthetic", _HANDLES).tolist():
        for edge in edges_of(study, handles)[:_LOOKED_AT]:
            if study.edge_name(edge).endswith(_CONSOLE):
                found.add(target_of(study, edge))
    nodes = np.array(sorted(found), np.int32)
    # What the program holds as well hangs somewhere else, or higher up than the handles.
    alone = [v for v in nodes.tolist() if _is_only_logged(study, v)]
    nodes = np.array(alone, np.int32)
    return nodes[np.argsort(-study.retained_bytes[nodes], kind="stable")]


def _is_only_logged(study: Study, node: int) -> bool:
    first = study.retainers.first
    sources = study.retainers.source[int(first[node]) : int(first[node + 1])]
    outside = sources[~study.dominators.dominates(node, sources)]
    return all(study.name_of(int(source)) == _HANDLES for source in outside)


def _finding(study: Study, logged: NDArray[np.int32], kept: int, limits: Limits) -> Finding:
    first = study.class_of(int(logged[0]))
    many = plural(len(logged), "object")
    return Finding(
        detector=ConsoleKept.name,
        severity=Severity.INFO,
        title=f"The console keeps {many}",
        where="console",
        why=f"{many} like {first} were logged while DevTools listened and live only for that, "
        f"with {size(kept)}.",
        verdict=f"the console keeps {number(len(logged))} objects that were logged, {size(kept)}",
        entity="console",
        measures=(
            Measure("logged", len(logged), "count", limits["count"]),
            Measure("kept alive", kept, "bytes", limits["bytes"]),
        ),
        evidence=evidence_of(study, logged),
        confidence=0.9,
        scopes=ConsoleKept.scopes,
        saving=bytes_saved(study, float(kept), "What lives only through what was logged, exact."),
        how="Clear the console and record again; log texts or ids instead of objects.",
        example=Example("console.log('row', row);", "console.log('row', row.id);", "javascript"),
        effort=Effort.SMALL,
        wrong_if="Nobody has DevTools open where this runs: then nothing is kept.",
        cause="memory\nconsole",
    )
