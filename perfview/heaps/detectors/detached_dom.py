"""Elements that are kept after they left their page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, size
from perfview.heaps.measures.script_authors import OWN
from perfview.heaps.patterns.accumulating import Pile, piles
from perfview.heaps.patterns.holding import Held, container_of, held
from perfview.heaps.patterns.saving import bytes_saved, evidence_of
from perfview.heaps.study import Study
from perfview.kernels.nearest_above import nearest_above

_DETACHED = 2
_FEW, _PILE = 10, 50
"""Objects of a class in one place, from which on that place is asked for, and as
they are looked for in general."""
_HOLDERS = 300
"""Holders that are looked at, those that keep most first."""


class DetachedDom(Detector):
    """Elements that a script keeps after they left their page.

    What it looks for: nodes of the DOM that the browser marks as detached, by the object that keeps
    them alive: at least `count` nodes and `bytes` with all that lives through them. It is a warning
    from `large` bytes or `many` nodes on, and a note where an earlier snapshot tells what grew. The
    `most` that keep most are told.

    Why it matters: one element keeps its whole tree alive, with listeners, styles and images: a
    removed panel stays in memory because a variable points to one cell of it.

    How sure it is: V8 marks as detached what no document reaches; what is kept and by whom is
    exact. Elements that are taken out to be put back later look the same.

    How to fix it: forget elements when they are removed (clear the variable, take them out of the
    list), or hold them by `WeakRef`; remove listeners and observers with them.

    Learnt from: DevTools' “Detached elements”; MemLab's rule `FilterDetachedDOMElement`.
    """

    name = "detached-dom"
    title = "Detached DOM"
    scopes = ("memory", "render")
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("count", 10, "count", "nodes kept by one holder, at least"),
        Threshold("bytes", 16 << 10, "bytes", "kept alive by them, at least"),
        Threshold("large", 2_000_000, "bytes", "from which on it is a warning"),
        Threshold("many", 1_000, "count", "nodes from which on it is a warning"),
        Threshold("most", 4, "count", "holders that are told"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots of browsers."""
        return len(study.graph) > 0 and bool((study.detachedness == _DETACHED).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a holder, those that keep most first."""
        told = 0
        for by, nodes, kept in _by_name(study):
            if len(nodes) >= limits["count"] and kept >= limits["bytes"]:
                yield _finding(study, by, nodes, kept, limits)
                told += 1
            if told >= limits["most"]:
                return


def _by_name(study: Study) -> list[tuple[Held, NDArray[np.int32], int]]:
    """As `_by_holder`, holders that are alike but for which entry of one thing they are together;
    of very many only those that keep most are looked at."""
    found: dict[str, tuple[Held, list[NDArray[np.int32]], int]] = {}
    asked = _by_holder(study)[:_HOLDERS]
    many = (
        [pile for pile in piles(study, _FEW) if pile.author == OWN and len(pile.items) >= _PILE]
        if len(asked) > 1
        else []
    )
    for holder, nodes, kept in asked:
        # One of many that are kept in one place: that place is where to look.
        above = [pile.holder for pile in many if _is_inside(study, pile, holder)]
        by = held(study, above[0] if above else holder)
        name = container_of(by.name)
        _, several, before = found.get(name, (by, [], 0))
        found[name] = (replace(by, name=name), [*several, nodes], before + kept)
    together = [(by, np.concatenate(several), kept) for by, several, kept in found.values()]
    return sorted(together, key=lambda each: -each[2])


def _is_inside(study: Study, pile: Pile, holder: int) -> bool:
    nodes = np.array([holder], np.int32)
    return holder != pile.holder and bool(study.dominators.dominates(pile.holder, nodes)[0])


def _by_holder(study: Study) -> list[tuple[int, NDArray[np.int32], int]]:
    """Holders of detached nodes that are none themselves: (node, what it keeps, bytes)."""
    tree, detached = study.dominators, study.detachedness == _DETACHED
    above = nearest_above(tree.order, tree.parent, detached)
    topmost = np.flatnonzero(detached & (above < 0)).astype(np.int32)
    inside = np.flatnonzero(detached).astype(np.int32)
    # Those inside others belong to whoever keeps the uppermost.
    top_of = np.where(above[inside] < 0, inside, above[inside])
    while len(lower := np.flatnonzero(above[top_of] >= 0)):
        top_of[lower] = above[top_of[lower]]
    holders = _holders(study, topmost)
    found = []
    for holder in np.unique(holders).tolist():
        own = topmost[holders == holder]
        kept = int(study.retained_bytes[own].sum())
        found.append((holder, inside[np.isin(top_of, own)], kept))
    return sorted(found, key=lambda each: -each[2])


def _holders(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    """The nearest object above each that a program can name: no storage."""
    storage = [study.graph.node_kind(kind) for kind in ("array", "hidden")]
    holders = study.dominators.parent[nodes].copy()
    while len(lower := np.flatnonzero(np.isin(study.graph.nodes.kind[holders], storage))):
        holders[lower] = study.dominators.parent[holders[lower]]
    return holders


def _kind(study: Study, nodes: NDArray[np.int32]) -> str:
    """What the cause ends with: held against an earlier snapshot, as that of a leak does."""
    if study.baseline is None:
        return "detached"
    classes, count = np.unique(study.classes.of_node[nodes], return_counts=True)
    return study.classes.name[int(classes[count.argmax()])]


def _finding(
    study: Study, by: Held, nodes: NDArray[np.int32], kept: int, limits: Limits
) -> Finding:
    largest = nodes[np.argsort(-study.retained_bytes[nodes], kind="stable")]
    is_large = kept >= limits["large"] or len(nodes) >= limits["many"]
    many, first = number(len(nodes)), study.class_of(int(largest[0]))
    return Finding(
        detector=DetachedDom.name,
        severity=Severity.WARNING if is_large and study.baseline is None else Severity.INFO,
        title=f"{by.name} keeps {many} removed DOM nodes",
        where=by.way,
        why=f"{many} nodes that no document reaches any more, the largest of them {first}, live "
        f"through {by.name}; with all that hangs on them {size(kept)}.",
        verdict=f"{by.name} keeps {many} DOM nodes that left their page, {size(kept)}",
        entity=f"{by.name} detached",
        measures=(
            Measure("nodes", len(nodes), "count", limits["count"]),
            Measure("kept alive", kept, "bytes", limits["bytes"]),
        ),
        evidence=evidence_of(study, largest),
        confidence=0.75,
        scopes=DetachedDom.scopes,
        saving=bytes_saved(study, float(kept), "What lives only through these nodes, exact."),
        how="Forget the elements when they are removed from the page, or hold them by WeakRef.",
        example=Example(
            "panel.remove();",
            "panel.remove();\nstore.lastOpened = store.lastOpened.filter((n) => n !== panel);",
            "javascript",
            by.way,
        ),
        effort=Effort.SMALL,
        wrong_if="They are put back into the page later.",
        cause=f"memory\n{by.name}\n{_kind(study, nodes)}",
    )
