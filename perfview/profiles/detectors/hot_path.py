"""Where a program's time divides: the deepest own function that still has most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent
from perfview.kernels.ancestors import outermost_marked
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ecosystems import Ecosystem, ecosystems_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.inlined_lines import own_by_home
from perfview.profiles.patterns.library_calls import LibraryCalls, ends_in, library_calls
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.shares import (
    HALVED,
    Share,
    amdahl,
    confidence,
    evidence_of,
    ranked,
    share_of,
    sure_severity,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, plain, takes, where
from perfview.profiles.study import Study

RULE = "as if twice as fast; between nothing and all of it"
NAMED = 3
NEVER = 2.0
"""A share no path has: where time divides is never critical by itself."""
ENDS = 0.6
"""Part of a function's time in itself and in libraries from which own code ends there."""
ENDING, GOING_ON, IN_LIBRARIES = 0.6, 0.1, 0.75
"""How sure it is that the function named is the one to change: measured on programs with one known
trouble each, where own code ends there in most, where it goes on in hardly any."""
BEGINS = 0.9
"""Part of a function's time in calls with no own code above from which threads begin with it."""
SELF = 0.6
"""Part of a function's time in itself from which it is a hot function rather than a path."""
_ENTRY = re.compile(
    r"^(main|_?_?main__?|<module>|<main>|\(main\)|main\.main|runtime\.main|_start|start|run|wWinMain"
    r"|\w+::main|[\w.$/]+[.:]main(\(.*)?|Main|<top \(required\)>|_?\w*start_?main\w*|bootstrap"
    r"|\(anonymous [^ ]+:1\)|(anonymous)?)$"
)


