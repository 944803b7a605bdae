"""Holders that keep many objects of one kind, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import number, percent, size
from perfview.heaps.growth.holders import Holder, holder_by
from perfview.heaps.patterns.accumulating import Pile, piles
from perfview.heaps.patterns.holding import Held, held
from perfview.heaps.retention.naming import placed_name
from perfview.heaps.study import Study

MOST_ROWS = 200


_SCOPES = "scopes of functions"


class Accumulation(Detector):
    """One holder that keeps many objects of one kind.

    What it looks for: in the dominator tree, holders (arrays, maps, sets, dictionaries, listener
    lists, scopes) that keep at least `count` objects of one class or shape and with them `bytes`,
    and chains in which each object keeps the next of its class. Holders and objects of the platform
    itself are left out, as far as scripts and constructors tell. The largest `most` are told.
    It is a warning from `share` of the heap and `large` on.

    Why it matters: a leak is nearly always a holder like this that nothing is ever taken out of. In
    one snapshot a leak and a cache look the same; both are where the memory is.

    How sure it is: what is kept, by whom, and what goes when the reference is cleared is exact.
    Whether it still grows cannot be seen in one snapshot: hold it against an earlier one.

    How to fix it: look whether all of them are still needed; bound the holder, take things out when
    they are done with, or hold them weakly.

    Learnt from: Eclipse MAT's accumulation points (`FindLeaksQuery.java`: walk down while the
    biggest child keeps 70 % of its parent); its limit of a fifth of the heap (`threshold_percent`).
    """

    name = "accumulation"
    title = "Accumulation point"
    scopes = ("memory",)
    cost = 3
    prominence = 6
    thresholds = (
        Threshold("count", 50, "count", "objects of one class in one holder, at least"),
        Threshold("bytes", 64 << 10, "bytes", "kept alive by them, at least"),
        Threshold("most", 5, "count", "holders that are told"),
        Threshold("share", 0.2, "ratio", "of the heap, from which on it is a warning"),
        Threshold("large", 10_000_000, "bytes", "below which it is no warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots by themselves; against an earlier one, what has grown is known."""
        return len(study.graph) > 0 and study.baseline is None

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The holders that keep most."""
        found = [p for p in piles(study, int(limits["count"])) if p.bytes >= limits["bytes"]]
        for pile in found[: int(limits["most"])]:
            yield _finding(study, pile, held(study, pile.holder), limits)


def _finding(study: Study, pile: Pile, by: Held, limits: Limits) -> Finding:
    whole = int(study.retained_bytes[study.graph.root])
    share = pile.bytes / max(whole, 1)
    name, count = study.classes.name[pile.of_class], len(pile.items)
    is_large = share >= limits["share"] and pile.bytes >= limits["large"]
    many = f"{number(count)} {_called(study, pile)}"
    keeps = f"a chain of {many}" if pile.is_chain else many
    remedy = _remedy(study, pile, by, name)
    return Finding(
        detector=Accumulation.name,
        severity=Severity.WARNING if is_large else Severity.INFO,
        title=f"{by.name} keeps {keeps}",
        where=by.way,
        why=f"{by.name} keeps {keeps} alive, {size(pile.bytes)} with all they refer to, "
        f"{percent(share)} of the heap; {_each(pile)}."
        + (f" Clearing {by.cut_name} frees {size(by.freed_bytes)}." if by.freed_bytes else ""),
        verdict=f"{by.name} keeps {keeps}, {size(pile.bytes)} of {size(whole)}",
        entity=f"{by.name} {name}",
        measures=(
            Measure("objects", count, "count", limits["count"]),
            Measure("kept alive", pile.bytes, "bytes", limits["bytes"]),
            Measure("of the heap", share, "ratio", limits["share"]),
        ),
        evidence=Evidence(
            np.append(np.int32(pile.holder), pile.items[: MOST_ROWS - 1]).astype(np.int32),
            np.array([pile.of_class], np.int32),
            count,
        ),
        confidence=0.6 if is_large else 0.4,
        scopes=Accumulation.scopes,
        saving=Saving(
            value=float(pile.bytes),
            low=0.0,
            high=float(pile.bytes),
            unit="bytes",
            method="What these objects keep alive, exact; how many of them are still needed cannot "
            "be seen.",
            of="the heap",
            before=float(whole),
        ),
        how=remedy.how,
        example=Example(remedy.before, remedy.after, "javascript", by.way),
        effort=Effort.MEDIUM,
        wrong_if="All of them are needed, or the holder has a limit that it has reached. An "
        "earlier snapshot of the same process tells: hold this one against it.",
        cause=f"memory\n{by.name}\n{name}",
    )


def _called(study: Study, pile: Pile) -> str:
    """What the objects are called in a sentence: functions by where they stand."""
    name, first = study.classes.name[pile.of_class], int(pile.items[0])
    if name == "Function":
        return f"functions like {placed_name(study, first).replace(f' @{_id(study, first)}', '')}"
    return _SCOPES if name.startswith("system / Context") else f"{name} objects"


def _id(study: Study, node: int) -> int:
    return int(study.graph.nodes.id[node])


def _each(pile: Pile) -> str:
    return f"each {size(pile.bytes / len(pile.items))} on average"


def _remedy(study: Study, pile: Pile, by: Held, name: str) -> Holder:
    is_scope = name.startswith("system / Context")
    return holder_by(
        study,
        by.route,
        pile.holder,
        [name],
        repeats=pile.is_chain,
        is_chain=pile.is_chain and not is_scope,
    )
