"""Objects that came up since an earlier snapshot, stay, and hang on one reference."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import (
    Effort,
    Evidence,
    Finding,
    Measure,
    Saving,
    Severity,
)
from perfview.findings.quantities import number, percent, plural, size
from perfview.heaps.growth.ageing import is_comparable
from perfview.heaps.growth.remedies import example
from perfview.heaps.growth.spots import spot_of
from perfview.heaps.growth.suspects import Growth, Suspect, growth
from perfview.heaps.growth.telling import (
    accessible,
    content,
    freeing,
    in_words,
    leading_class,
    made_at,
    place,
    references,
    shown,
    way,
    what_piles_up,
    when,
)
from perfview.heaps.growth.turnover import still_grows
from perfview.heaps.retention.naming import node_name
from perfview.heaps.study import Study

MOST_ROWS, MOST_FINDINGS = 200, 10
TURNED_OVER, REPLACED = 0.8, 20
"""From which part on, and how many objects, a holder's old content counts as replaced."""
NET = 0.3
"""Of what is new, that must not be made up for by what went away."""
_MOSTLY = 0.5
STEADY = 0.6
"""Of the intervals between several snapshots, in which it must have grown."""

ROOTED = (
    "The engine itself holds them, as it holds pages, frames, workers and what runs in them. Close "
    "or remove those that are done with, and clear what still refers into them."
)
METHOD = (
    "What nothing would refer to any more without this reference, found by following all "
    "references again; exact for the moment of the last snapshot."
)


