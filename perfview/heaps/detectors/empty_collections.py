"""Maps and sets that were made for every object and never filled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.measures.links import leads_to, references
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.patterns.saving import bytes_saved, evidence_of, whole_bytes
from perfview.heaps.retention.holders import common_holders
from perfview.heaps.study import Study

_KINDS = ("Map", "Set")
_SMALLEST = 200
"""Bytes up to which a table is as small as V8 makes them."""


class EmptyCollections(Detector):
    """Maps and sets without an entry, one for each of many objects.

    What it looks for: objects `Map` and `Set` whose table is the smallest there is and refers to
    nothing: at least `count`, which take `bytes` and `share` of the heap with their tables. It is a
    warning from `large` on.

    Why it matters: an empty `Map` or `Set` takes 150 to 200 bytes, as V8 makes room for four
    entries at once. Made in a constructor for what most objects never get, they can outweigh the
    objects themselves.

    How sure it is: size and number are exact. A table of up to four small numbers looks the same,
    as V8 keeps those in the table itself.

    How to fix it: make the collection when the first entry comes.

    Learnt from: Eclipse MAT's “Collection Fill Ratio” and its empty collections; V8's
    `OrderedHashTable` (v8/src/objects/ordered-hash-table.h).
    """

    name = "empty-collections"
    title = "Empty collections"
    scopes = ("memory",)
    cost = 2
    prominence = 2
    thresholds = (
        Threshold("count", 1_000, "count", "empty ones, at least"),
        Threshold("bytes", 200_000, "bytes", "of them and their tables, at least"),
        Threshold("share", 0.03, "ratio", "of the heap, at least"),
        Threshold("large", 20_000_000, "bytes", "from which on it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots."""
        return len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        nodes, taken = _empty(study)
        total = int(taken.sum())
        is_much = total >= max(limits["bytes"], limits["share"] * whole_bytes(study))
        if is_much and len(nodes) >= limits["count"]:
            yield _finding(study, nodes, total, limits)


def _empty(study: Study) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Empty maps and sets, and the bytes of each with its table."""
    several = [nodes_named(study, "object", name) for name in _KINDS]
    nodes = np.sort(np.concatenate(several)).astype(np.int32)
    tables = leads_to(study, nodes, "table")
    nodes, tables = nodes[tables >= 0], tables[tables >= 0]
    own = study.graph.nodes.self_bytes[tables]
    empty = (references(study, tables) == 0) & (own <= _SMALLEST)
    nodes, tables = nodes[empty], tables[empty]
    taken: NDArray[np.int64] = study.self_bytes[nodes] + study.self_bytes[tables]
    return nodes, taken


def _finding(study: Study, nodes: NDArray[np.int32], total: int, limits: Limits) -> Finding:
    holders = [name for name, _ in common_holders(study, nodes)[:2]]
    share, held = total / whole_bytes(study), " and ".join(holders)
    many = number(len(nodes))
    return Finding(
        detector=EmptyCollections.name,
        severity=Severity.WARNING if total >= limits["large"] else Severity.INFO,
        title=f"{many} maps and sets are empty",
        where=holders[0],
        why=f"{many} maps and sets have no entry and still take {size(total)}, {percent(share)} of "
        f"the heap; most are {held}.",
        verdict=f"{many} empty maps and sets take {size(total)}, most in {holders[0]}",
        entity=f"{holders[0]} empty",
        measures=(
            Measure("empty", len(nodes), "count", limits["count"]),
            Measure("with their tables", total, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, nodes),
        confidence=0.6,
        scopes=EmptyCollections.scopes,
        saving=bytes_saved(
            study,
            float(total),
            "Own sizes of them and of their tables.",
            low=0.5 * total,
        ),
        how="Make the collection when the first entry is added.",
        example=Example(
            "this.tags = new Set();",
            "addTag(tag) {\n  (this.tags ??= new Set()).add(tag);\n}",
            "javascript",
            holders[0],
        ),
        effort=Effort.SMALL,
        wrong_if="They are about to be filled, or hold a few small numbers each.",
        cause=f"memory\n{holders[0]}\nempty",
    )
