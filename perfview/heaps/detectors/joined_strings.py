"""Long strings that consist of very many small parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.measures.script_authors import LIBRARY
from perfview.heaps.patterns.holding import Held, held
from perfview.heaps.patterns.ownership import holding_code
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.study import Study
from perfview.kernels.alike_above import deep_tops

_KIND = "concatenated string"
_CLASS = f"({_KIND})"


class JoinedStrings(Detector):
    """Strings that were put together from very many parts.

    What it looks for: strings joined by `+` of at least `parts` parts one after another, which V8
    keeps as they were joined, that take `bytes` and `share` of the heap with all their parts. It is
    a warning from `large` on. At most `most` are told.

    Why it matters: each `+=` leaves a node of 20 to 32 bytes and the part itself as an object of
    its own. A log of short lines takes several times the bytes of its text, and the collector walks
    along every one of them.

    How sure it is: the parts and their bytes are exact. A text that goes on growing is more often
    than not one that nobody ever cuts.

    How to fix it: collect parts in an array and join them when they are needed, write them out, or
    give the text a limit.

    Learnt from: V8's `ConsString` (v8/src/objects/string.h), which only becomes one text when
    somebody reads it.
    """

    name = "joined-strings"
    title = "Strings of very many parts"
    scopes = ("memory",)
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("parts", 500, "count", "of one string, at least"),
        Threshold("bytes", 100_000, "bytes", "of one string with its parts, at least"),
        Threshold("share", 0.02, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
        Threshold("most", 3, "count", "strings that are told"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0 and _KIND in study.graph.node_kinds

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The largest ones."""
        least = max(limits["bytes"], limits["share"] * whole_bytes(study))
        tops = _tops(study, int(limits["parts"]))
        kept = study.retained_bytes[tops]
        tops = tops[np.argsort(-kept, kind="stable")]
        for top in tops[: int(limits["most"])].tolist():
            if study.retained_bytes[top] >= least and holding_code(study, top) >= LIBRARY:
                yield _finding(study, top, held(study, top), limits)


def _tops(study: Study, parts: int) -> NDArray[np.int32]:
    """Strings in which at least so many joined ones are one inside the other."""
    tree, classes = study.dominators, study.classes
    tops = deep_tops(tree.order, tree.count, classes.of_node, len(classes), parts)
    number = classes.name.index(_CLASS) if _CLASS in classes.name else -1
    found: NDArray[np.int32] = tops[classes.of_node[tops] == number]
    return found


def _finding(study: Study, top: int, by: Held, limits: Limits) -> Finding:
    inside = study.dominators.subtree(top)
    joins = inside[study.classes.of_node[inside] == study.classes.of_node[top]]
    count, kept = len(joins) + 1, int(study.retained_bytes[top])
    overhead, share = int(study.self_bytes[joins].sum()), kept / whole_bytes(study)
    return Finding(
        detector=JoinedStrings.name,
        severity=Severity.WARNING if kept >= limits["large"] else Severity.INFO,
        title=f"{by.name} is a string of {number(count)} parts",
        where=by.way,
        why=f"{by.name} was joined from {number(count)} parts and takes {size(kept)} with them, "
        f"{percent(share)} of the heap; {size(overhead)} of it only says what comes after what.",
        verdict=f"{by.name} is a string joined from {number(count)} parts, {size(kept)}",
        entity=f"{by.name} joined",
        measures=(
            Measure("parts", count, "count", limits["parts"]),
            Measure("with its parts", kept, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, np.append(np.int32(top), joins).astype(np.int32), count),
        confidence=0.6,
        scopes=JoinedStrings.scopes,
        saving=bytes_saved(
            study,
            float(kept),
            "All of it where the text can go; at least the joins where it must stay.",
            low=float(overhead),
        ),
        how="Collect the parts in an array with a limit and join them when they are read, or write "
        "them out as they come.",
        example=Example(
            "this.text += line + '\\n';",
            "this.lines.push(line);\nif (this.lines.length > LIMIT) this.flush();",
            "javascript",
            by.way,
        ),
        effort=Effort.SMALL,
        wrong_if="The text is complete, and needed as it is.",
        cause=f"memory\n{by.name}\n{_CLASS}",
    )