class Leak(Detector):
    """Objects that are new since the baseline, stay, and pile up in one place.

    What it looks for: objects that are not in the baseline, but (where there is one) in the
    snapshot after it, and still in the last one. Each is put down to the nearest object of the
    baseline that dominates it; those held in the same way are one cause. It fires for a cause of at
    least `bytes` and `share` of all that is new, with at least `objects` objects, or of `large`
    bytes with fewer. What went away at the same place is taken off: a cache that is full and
    replaces its entries has not grown. With several snapshots in between it must have grown in most
    intervals, and what holds it must have held more in the last of them than in the one before.
    From `grave` on it is critical.

    Why it matters: what piles up and is never let go ends in collections without end and a program
    that runs out of memory; until then every collection takes longer.

    How sure it is: surest with three snapshots: before something was done, after it, and after it
    was undone. With two, what the program is just working on is new as well. A cache that is still
    filling up looks like a leak, if nothing of its old content was replaced. The bytes freed are
    exact.

    How to fix it: let the named reference go when its content is done with, bound the collection,
    or hold it weakly.

    Learnt from: MemLab ((target − baseline) ∩ final; clusters of traces), LeakCanary (one leak for
    equal class and field), BLeak (paths that grow in every round), Eclipse MAT (owners by
    dominators).
    """

    name = "leak"
    title = "Growing memory leak"
    scopes = ("memory",)
    cost = 2
    prominence = 10
    thresholds = (
        Threshold("bytes", 16_384, "bytes", "new and not made up for, at least"),
        Threshold("objects", 50, "count", "new objects, at least"),
        Threshold("large", 1_000_000, "bytes", "from which on fewer objects do"),
        Threshold("share", 0.01, "ratio", "of all new bytes, at least"),
        Threshold("grave", 10_000_000, "bytes", "from which on it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Snapshots that are held against an earlier one."""
        return study.baseline is not None and len(study.graph) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The causes of growth, what grew most first."""
        if not is_comparable(study):
            return
        found = growth(study)
        leaks = [each for each in found.suspects if _leaks(study, each, found, limits)]
        for suspect in leaks[:MOST_FINDINGS]:
            yield _finding(study, suspect, found, limits)


def _leaks(study: Study, suspect: Suspect, found: Growth, limits: Limits) -> bool:
    net = suspect.net_bytes
    if net < limits["bytes"] or net < limits["share"] * found.new_bytes:
        return False
    if suspect.new_count < limits["objects"] and net < limits["large"] and not suspect.is_swollen:
        return False
    if net < NET * suspect.new_bytes:
        return False
    if suspect.births.intervals > 1:
        if suspect.births.grew_in < STEADY * suspect.births.intervals:
            return False
        born = suspect.births.bytes[len(study.between) - 1]
        return suspect.is_swollen or still_grows(study, suspect.owners, born, NET)
    return not _is_replaced(suspect)


def _is_replaced(suspect: Suspect) -> bool:
    """Whether hardly anything is left of what was there: it is bounded, and was filling up."""
    gone = suspect.turnover
    return gone.gone_count >= REPLACED and gone.share >= TURNED_OVER


def _finding(study: Study, suspect: Suspect, found: Growth, limits: Limits) -> Finding:
    where, what = place(study, suspect), what_piles_up(suspect)
    share = suspect.new_bytes / max(1, found.new_bytes)
    cut, rooted, spot = suspect.cut, _is_rooted(study, suspect), spot_of(study, suspect)
    stay = "stay on" if suspect.holder.kind == "listeners" else "pile up in"
    called = spot.name if spot else where
    would = f"; cutting {references(study, cut)} frees {size(cut.freed_bytes)}" if cut else ""
    return Finding(
        detector=Leak.name,
        severity=Severity.CRITICAL if suspect.net_bytes >= limits["grave"] else Severity.WARNING,
        title=f"{what[0].upper()}{what[1:]} {stay} {called}",
        where=where,
        why=_why(study, suspect, share),
        verdict=f"{what} {stay} `{called}`, {size(suspect.net_bytes)} since the baseline{would}",
        entity=f"{where}\n{leading_class(suspect).name}",
        measures=_measures(suspect, share, limits),
        evidence=_evidence(suspect),
        confidence=_confidence(study, suspect),
        scopes=Leak.scopes,
        saving=_saving(study, suspect),
        how=ROOTED if rooted else suspect.holder.how,
        example=None if rooted else example(suspect, spot),
        effort=Effort.SMALL,
        wrong_if="It is a cache that has a limit and was still filling up, or the work that needs "
        "these objects was not over at the last snapshot.",
        cause=f"memory\n{where}\n{leading_class(suspect).name}",
    )


def _why(study: Study, suspect: Suspect, share: float) -> str:
    words = in_words(study, suspect)
    parts = [
        f"{place(study, suspect)} itself has grown by {size(suspect.new_bytes)}."
        if suspect.is_swollen
        else f"{plural(suspect.new_count, 'object')} with {size(suspect.new_bytes)}, "
        f"{percent(share)} of all that is new ({content(suspect)}), {when(study, suspect)}.",
        f"They hang under {_owners(study, suspect)}{_held(study, suspect)}.",
    ]
    if suspect.turnover.gone_bytes >= suspect.new_bytes / 10:
        gone = size(suspect.turnover.gone_bytes)
        parts.append(f"Meanwhile {gone} went away at the same place.")
    if suspect.cut is not None:
        parts.append(freeing(study, suspect.cut) + (f" It is the {words}." if words else ""))
        if suspect.cut.share < _MOSTLY:
            parts.append("Something else holds the rest as well.")
    made = made_at(study, suspect)
    if made:
        parts.append(f"{shown(leading_class(suspect).name)} stands in {made}.")
    return " ".join(parts)


def _held(study: Study, suspect: Suspect) -> str:
    steps = accessible(study, suspect) or way(study, suspect)
    return f", held by {steps}" if steps else ""


def _is_rooted(study: Study, suspect: Suspect) -> bool:
    """Whether V8's roots themselves hold them, and no single reference does."""
    synthetic = study.graph.node_kind("synthetic")
    return suspect.cut is None and study.graph.nodes.kind[suspect.owner] == synthetic


def _owners(study: Study, suspect: Suspect) -> str:
    many = len(suspect.owners)
    if many == 1 and _is_rooted(study, suspect):
        return node_name(study, suspect.owner)
    name = shown(study.class_of(suspect.owner))
    if many > 1:
        return f"{number(many)} objects like {name}"
    return f"{name} @{int(study.graph.nodes.id[suspect.owner])}"


def _measures(suspect: Suspect, share: float, limits: Limits) -> tuple[Measure, ...]:
    found = [
        Measure("new and not made up for", suspect.net_bytes, "bytes", limits["bytes"]),
        Measure("new objects", suspect.new_count, "count", limits["objects"]),
        Measure("of all new bytes", share, "ratio", limits["share"]),
    ]
    if suspect.births.intervals > 1:
        each = suspect.new_bytes / suspect.births.intervals
        found.append(Measure("growth per interval", round(each), "bytes"))
    if suspect.cut is not None:
        found.append(Measure("freed by the cut", suspect.cut.freed_bytes, "bytes"))
    return tuple(found)


def _evidence(suspect: Suspect) -> Evidence:
    rows = np.append(np.int32(suspect.owner), suspect.nodes[: MOST_ROWS - 1])
    classes = [each.index for each in suspect.classes]
    return Evidence(
        np.unique(rows).astype(np.int32) if suspect.is_swollen else rows.astype(np.int32),
        np.array(classes[:MOST_ROWS], np.int32),
        suspect.new_count,
    )


def _saving(study: Study, suspect: Suspect) -> Saving:
    """Exact: what the cut frees of what is new; without a cut what piles up, from nothing on."""
    cut = suspect.cut
    value = cut.freed_new_bytes if cut else suspect.net_bytes
    return Saving(
        value=float(value),
        low=float(min(value, suspect.net_bytes)) if cut else 0.0,
        high=float(cut.freed_bytes if cut else suspect.new_bytes),
        unit="bytes",
        method=METHOD,
        of="the heap",
        before=float(study.retained_bytes[study.graph.root]),
    )


def _confidence(study: Study, suspect: Suspect) -> float:
    """Surest with a snapshot in between; less where much was replaced, or only a part is freed by
    one cut."""
    sure = 0.75 if not study.between else 0.92
    if suspect.births.intervals > 1:
        sure = 0.97 * suspect.births.grew_in / suspect.births.intervals
    if suspect.cut is None or suspect.cut.share < 0.5:
        sure *= 0.85
    return round(sure * (1 - 0.5 * min(1.0, suspect.turnover.gone_bytes / suspect.new_bytes)), 2)
