"""Code that was made from texts while the program ran."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.measures.by_place import Places, by_script
from perfview.heaps.measures.links import of_kind
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.holders import common_holders
from perfview.heaps.study import Study

_MADE = re.compile(r"(evalmachine\.<anonymous>.*|VM\d*|)$")


class GeneratedCode(Detector):
    """Scripts that were made by `eval`, `new Function` or `vm`, again and again.

    What it looks for: at least `scripts` scripts without a file of their own whose functions are
    still alive, with `bytes` and `share` of the heap. It is a warning from `large` on.

    Why it matters: each text is parsed and compiled by itself, and its code, its source and what V8
    learns about it are kept as long as one function of it is. Templates, validators and expressions
    that are compiled per request fill the heap with code that no profile shows.

    How sure it is: the scripts and their bytes are exact where the snapshot says which script a
    function is of. That nobody needs them cannot be seen.

    How to fix it: compile each text once and keep it by that text, with a limit; pass what differs
    as an argument.

    Learnt from: DevTools' statistics of `(compiled code)`; the advice of template and validator
    libraries to compile once.
    """

    name = "generated-code"
    title = "Code generated again and again"
    scopes = ("memory", "cpu")
    cost = 3
    prominence = 3
    thresholds = (
        Threshold("scripts", 100, "count", "without a file, at least"),
        Threshold("bytes", 100_000, "bytes", "of them, at least"),
        Threshold("share", 0.02, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots that say where functions stand."""
        return len(study.graph.locations) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of it."""
        found = by_script(study)
        made = np.array([bool(_MADE.match(name)) for name in found.name], np.bool_)
        made &= found.self_bytes > 0
        total = int(found.self_bytes[made].sum())
        is_much = total >= max(limits["bytes"], limits["share"] * whole_bytes(study))
        if is_much and int(made.sum()) >= limits["scripts"]:
            yield _finding(study, found, made, limits)


def _finding(study: Study, found: Places, made: NDArray[np.bool_], limits: Limits) -> Finding:
    count, total = int(made.sum()), int(found.self_bytes[made].sum())
    closures = of_kind(study, "closure")
    script = found.of_node[closures]
    closures = closures[(script >= 0) & made[np.maximum(script, 0)]]
    largest = closures[np.argsort(-study.retained_bytes[closures], kind="stable")]
    holder, share = common_holders(study, largest)[0][0], total / whole_bytes(study)
    return Finding(
        detector=GeneratedCode.name,
        severity=Severity.WARNING if total >= limits["large"] else Severity.INFO,
        title=f"{number(count)} scripts were made from texts",
        where=holder,
        why=f"{number(count)} scripts that come from no file, made by `eval`, `new Function` or "
        f"`vm`, take {size(total)}, {percent(share)} of the heap; most of their functions are "
        f"kept by {holder}.",
        verdict=f"{number(count)} scripts made from texts take {size(total)}",
        entity=f"{holder} generated",
        measures=(
            Measure("scripts", count, "count", limits["scripts"]),
            Measure("code", total, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, largest),
        confidence=0.6,
        scopes=GeneratedCode.scopes,
        saving=bytes_saved(
            study,
            float(total),
            "Own sizes of all that belongs to these scripts; one for each text must stay.",
            low=0.0,
        ),
        how="Compile each text once, look it up by its text, and give what differs as an argument.",
        example=Example(
            "const f = new Function('a', `return a * ${factor}`);",
            "const f = (a) => a * factor;",
            "javascript",
            holder,
        ),
        effort=Effort.MEDIUM,
        wrong_if="Each of them is needed, and their number does not grow.",
        cause=f"memory\n{holder}\ngenerated",
    )
