"""Functions that call themselves very deep."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, percent
from perfview.profiles.patterns.callers import callers_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.shares import (
    HALVED,
    Share,
    amdahl,
    confidence,
    evidence_of,
    ranked,
    share_of_paths,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, takes, where
from perfview.profiles.study import Study

MOST = 2
RULE = "the recursion replaced by a loop or its results kept; between nothing and all of it"


class DeepRecursion(TimeDetector):
    """A function that stands in one stack very many times.

    What it looks for: how many frames of one function a stack has, with whatever lies between them.
    It fires when stacks with at least `depth` of them take at least `share` of all time; it is a
    warning when they have at least `deep` or when the recorder had to cut the stacks off. In
    profiles that count calls (cProfile, callgrind) the depth is not known: there it fires when a
    function calls itself at least `calls` times for each call from outside; a warning from `many`
    and `heavy` on, as walking a tree once calls as often as it has nodes.

    Why it matters: every level costs a frame and a call; a somewhat larger input ends in a stack
    overflow (Python stops at 1,000 frames, V8 at about 10,000). Recursion that meets the same
    sub-problems again grows exponentially.

    How sure it is: the depth is counted, not estimated, up to the recorder's limit. That a loop
    would be cheaper is likely, how much is not known.

    How to fix it: keep results of sub-problems (memoise); or turn it into a loop with a stack or
    queue of its own; or bound the depth of what is accepted.

    Learnt from: the stack limits of CPython (`sys.setrecursionlimit`) and V8 (`--stack-size`); the
    “collapse recursion” of Firefox Profiler, which hides what is looked for here.
    """

    name = "deep-recursion"
    title = "Deep recursion"
    scopes = ("cpu", "memory")
    cost = 2
    prominence = 5
    thresholds = (
        Threshold("depth", 60, "count", "frames of one function in a stack, at least"),
        Threshold("share", 0.05, "ratio", "of all time in such stacks, at least"),
        Threshold("deep", 150, "count", "frames of one function, from which it is a warning"),
        Threshold("calls", 1000, "count", "calls of itself for each call from outside"),
        Threshold("many", 20_000, "count", "such calls, from which it can be a warning"),
        Threshold("heavy", 0.20, "ratio", "of all time, from which it can be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most two functions, the heaviest first."""
        ground = ground_of(study)
        if ground is None:
            return
        found = _counted if study.model.counts else _sampled
        yield from found(study, ground, limits)


def _sampled(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    shape = ground.tree.shape
    reaching = np.flatnonzero(shape.nesting == int(limits["depth"]))
    functions, weight = ranked(shape.function[reaching], ground.total[reaching])
    seen = np.zeros(len(shape), np.bool_)
    told = 0
    for function in functions[weight >= limits["share"] * ground.whole].tolist():
        marked = np.zeros(len(shape), np.bool_)
        marked[reaching[shape.function[reaching] == function]] = True
        share = share_of_paths(ground, marked)
        # Functions that recurse through each other are one trouble, told once.
        is_new = float(ground.own[share.inside & ~seen].sum()) >= 0.5 * share.spent
        seen |= share.inside
        if is_new and told < MOST:
            told += 1
            deepest = int(shape.nesting[shape.function == function].max())
            yield _finding(study, share, function, deepest, limits)


def _finding(study: Study, share: Share, function: int, deepest: int, limits: Limits) -> Finding:
    name, limit = label(study, function), study.model.depth_limit
    depth = share.ground.tree.shape.depth
    is_cut = bool(limit) and int(depth.max(initial=0)) >= limit - 1
    at_least = "at least " if is_cut else ""
    grave = deepest >= limits["deep"] or is_cut
    return Finding(
        detector=DeepRecursion.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"{name} calls itself {at_least}{number(deepest)} levels deep",
        where=where(study, function),
        why=(
            f"Stacks have up to {number(deepest)} frames of `{name}`; those with at least "
            f"{number(limits['depth'])} take {percent(share.ratio)} of {share.ground.spending.of} "
            f"({amounts(share)})."
            + (f" The recorder keeps {number(limit)} frames and lost the rest." if is_cut else "")
        ),
        verdict=(
            f"`{name}` recurses {at_least}{number(deepest)} levels deep and {takes(share)} there"
        ),
        entity=identity(study, function),
        measures=(
            Measure("frames of it in a stack", deepest, "count", limits["depth"]),
            Measure("time in such stacks, of all", share.ratio, "ratio", limits["share"]),
        ),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(0.85, share),
        scopes=DeepRecursion.scopes,
        saving=amdahl(share, HALVED, RULE),
        how=_how(name),
        effort=Effort.MEDIUM,
        wrong_if="The data is that deep by nature and never gets deeper.",
        cause=cause(share, study, function, "recursion"),
    )


def _counted(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    counts = study.model.counts
    itself = np.flatnonzero(counts.caller == counts.callee)
    again = np.bincount(
        counts.callee[itself], weights=counts.edge_calls[itself], minlength=len(counts.calls)
    )
    outside = np.maximum(1, counts.calls - again)
    total = study.functions.total
    hit = np.flatnonzero(
        (again >= limits["calls"] * outside) & (total >= limits["share"] * ground.whole)
    )
    for function in hit[np.argsort(-total[hit], kind="stable")][:MOST].tolist():
        marked = ground.function == function
        share = share_of_paths(ground, marked)
        if share.spent > 0:  # exact totals count the profiler's own and idleness as well
            times = float((again / outside)[function])
            yield _counted_finding(study, share, function, times, limits)


def _counted_finding(
    study: Study, share: Share, function: int, times: float, limits: Limits
) -> Finding:
    name = label(study, function)
    grave = share.ratio >= limits["heavy"] and times >= limits["many"]
    callers = callers_of(study, share)
    calls = int(study.model.counts.calls[function])
    return Finding(
        detector=DeepRecursion.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"{name} calls itself {number(times)} times for each call from outside",
        where=where(study, function),
        why=(
            f"Of {number(calls)} calls of `{name}` nearly all come from itself; together they take "
            f"{amounts(share)}, {percent(share.ratio)}. So many calls from one mean that the "
            "recursion is very deep, or meets the same sub-problems again."
        ),
        verdict=(
            f"`{name}` calls itself {number(times)} times for each call from outside and "
            f"{takes(share)}"
        ),
        entity=identity(study, function),
        measures=(
            Measure("calls of itself for each from outside", times, "count", limits["calls"]),
            Measure("time with calls, of all", share.ratio, "ratio", limits["share"]),
            Measure("own functions that call it", int((callers.function >= 0).sum()), "count"),
        ),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(0.75, share),
        scopes=DeepRecursion.scopes,
        saving=amdahl(share, HALVED, RULE),
        how=_how(name),
        effort=Effort.SMALL,
        wrong_if="Every call has something else to do: a large tree walked once.",
        cause=cause(share, study, function, "recursion"),
    )


def _how(name: str) -> str:
    return (
        f"Keep the results of `{name}` for arguments seen before; if none repeat, walk with a loop "
        "and a stack of your own."
    )
