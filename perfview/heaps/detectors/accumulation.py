"""Holders that keep many objects of one kind, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import percent, size
from perfview.heaps.measures.script_authors import OWN
from perfview.heaps.patterns.accumulating import Pile, piles
from perfview.heaps.patterns.holding import Held, held
from perfview.heaps.patterns.pile_words import keeps, link_of, remedy_for
from perfview.heaps.patterns.saving import whole_bytes
from perfview.heaps.study import Study

MOST_ROWS = 200
WAITING = ("listeners", "timers", "promise chain")
"""Kinds of holders whose content waits for something, so that many of them are one too many."""


class Accumulation(Detector):
    """One holder that keeps many objects of one kind.

    What it looks for: in the dominator tree, holders (arrays, maps, sets, dictionaries, listener
    lists, scopes) that keep at least `count` objects of one class or shape and with them `bytes`
    (`few` do with `heavy` bytes and `heavy_share` of the heap), and chains and trees of objects
    that keep others of their class. Whose they are is told by the nearest scope, class, module or
    global variable that holds them: what the platform keeps is left out, what libraries keep comes
    last, with `library` bytes and `library_share` of the heap at least. The largest `most` are
    told. It is a warning from `share` of the heap and `large` on, and from `waiting` listeners,
    timers or promises in one place on.

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
        Threshold("bytes", 50_000, "bytes", "kept alive by them, at least"),
        Threshold("few", 10, "count", "objects that do where each is heavy"),
        Threshold("heavy", 500_000, "bytes", "kept alive by so few, at least"),
        Threshold("heavy_share", 0.1, "ratio", "of the heap, kept alive by so few, at least"),
        Threshold("library", 300_000, "bytes", "kept by what a library holds, at least"),
        Threshold("library_share", 0.05, "ratio", "of the heap, kept by it, at least"),
        Threshold("most", 5, "count", "holders that are told"),
        Threshold("waiting", 100, "count", "listeners, timers or promises of one place"),
        Threshold("share", 0.2, "ratio", "of the heap, from which on it is a warning"),
        Threshold("large", 10_000_000, "bytes", "below which it is no warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots by themselves; against an earlier one, what has grown is known."""
        return len(study.graph) > 0 and study.baseline is None

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The holders that keep most."""
        least = int(min(limits["count"], limits["few"]))
        found = [pile for pile in piles(study, least) if _is_worth_it(study, pile, limits)]
        for pile in found[: int(limits["most"])]:
            yield _finding(study, pile, held(study, pile.holder), limits)


def _is_worth_it(study: Study, pile: Pile, limits: Limits) -> bool:
    whole = whole_bytes(study)
    if len(pile.items) < limits["count"]:
        is_heavy = pile.bytes >= max(limits["heavy"], limits["heavy_share"] * whole)
        return is_heavy and pile.author == OWN and len(pile.items) >= limits["few"]
    if pile.author == OWN:
        return pile.bytes >= limits["bytes"]
    return pile.bytes >= max(limits["library"], limits["library_share"] * whole)


def _finding(study: Study, pile: Pile, by: Held, limits: Limits) -> Finding:
    whole = whole_bytes(study)
    share = pile.bytes / max(whole, 1)
    name, count = study.classes.name[pile.of_class], len(pile.items)
    is_own = pile.author == OWN
    is_large = is_own and share >= limits["share"] and pile.bytes >= limits["large"]
    kept = keeps(study, pile)
    remedy = remedy_for(study, pile, by)
    is_waiting = is_own and remedy.kind in WAITING and count >= limits["waiting"]
    is_grave = is_large or is_waiting
    return Finding(
        detector=Accumulation.name,
        severity=Severity.WARNING if is_grave else Severity.INFO,
        title=f"{by.name} keeps {kept}",
        where=by.way,
        why=f"{by.name} keeps {kept} alive, {size(pile.bytes)} with all they refer to, "
        f"{percent(share)} of the heap; {_each(study, pile)}." + _clearing(pile, by),
        verdict=f"{by.name} keeps {kept}, {size(pile.bytes)} of {size(whole)}",
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
        confidence=0.6 if is_grave else 0.45 if is_own else 0.2,
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
        cause=f"memory\n{by.name}\n{'detached' if name.startswith('Detached ') else name}",
    )


def _each(study: Study, pile: Pile) -> str:
    if pile.is_chain or pile.is_tree:
        link = link_of(study, pile)
        return "each keeps others of them alive" + (f" by `{link}`" if link else "")
    return f"each {size(pile.bytes / len(pile.items))} on average"


def _clearing(pile: Pile, by: Held) -> str:
    if pile.is_shared:
        return " Others refer to them as well, so that they all have to let go."
    return f" Clearing {by.cut_name} frees {size(by.freed_bytes)}." if by.freed_bytes else ""
