"""Functions that allocate, or hold, much of the memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, quantity
from perfview.profiles.patterns.callers import own_above
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.nameless import nameless
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    exact_share,
    ranked,
)
from perfview.profiles.patterns.spending import Cost, spendings
from perfview.profiles.patterns.wording import amounts, cause, identity, label, takes, where
from perfview.profiles.study import Study

MOST = 3
REUSED = (0.1, 0.5, 1.0)
RULE = "half of it reused or not made; between a tenth and all of it"


class AllocationHotSpots(Detector):
    """Own functions behind much of what a profile of memory counts.

    What it looks for: allocation profiles (pprof's `alloc_space`, else `inuse_space`; V8's
    `.heapprofile`, memory profilers' exports). What libraries and the language allocate is charged
    to the own function that called them. It fires from `share` of all bytes and `total` on if the
    function stands out (`apart` times as much as the third largest), without that from `warning`
    on; it is a warning from `warning` of all bytes and `large` on.

    Why it matters: what is allocated has to be cleared, filled and collected again: allocation
    rate sets the price of garbage collection. What is held is memory nothing else can have.

    How sure it is: samples of allocations are taken every so many bytes, so large shares are
    reliable. Whether the memory is needed cannot be seen.

    How to fix it: reuse buffers, give collections their size at the start, stream instead of
    collecting everything, keep slices of one text instead of copies, drop what is cached for ever.

    Learnt from: https://pkg.go.dev/runtime/pprof (heap profiles: sample types and rate);
    https://go.dev/doc/gc-guide (how the allocation rate sets the cost).
    """

    name = "allocation-hot-spot"
    title = "Allocation hot spot"
    scopes = ("memory",)
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("share", 0.15, "ratio", "of all bytes, at least"),
        Threshold("apart", 2.0, "count", "times the bytes of the third largest function"),
        Threshold("total", 1e6, "bytes", "allocated or held by it, at least"),
        Threshold("warning", 0.35, "ratio", "of all bytes, from which it is a warning"),
        Threshold("large", 16e6, "bytes", "allocated or held by it, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Only profiles of memory."""
        return any(s.cost in (Cost.ALLOCATED, Cost.LIVE) for s in spendings(study.model))

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most three functions, those with most bytes first."""
        ground = ground_of(study, Cost.ALLOCATED, Cost.LIVE)
        if ground is None:
            return
        key = _actors(study, ground)
        functions, spent = ranked(key, np.where(nameless(study)[key], 0.0, ground.own))
        third = float(spent[2]) if len(spent) > 2 else 0.0
        in_bytes = ground.spending.unit == "bytes"
        for function, weight in zip(functions[:MOST].tolist(), spent[:MOST].tolist(), strict=True):
            stands_out = weight >= limits["apart"] * third
            least = limits["share" if stands_out else "warning"] * ground.whole
            if weight >= least and (not in_bytes or weight >= limits["total"]):
                share = exact_share(ground, (key == function) & (ground.own > 0))
                yield _finding(study, share, function, limits)


def _actors(study: Study, ground: Ground) -> NDArray[np.int32]:
    """The own function that each path's bytes are charged to; its last function without one."""
    above = own_above(study, ground)
    return np.where(above >= 0, ground.function[above], ground.function).astype(np.int32)


def _finding(study: Study, share: Share, function: int, limits: Limits) -> Finding:
    ground, name = share.ground, label(study, function)
    unit = ground.spending.unit
    large = unit != "bytes" or share.spent >= limits["large"]
    grave = share.ratio >= limits["warning"] and large
    through = _through(study, share, function)
    is_held = ground.spending.cost is Cost.LIVE
    return Finding(
        detector=AllocationHotSpots.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"{name} {takes(share)}",
        where=where(study, function),
        why=f"`{name}` is behind {amounts(share)}{through}.{_objects(study, share)}",
        verdict=f"`{name}` {takes(share)} ({quantity(share.spent, unit)})",
        entity=identity(study, function),
        measures=(
            Measure("share", share.ratio, "ratio", limits["share"]),
            Measure(ground.spending.of, share.spent, unit, limits["total"]),
        ),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(0.8, share),
        scopes=AllocationHotSpots.scopes,
        saving=amdahl(share, REUSED, RULE),
        how=(
            f"See what `{name}` keeps and for how long; drop it earlier, bound it, or hold it in a "
            "smaller form."
            if is_held
            else f"In `{name}`, reuse buffers and objects, give collections their size at the "
            "start, and stream instead of collecting everything first."
        ),
        effort=Effort.MEDIUM,
        wrong_if="It is the data the program is there to hold, in as small a form as can be.",
        cause=cause(share, study, function),
    )


def _through(study: Study, share: Share, function: int) -> str:
    """Through which function most of it is allocated, when that is another one."""
    ground = share.ground
    inside = np.flatnonzero(share.inside)
    last, spent = ranked(ground.function[inside], ground.own[inside])
    if not len(last) or last[0] == function:
        return ""
    return f", {percent(spent[0] / share.spent)} of it through `{label(study, int(last[0]))}`"


def _objects(study: Study, share: Share) -> str:
    """How many objects they are, if another metric counts them."""
    wanted = share.ground.spending.cost
    if share.ground.spending.unit == "count":
        return ""
    model = study.model
    for other in spendings(model):
        if other.cost is wanted and other.unit == "count":
            shape = share.ground.tree.shape
            path = np.append(shape.of_stack, -1)[model.samples.stack]
            inside = np.append(share.inside, False)[path]
            count = float(model.weight(other.metric)[inside].sum())
            if count >= 1:
                each = quantity(share.spent / count, share.ground.spending.unit)
                return f" Those are {quantity(round(count), 'count')} objects of {each} on average."
    return ""