class HotPath(TimeDetector):
    """The deepest function of the program that most of the time still passes through.

    What it looks for: own functions by time with everything they call, a recursive call counted
    once. Of those that have at least `share` of all time, the one with the least is where the time
    divides: below it, no single own function has as much. It fires when that is no news of the
    program's entry: less than `whole` of all time passes through it, and it is not what threads
    begin with. Where own code goes on below it, that is a note: it says where to look, not that
    anything is wrong. Where most of it is library code that it calls, own code ends there, and it
    is a warning from `warning` on; such a function is named from `library` of all time on if it
    stands out, `apart` times as much as the third of its kind, and no other detector knows what
    the libraries do. Functions that take most of it themselves belong to “Hot function”.

    Why it matters: from there on it is worth looking closely; everything that does not pass
    through can be left alone.

    How sure it is: the share is as exact as the number of samples makes it. That it could be less
    cannot be seen: the saving assumes half. Where own code goes on below, the place to change is
    hardly ever that function itself, and no saving is named.

    How to fix it: look at what it calls, heaviest first; do it less often, keep what does not
    change, or do less of it at once.

    Learnt from: G. M. Amdahl, Validity of the single processor approach (1967); B. Gregg, The Flame
    Graph (ACM Queue 14, 2016): look for the widest tower; the heaviest stack of Firefox Profiler
    and Instruments, which begins at main.
    """

    name = "hot-path"
    title = "Hot path"
    scopes = ("cpu",)
    cost = 2
    prominence = 8
    thresholds = (
        Threshold("share", 0.50, "ratio", "of all time that passes through, at least"),
        Threshold("whole", 0.97, "ratio", "of all time, from which it is the program itself"),
        Threshold("library", 0.15, "ratio", "of all time, with library code only, at least"),
        Threshold("apart", 2.0, "count", "times the same of the third such function"),
        Threshold("warning", 0.35, "ratio", "of all time, with library code, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """Where time divides, and who spends most in libraries; each once at most."""
        ground = ground_of(study)
        if ground is None:
            return
        function = _divides_at(study, ground, limits)
        if function >= 0:
            chosen = np.zeros(len(study.kinds), np.bool_)
            chosen[function] = True
            share = share_of(ground, chosen)
            itself = float(own_by_home(study, ground)[function])
            if itself < SELF * share.spent:
                yield _finding(study, share, function, limits)
        calls = library_calls(study, ground)
        if calls and calls.function != function and _stands_out(study, calls, limits):
            yield _of_libraries(study, calls, limits)


def _stands_out(study: Study, calls: LibraryCalls, limits: Limits) -> bool:
    spent, ground = calls.share.spent, calls.share.ground
    enough = limits["library"] * ground.whole <= spent < limits["whole"] * ground.whole
    apart = spent >= limits["apart"] * calls.third
    return enough and apart and not named(study, _ENTRY)[calls.function]


def _divides_at(study: Study, ground: Ground, limits: Limits) -> int:
    """The own function with the least time of those that have most of it, -1 for none."""
    total = _totals(study, ground) / ground.whole
    candidate = own_functions(study) & (total >= limits["share"]) & (total < limits["whole"])
    candidate &= ~named(study, _ENTRY) & ~_begins_threads(study, ground, total * ground.whole)
    found = np.flatnonzero(candidate)
    if not len(found):
        return -1
    least = float(total[found].min())
    alike = found[total[found] <= least * 1.02]
    return int(alike[np.argmax(_depth(ground, alike, len(study.kinds)))])


def _begins_threads(study: Study, ground: Ground, total: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Functions that nearly always are the first own one of a stack, bool (f): what a thread runs.

    In JavaScript those are the callbacks of the event loop, each a place of its own to look at.
    """
    if Ecosystem.JAVASCRIPT in ecosystems_of(study):
        return np.zeros(len(total), np.bool_)
    own = own_functions(study)[ground.function]
    first = np.flatnonzero(outermost_marked(ground.parent, own) == np.arange(len(own)))
    spent = np.bincount(ground.function[first], weights=ground.total[first], minlength=len(total))
    begins: NDArray[np.bool_] = spent >= BEGINS * total
    return begins


def _totals(study: Study, ground: Ground) -> NDArray[np.float64]:
    """What each function takes with everything it calls, float64 (f)."""
    top = np.flatnonzero(ground.tree.shape.nesting == 1)
    summed = np.bincount(
        ground.function[top], weights=ground.total[top], minlength=len(study.kinds)
    )
    return np.asarray(summed, np.float64)


def _depth(ground: Ground, functions: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """How deep each of these functions stands at its heaviest call."""
    wanted = np.zeros(count, np.bool_)
    wanted[functions] = True
    paths = np.flatnonzero(wanted[ground.function] & (ground.tree.shape.nesting == 1))
    order = paths[np.argsort(ground.total[paths], kind="stable")]
    depth = np.zeros(count)
    depth[ground.function[order]] = ground.tree.shape.depth[order]
    return depth[functions]


def _finding(study: Study, share: Share, function: int, limits: Limits) -> Finding:
    name = label(study, function)
    way, below = _way(study, share), _below(study, share)
    ends = ends_in(study, share.ground, function) >= ENDS
    return Finding(
        detector=HotPath.name,
        severity=sure_severity(share, limits["warning"], NEVER) if ends else Severity.INFO,
        title=f"{name} and what it calls take {percent(share.ratio)} of {share.ground.spending.of}",
        where=where(study, function),
        why=f"`{name}` {takes(share)} with what it calls ({amounts(share)}){way}.{below}",
        verdict=f"`{name}` {takes(share)} with what it calls ({amounts(share)})",
        entity=identity(study, function),
        measures=(
            Measure("time with calls, of all", share.ratio, "ratio", limits["share"]),
            Measure("time with calls", share.spent, share.ground.spending.unit),
        ),
        evidence=evidence_of(study, share),
        confidence=confidence(ENDING if ends else GOING_ON, share),
        scopes=HotPath.scopes,
        saving=amdahl(share, HALVED, RULE) if ends else None,
        how=f"Look at what `{name}` calls, heaviest first, and whether all of it has to be done.",
        effort=Effort.LARGE,
        wrong_if="It is the work the program is there for, and nothing in it is done in vain.",
        cause=cause(share, study, function),
    )


def _of_libraries(study: Study, calls: LibraryCalls, limits: Limits) -> Finding:
    share, function = calls.share, calls.function
    name = label(study, function)
    callees = " and ".join(f"`{label(study, each)}`" for each in calls.through[:2])
    told = f"`{name}` {takes(share)} with the library code it calls"
    return Finding(
        detector=HotPath.name,
        severity=sure_severity(share, limits["warning"], NEVER),
        title=plain(told),
        where=where(study, function),
        why=f"{told} ({amounts(share)}), mostly {callees}. No own code is further below.",
        verdict=f"{told} ({amounts(share)}), mostly {callees}",
        entity=f"libraries\n{identity(study, function)}",
        measures=(
            Measure("time with library code, of all", share.ratio, "ratio", limits["library"]),
            Measure("time with library code", share.spent, share.ground.spending.unit),
        ),
        evidence=evidence_of(study, share, np.array([function, *calls.through])),
        confidence=confidence(IN_LIBRARIES, share),
        scopes=HotPath.scopes,
        saving=amdahl(share, HALVED, RULE),
        how=f"In `{name}`, call {callees} less often: keep what comes back, ask for much at once "
        "rather than for each item, or take a cheaper call for what is really needed.",
        effort=Effort.MEDIUM,
        wrong_if="Every call is needed, and the library has no cheaper way.",
        cause=cause(share, study, function),
    )


def _way(study: Study, share: Share) -> str:
    """How it is reached, own functions only."""
    ground, own = share.ground, own_functions(study)
    at = int(ground.parent[share.outermost[np.argmax(ground.total[share.outermost])]])
    names: list[str] = []
    while at >= 0 and len(names) < NAMED:
        function = int(ground.function[at])
        if own[function]:
            names.append(f"`{label(study, function)}`")
        at = int(ground.parent[at])
    return f", reached through {', '.join(reversed(names))}" if names else ""


def _below(study: Study, share: Share) -> str:
    """What the time divides into."""
    ground = share.ground
    above = np.zeros(len(ground.own) + 1, np.bool_)
    above[share.outermost] = True
    children = np.flatnonzero(above[ground.parent])
    function, spent = ranked(ground.function[children], ground.total[children])
    parts = [
        f"`{label(study, f)}` {percent(w / ground.whole)}"
        for f, w in zip(function[:NAMED].tolist(), spent[:NAMED].tolist(), strict=True)
        if w >= 0.01 * ground.whole
    ]
    return f" Below it the time divides: {', '.join(parts)} of everything." if parts else ""
