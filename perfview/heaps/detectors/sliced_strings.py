"""Short pieces of long strings that keep the whole of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size
from perfview.heaps.measures.links import leads_to, of_kind
from perfview.heaps.patterns.holding import container_of
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.holders import common_holders
from perfview.heaps.study import Study


class SlicedStrings(Detector):
    """Pieces of strings that keep long texts alive.

    What it looks for: strings of at least `long` bytes that nothing refers to but at most `pieces`
    slices of them: the result of `slice`, `substring`, `split` or of a match of a regular
    expression. All together they take at least `bytes` and `share` of the heap. It is a warning
    from `large` on.

    Why it matters: V8 does not copy a piece of 13 characters or more but points into the text it
    was cut from. One id that is remembered keeps the whole answer it was read from.

    How sure it is: the long texts and that only slices keep them is exact. How much of them the
    slices are is in no snapshot, so that the saving may be less.

    How to fix it: copy what is kept for long: `JSON.parse(JSON.stringify(piece))`,
    `Buffer.from(piece).toString()`, or parse into numbers.

    Learnt from: V8's `SlicedString` (v8/src/objects/string.h) and its issue 2869, “substring keeps
    its parent alive”.
    """

    name = "sliced-strings"
    title = "Slices keeping long strings"
    scopes = ("memory",)
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("long", 4_000, "bytes", "of a string, from which on it is looked at"),
        Threshold("pieces", 4, "count", "slices of one string, at most"),
        Threshold("bytes", 200_000, "bytes", "of such strings, at least"),
        Threshold("share", 0.02, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        found = _kept(study, limits)
        if found.bytes >= max(limits["bytes"], limits["share"] * whole_bytes(study)):
            yield _finding(study, found, limits)


@dataclass(frozen=True)
class _Kept:
    """Long strings, what takes most first, the slices of each, and their bytes together."""

    parents: NDArray[np.int32]
    slices: NDArray[np.int32]
    bytes: int


def _kept(study: Study, limits: Limits) -> _Kept:
    slices = of_kind(study, "sliced string")
    parents = leads_to(study, slices, "parent")
    slices, parents = slices[parents >= 0], parents[parents >= 0]
    each, count = np.unique(parents, return_counts=True)
    own = study.self_bytes[each]
    is_long = (own >= limits["long"]) & (count <= limits["pieces"])
    first = study.retainers.first
    referred = first[each.astype(np.int64) + 1].astype(np.int64) - first[each]
    each, own = each[is_long & (referred == count)], own[is_long & (referred == count)]
    order = np.argsort(-own, kind="stable")
    return _Kept(each[order], slices[np.isin(parents, each)], int(own.sum()))


def _finding(study: Study, found: _Kept, limits: Limits) -> Finding:
    count, pieces = len(found.parents), len(found.slices)
    holder = container_of(common_holders(study, found.slices)[0][0])
    share = found.bytes / whole_bytes(study)
    return Finding(
        detector=SlicedStrings.name,
        severity=Severity.WARNING if found.bytes >= limits["large"] else Severity.INFO,
        title=f"{holder} holds pieces of long strings and keeps all of them",
        where=holder,
        why=f"Of {plural(count, 'long string')} with {size(found.bytes)}, {percent(share)} of the "
        f"heap, nothing is kept but {plural(pieces, 'slice')}, most by {holder}; all the rest of "
        "them stays with it.",
        verdict=f"{plural(pieces, 'slice')} keep {size(found.bytes)} of the strings they were cut "
        f"from, most in {holder}",
        entity=f"{holder} slices",
        measures=(
            Measure("kept by slices", found.bytes, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
            Measure("strings", count, "count"),
        ),
        evidence=evidence_of(study, found.parents),
        confidence=0.7,
        scopes=SlicedStrings.scopes,
        saving=bytes_saved(
            study,
            float(found.bytes),
            "Own sizes of the strings, exact; what the slices are of them is left.",
            low=0.5 * found.bytes,
        ),
        how="Copy the piece before it is kept, so that it no longer points into the long string.",
        example=Example(
            "ids.push(body.slice(7, 40));",
            "ids.push(Buffer.from(body.slice(7, 40)).toString());",
            "javascript",
            holder,
        ),
        effort=Effort.SMALL,
        wrong_if="The slices are nearly as long as the strings they are cut from.",
        cause=f"memory\n{holder}\n(sliced string)",
    )
