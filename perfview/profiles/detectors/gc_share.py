"""Time that goes to the garbage collector."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import percent
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import Callers, callers_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    share_of,
    sure_severity,
)
from perfview.profiles.patterns.telling_lines import COLLECTS, telling_lines
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, label, where
from perfview.profiles.study import Study

ASKED = (0.6, 0.9, 1.0)
RULE_ASKED = "not asked for it hardly runs: from 60 % to all of it"
HALF = (0.25, 0.5, 1.0)
RULE = "half of it, as with half of the garbage; between a quarter and all of it"
CRITICAL = 3.0
"""How many times the warning share is critical."""
MAINLY = 0.4
NAMED = 2
_COLLECTING = re.compile(
    r"^\(garbage collector\)$|^runtime\.(gcBgMarkWorker|gcAssistAlloc|gcDrain\w*|gcStart|bgsweep)\b"
    r"|[{<]built-in method (gc\.)?collect[}>]|^gc_collect_(main|with_callback|generations)"
    r"|^(deduce_unreachable|subtract_refs|move_unreachable)$"
    r"|^(rb_)?(GC_|gc_)(start|marks?|sweep|mark_and_sweep)\w*$|\bGC\.(start|Collect)\b"
    r"|^(WKS|SVR)::(gc_heap|GCHeap)::"
    r"|^v8::internal::(Heap::\w*CollectGarbage|MarkCompactCollector|Scavenger|\w*Marking|Sweeper)\b"
    r"|^\[?(GC Thread|G1 (Main|Conc|Refine|Service|Young)|ParGC|ZDriver|ZWorker|Shenandoah)\b"
)
_ASKING = re.compile(
    r"[{<]built-in method (gc\.)?collect[}>]|^(gc_collect_impl|gc\.collect)$"
    r"|\bGC\.(start|Collect)\b|^runtime(/debug)?\.(GC|FreeOSMemory)$|\b(System|Runtime)\.gc\b|^collectgarbage$"
)
_ALLOCATING = re.compile(r"^runtime\.(mallocgc|gcAssistAlloc|growslice|makeslice|newobject)")


class GcShare(TimeDetector):
    """Garbage collection that takes a good part of the time.

    What it looks for: time in the collector, whatever it interrupted (V8's “(garbage collector)”,
    Go's mark workers and assists, Python's `gc.collect`, Java's and .NET's collectors), or on
    lines that ask for it where recorders show no frame of it. It fires
    from `share` of all time on; it is a warning from `warning` on, critical from three times that.

    Why it matters: it is work for things the program has thrown away, and on many platforms
    everything stands still meanwhile.

    How sure it is: the collector's frames are its own, so the share is as exact as the number of
    samples makes it. What interrupted whom says who allocates only in tendency: whoever allocates
    most is interrupted most. The saving assumes half.

    How to fix it: allocate less where it happens most often: reuse buffers, no copies and closures
    in inner loops, do not keep what is not needed; then give the heap more room (`GOGC`,
    `--max-semi-space-size`, `gc.freeze`).

    Learnt from: the Go garbage collector guide (https://go.dev/doc/gc-guide: above all, reduce the
    allocation rate); V8's blog on Orinoco; Java's G1 aims at less than
    8 % (`GCTimeRatio` of 12).
    """

    name = "gc-share"
    title = "Garbage collection"
    scopes = ("memory", "cpu")
    cost = 2
    prominence = 7
    thresholds = (
        Threshold("share", 0.05, "ratio", "of all time in the collector, at least"),
        Threshold("warning", 0.10, "ratio", "of all time, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        ground = ground_of(study)
        if ground is None:
            return
        collecting = (study.kinds == Kind.COLLECTOR) | named(study, _COLLECTING)
        share, asked = share_of(ground, collecting), False
        told = telling_lines(study, ground, COLLECTS)
        if told and told[0].share.spent > share.spent:
            share, asked = told[0].share, True
        # A few unlucky samples are no trouble: the lower bound must be worth a note as well.
        if share.ratio >= limits["share"] and share.interval[0] >= limits["share"] / 2:
            asked = asked or _asked_for(study, share)
            callers = callers_of(study, share) if asked else _allocating(study, ground, share)
            yield _finding(study, share, callers, asked, limits)


def _allocating(study: Study, ground: Ground, share: Share) -> Callers:
    """Who allocates: whom the collector interrupted; where it runs beside the program, who calls
    the allocator."""
    callers = callers_of(study, share)
    if callers.first >= 0 and callers.function[0] >= 0:
        return callers
    allocating = share_of(ground, named(study, _ALLOCATING))
    return callers_of(study, allocating) if allocating.spent else callers


def _asked_for(study: Study, share: Share) -> bool:
    """Whether the program itself calls for most of it."""
    paths = share.outermost
    asked = named(study, _ASKING)[share.ground.function[paths]]
    return float(share.ground.total[paths[asked]].sum()) >= 0.5 * share.spent


def _finding(study: Study, share: Share, callers: Callers, asked: bool, limits: Limits) -> Finding:
    first = callers.first
    part = float(callers.spent[callers.function == first].sum()) / max(callers.spent.sum(), 1e-12)
    mainly = first >= 0 and part >= MAINLY
    who = f"`{label(study, first)}`" if first >= 0 else ""
    of = share.ground.spending.of
    return Finding(
        detector=GcShare.name,
        severity=sure_severity(share, limits["warning"], CRITICAL * limits["warning"]),
        title=f"Garbage collection takes {percent(share.ratio)} of {of}",
        where=where(study, first) if mainly else "garbage collector",
        why=f"The collector takes {amounts(share)}, {percent(share.ratio)}."
        + (_due(who, part, asked) if mainly else _meanwhile(study, callers)),
        verdict=f"garbage collection takes {percent(share.ratio)} of {of}"
        + (f", mostly {'asked for by' if asked else 'for what'} {who}" if mainly else "")
        + (" allocates" if mainly and not asked else ""),
        entity="garbage collection",
        measures=(
            Measure("time in the collector, of all", share.ratio, "ratio", limits["share"]),
            Measure("time in the collector", share.spent, share.ground.spending.unit),
        ),
        evidence=evidence_of(study, share),
        confidence=confidence(0.9, share),
        scopes=GcShare.scopes,
        saving=amdahl(share, ASKED, RULE_ASKED) if asked else amdahl(share, HALF, RULE),
        how=_how(who if mainly else "", asked),
        effort=Effort.MEDIUM,
        wrong_if="The collections follow from a large load that happens once.",
        cause=cause(share, study, first, "garbage" if asked else "")
        if mainly
        else f"{of}\nthe program\ngarbage",
    )


def _due(who: str, part: float, asked: bool) -> str:
    if asked:
        return f" {who} asks for {percent(part)} of it, whether there is much to collect or not."
    return f" {percent(part)} of it is due to {who}, as far as the stacks tell."


def _meanwhile(study: Study, callers: Callers) -> str:
    """The own functions it interrupts most often."""
    whole = float(callers.spent.sum())
    pairs = zip(callers.function.tolist(), callers.spent.tolist(), strict=True)
    shown = [
        f"`{label(study, function)}` ({percent(spent / whole)})"
        for function, spent in pairs
        if function >= 0 and spent >= 0.1 * whole
    ][:NAMED]
    return f" It interrupts {' and '.join(shown)} most often." if shown else ""


def _how(who: str, asked: bool) -> str:
    if asked and who:
        return f"Do not call the collector in {who}: left alone, it runs when there is something."
    begin = f"Allocate less in {who}" if who else "Find in an allocation profile who allocates most"
    return (
        f"{begin}: reuse objects and buffers, make no copies and closures in inner loops, and "
        "stream instead of collecting everything first."
    )
