"""Single objects that are large by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size
from perfview.heaps.measures.script_authors import LIBRARY
from perfview.heaps.patterns.holding import held
from perfview.heaps.patterns.ownership import holding_code
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.following import node_kind, retainers_of
from perfview.heaps.study import Study

_TEXTS = ("string", "concatenated string", "sliced string")


class LargeObject(Detector):
    """One string, buffer or array that is large by itself.

    What it looks for: objects whose own size, backing stores included, is at least `bytes` and
    `share` of the heap. The `most` largest are told.

    Why it matters: one large text or buffer is easily kept by accident: a whole file or answer
    where a few fields of it are used, a log that is only ever appended to.

    How sure it is: size and holder are exact. Whether all of it is needed cannot be seen.

    How to fix it: keep what is used of it and let the rest go; stream it; read it again when it is
    needed; for buffers, keep them on disk or shared.

    Learnt from: MemLab's `OversizeRule` (an object over a limit is a leak); DevTools' summary by
    shallow size.
    """

    name = "large-object"
    title = "Large object"
    scopes = ("memory",)
    cost = 1
    prominence = 3
    thresholds = (
        Threshold("bytes", 1_000_000, "bytes", "by itself, at least"),
        Threshold("share", 0.05, "ratio", "of the heap, at least"),
        Threshold("most", 3, "count", "objects that are told"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The largest objects."""
        least = max(limits["bytes"], limits["share"] * whole_bytes(study))
        large = np.flatnonzero(study.self_bytes >= least).astype(np.int32)
        largest = large[np.argsort(-study.self_bytes[large], kind="stable")]
        for node in largest[: int(limits["most"])].tolist():
            if holding_code(study, node) >= LIBRARY and not _is_source(study, node):
                yield _finding(study, node, limits)


def _finding(study: Study, node: int, limits: Limits) -> Finding:
    by, own, whole = held(study, node), int(study.self_bytes[node]), whole_bytes(study)
    what = _called(study, node)
    return Finding(
        detector=LargeObject.name,
        severity=Severity.INFO,
        title=f"{by.name} is {_article(what)} of {size(own)}",
        where=by.way,
        why=f"A single {what} takes {size(own)}, {percent(own / whole)} of the heap; it is kept "
        f"by {by.way}.",
        verdict=f"{by.name} is a single {what} of {size(own)}",
        entity=f"{by.name} {what}",
        measures=(
            Measure("by itself", own, "bytes", limits["bytes"]),
            Measure("of the heap", own / whole, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, np.array([node], np.int32)),
        confidence=0.5,
        scopes=LargeObject.scopes,
        saving=bytes_saved(
            study, float(own), "The object’s own size; what of it is needed is unknown.", low=0.0
        ),
        how="Keep only what is used of it, or read it piece by piece.",
        effort=Effort.MEDIUM,
        wrong_if="All of it is in use.",
        cause=f"memory\n{by.name}",
    )


def _is_source(study: Study, node: int) -> bool:
    """Whether a text is that of a script."""
    return any(node_kind(study, each) == "code" for each in retainers_of(study, node).tolist())


def _article(what: str) -> str:
    return f"{'an' if what[:1] in 'aeiouAEIOU' else 'a'} {what}"


def _called(study: Study, node: int) -> str:
    kind = study.graph.node_kinds[study.graph.nodes.kind[node]]
    if kind in _TEXTS:
        return "string"
    name = study.class_of(node)
    plain = {"system / JSArrayBufferData": "buffer", "Array": "array", "(array)": "array"}
    return plain.get(name, name.strip("()"))
