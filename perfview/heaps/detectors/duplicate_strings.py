"""Strings that are kept many times over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, plural, size
from perfview.heaps.measures.duplicate_strings import (
    DuplicateStrings as Duplicates,
)
from perfview.heaps.measures.duplicate_strings import (
    duplicate_strings,
    text_of,
)
from perfview.heaps.patterns.holding import held
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.naming import quoted
from perfview.heaps.study import Study

_ASKED = 5
"""Strings of the text that wastes most, whose holders are asked."""


class DuplicateStrings(Detector):
    """Equal texts that are kept many times over.

    What it looks for: strings of equal text; each beyond the largest of a text is waste. It fires
    from `bytes` and `share` of the heap on; from `large` on it is a warning.

    Why it matters: `JSON.parse`, database rows and templates make a new string for every value.
    Kept in many rows, the same few texts take most of the heap.

    How sure it is: texts and bytes are exact (of strings that the snapshot cuts off, those with
    equal beginning and length count as equal). Texts that V8 shares already are counted once.

    How to fix it: keep one string of each text: look it up in a `Map` when rows are made, keep
    numbers or enums instead, or columns instead of rows.

    Learnt from: DevTools' filter “duplicated strings”; MemLab's `memlab analyze string`.
    """

    name = "duplicate-strings"
    title = "Duplicate strings"
    scopes = ("memory",)
    cost = 4
    prominence = 4
    thresholds = (
        Threshold("bytes", 500_000, "bytes", "wasted, at least"),
        Threshold("share", 0.03, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them, led by the text that wastes most."""
        found = duplicate_strings(study)
        wasted = int(found.wasted_bytes.sum())
        if wasted >= max(limits["bytes"], limits["share"] * whole_bytes(study)):
            yield _finding(study, found, wasted, limits)


def _finding(study: Study, found: Duplicates, wasted: int, limits: Limits) -> Finding:
    worst, count = quoted(text_of(study, int(found.nodes(0)[0]))), int(found.count_of[0])
    holder = _holder(study, found)
    strings = int(found.count_of.sum())
    share = wasted / whole_bytes(study)
    return Finding(
        detector=DuplicateStrings.name,
        severity=Severity.WARNING if wasted >= limits["large"] else Severity.INFO,
        title=f"{number(strings)} strings repeat {plural(len(found), 'text')}",
        where=holder,
        why=f"{number(strings)} strings have only {plural(len(found), 'text')} among them: "
        f"{size(wasted)} too many, {percent(share)} of the heap. Most is wasted on {worst}, kept "
        f"{number(count)} times, by {holder}.",
        verdict=f"equal texts are kept many times over, {size(wasted)} too many",
        entity=f"strings {holder}",
        measures=(
            Measure("wasted", wasted, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
            Measure("texts", len(found), "count"),
        ),
        evidence=evidence_of(study, found.node, strings),
        confidence=0.8,
        scopes=DuplicateStrings.scopes,
        saving=bytes_saved(
            study,
            float(wasted),
            "Own sizes of all but the largest string of each text.",
            low=float(found.wasted_bytes[0]),
        ),
        how="Look each text up in a Map where rows are made, so that one string serves all, or "
        "keep a number that stands for it.",
        example=Example(
            "rows.push(JSON.parse(line));",
            "const row = JSON.parse(line);\n"
            "row.country = texts.get(row.country) ?? remember(row.country);\n"
            "rows.push(row);",
            "javascript",
            holder,
        ),
        effort=Effort.SMALL,
        wrong_if="The rows are short-lived, and the snapshot caught them before collection.",
        cause=f"memory\nstrings\n{holder}",
    )


def _holder(study: Study, found: Duplicates) -> str:
    """Who holds most of those asked, of the text that wastes most."""
    nodes = found.nodes(0)
    asked = nodes[np.linspace(0, len(nodes) - 1, min(_ASKED, len(nodes))).astype(np.int64)]
    names = Counter(held(study, int(node)).name for node in asked)
    return names.most_common(1)[0][0]
