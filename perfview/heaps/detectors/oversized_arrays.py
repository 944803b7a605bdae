"""Arrays with room for far more than what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.measures.links import leads_to, references
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.patterns.holding import container_of
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.holders import common_holders
from perfview.heaps.study import Study

_HEADERS = {8: 16, 4: 8}
"""Bytes of an array's header by those of a pointer."""
_COMPRESSED_NUMBER = 12
"""Bytes of a number that is an object of its own where pointers take 4: a map and a double
(v8/src/objects/heap-number.h)."""


class OversizedArrays(Detector):
    """Arrays whose store has far more places than entries.

    What it looks for: arrays that refer to at least one object, but to less than `filled` of what
    their store has room for, with `slots` places or more: all together they waste at least `bytes`
    and `share` of the heap. It is a warning from `large` on.

    Why it matters: `new Array(n)` takes room for all n at once, and an array that once was long or
    was written to at a high index keeps its room.

    How sure it is: room and references are exact. Small numbers lie in the places themselves and
    cannot be seen, so arrays without any reference are left out; one that mixes many small numbers
    with few objects is taken for empty wrongly.

    How to fix it: let arrays grow by `push`, use a `Map` for sparse keys, or a typed array for
    numbers.

    Learnt from: Eclipse MAT's “Array Fill Ratio”; V8's elements kinds (`HOLEY_ELEMENTS`).
    """

    name = "oversized-arrays"
    title = "Nearly empty arrays"
    scopes = ("memory",)
    cost = 2
    prominence = 2
    thresholds = (
        Threshold("slots", 64, "count", "places of a store, from which on it is looked at"),
        Threshold("filled", 0.125, "ratio", "of the places, at most"),
        Threshold("bytes", 200_000, "bytes", "of unused places, at least"),
        Threshold("share", 0.03, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        found = _roomy(study, limits)
        wasted = int(found.wasted.sum())
        if wasted >= max(limits["bytes"], limits["share"] * whole_bytes(study)):
            yield _finding(study, found, wasted, limits)


@dataclass(frozen=True)
class _Roomy:
    """Arrays, what wastes most first, and the bytes each wastes; places and entries of all."""

    arrays: NDArray[np.int32]
    wasted: NDArray[np.int64]
    slots: int
    filled: int


def pointer_bytes(study: Study) -> int:
    """8, or 4 where the engine compresses pointers, as Chromium does: told by the size of numbers
    that are objects of their own."""
    rows = np.flatnonzero(study.graph.nodes.kind == study.graph.node_kind("number"))
    sizes = study.graph.nodes.self_bytes[rows]
    # Small numbers, which newer versions list as well, have no size.
    return 4 if bool((sizes == _COMPRESSED_NUMBER).any()) else 8


def _roomy(study: Study, limits: Limits) -> _Roomy:
    arrays = nodes_named(study, "object", "Array").astype(np.int32)
    stores = leads_to(study, arrays, "elements")
    arrays, stores = arrays[stores >= 0], stores[stores >= 0]
    pointer = pointer_bytes(study)
    slots = (study.graph.nodes.self_bytes[stores] - _HEADERS[pointer]) // pointer
    filled = references(study, stores)
    fits = (slots >= limits["slots"]) & (filled > 0) & (filled <= limits["filled"] * slots)
    wasted = (slots - filled) * pointer
    order = np.flatnonzero(fits)[np.argsort(-wasted[fits], kind="stable")]
    return _Roomy(arrays[order], wasted[order], int(slots[order].sum()), int(filled[order].sum()))


def _finding(study: Study, found: _Roomy, wasted: int, limits: Limits) -> Finding:
    holder = container_of(common_holders(study, found.arrays)[0][0])
    share, many = wasted / whole_bytes(study), number(len(found.arrays))
    what = f"{many} arrays have" if len(found.arrays) > 1 else "An array has"
    return Finding(
        detector=OversizedArrays.name,
        severity=Severity.WARNING if wasted >= limits["large"] else Severity.INFO,
        title=f"{what} room for far more than they hold"
        if len(found.arrays) > 1
        else f"{what} room for far more than it holds",
        where=holder,
        why=f"{what} room for {number(found.slots)} entries and refer to {number(found.filled)}: "
        f"{size(wasted)}, {percent(share)} of the heap, are unused; most are held by {holder}.",
        verdict=f"{size(wasted)} of room in arrays is unused, most in {holder}",
        entity=f"{holder} room",
        measures=(
            Measure("unused", wasted, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
            Measure("filled", found.filled / max(found.slots, 1), "ratio", limits["filled"]),
        ),
        evidence=evidence_of(study, found.arrays),
        confidence=0.5,
        scopes=OversizedArrays.scopes,
        saving=bytes_saved(
            study,
            float(wasted),
            "Places without a reference; what of them holds small numbers is unknown.",
            low=0.0,
        ),
        how="Let the arrays grow as they are filled, or use a Map where the keys are far apart.",
        example=Example("const rows = new Array(2000);", "const rows = [];", "javascript", holder),
        effort=Effort.SMALL,
        wrong_if="The other places hold small numbers.",
        cause=f"memory\n{holder}\nArray",
    )
