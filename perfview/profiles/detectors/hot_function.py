"""Single functions whose own code takes much of everything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, quantity
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import Callers, callers_of, own_functions
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.importing import import_machinery
from perfview.profiles.patterns.inlined_lines import hosts, own_by_home, share_at_home
from perfview.profiles.patterns.library_calls import INJECTED
from perfview.profiles.patterns.lines import hottest_line
from perfview.profiles.patterns.locks import locking
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.nameless import nameless
from perfview.profiles.patterns.shares import (
    HALVED,
    Share,
    amdahl,
    confidence,
    evidence_of,
    sure_severity,
)
from perfview.profiles.patterns.telling_lines import LOCKS, WAITS, telling_lines
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, plain, takes, where
from perfview.profiles.study import Study

MOST = 3
CRITICAL = 2.0
"""How many times the warning share is critical."""
RULE = "as if twice as fast; between nothing and all of it"
OWN, FOREIGN = 0.7, 0.6
"""How sure it is that the function is the one to change: of 25 named on programs with one known
trouble 16 were."""
MAINLY = 0.5


class HotFunction(TimeDetector):
    """One function whose own code takes much of the time.

    What it looks for: self time by function, what it calls left out. It fires from `share` of all
    time that the program ran (idle time and the profiler's own frames left out) on if it stands
    out: `apart` times as much as the third hottest one. Then it is a warning from `warning` on,
    critical from twice that; without standing out it is a note, and only from `warning` on. A
    function of a library or of the language is named together with the program's own function that
    calls it most, because that one can be changed. Garbage collection, compiling, waiting for locks
    and frames without a name belong to other detectors.

    Why it matters: by Amdahl's law nothing else can make the program faster by more than what this
    function leaves; making it faster by half shows at once.

    How sure it is: the share is as exact as the number of samples makes it; its 95 % interval is
    part of the saving. Whether the function can be faster cannot be seen: the saving assumes half.

    How to fix it: first call it less often (keep results, leave the loop earlier, ask for less),
    then make it cheaper (a better algorithm or data structure, less copying); look at its hottest
    line.

    Learnt from: G. M. Amdahl, Validity of the single processor approach (1967); the flat lists of
    `pprof -top` and of the Bottom-up view of browsers, which show the function but not whom to ask.
    """

    name = "hot-function"
    title = "Hot function"
    scopes = ("cpu",)
    cost = 2
    prominence = 9
    thresholds = (
        Threshold("share", 0.12, "ratio", "of all time, in the function itself, at least"),
        Threshold("apart", 2.0, "count", "times the self time of the third hottest function"),
        Threshold("warning", 0.35, "ratio", "of all time, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most three functions, the hottest first."""
        ground = ground_of(study)
        if ground is None:
            return
        own = own_by_home(study, ground)
        own[_others_matter(study)] = 0
        order = np.argsort(-own, kind="stable")[:MOST]
        third = float(own[order[2]]) if len(order) > 2 else 0.0
        for function in order.tolist():
            stands_out = own[function] >= limits["apart"] * third
            least = limits["share"] if stands_out else limits["warning"]
            if own[function] >= least * ground.whole and not _waits(study, ground, function):
                share = share_at_home(study, ground, function)
                yield _finding(study, share, function, stands_out, limits)


def _others_matter(study: Study) -> NDArray[np.bool_]:
    """Functions whose cost other detectors tell of, bool (f)."""
    told: NDArray[np.bool_] = (study.kinds == Kind.COLLECTOR) | (study.kinds == Kind.COMPILER)
    told = told | nameless(study) | locking(study) | import_machinery(study)
    return told | named(study, INJECTED)


def _waits(study: Study, ground: Ground, function: int) -> bool:
    """Whether its lines say that it mostly waits: recorders of idle threads see them there."""
    waiting = telling_lines(study, ground, WAITS) + telling_lines(study, ground, LOCKS)
    spent = sum(each.share.spent for each in waiting if each.function == function)
    return spent >= MAINLY * float(ground.own[ground.function == function].sum())


def _finding(
    study: Study, share: Share, function: int, stands_out: bool, limits: Limits
) -> Finding:
    ground = share.ground
    callers = callers_of(study, share)
    actor = function if own_functions(study)[function] else _actor(function, share, callers)
    is_own = actor == function
    name = label(study, function)
    under = "" if is_own else f" under `{label(study, actor)}`"
    line, part = _telling_line(study, ground, function)
    specific = OWN if is_own or study.kinds[actor] == Kind.OWN else FOREIGN
    return Finding(
        detector=HotFunction.name,
        severity=sure_severity(share, limits["warning"], CRITICAL * limits["warning"])
        if stands_out
        else Severity.INFO,
        title=plain(f"{name}{under} {takes(share)} itself"),
        where=where(study, actor),
        why=_why(study, share, callers, function, actor, line, part),
        verdict=f"`{name}`{under} {takes(share)} ({amounts(share)})",
        entity=f"{identity(study, function)}\n{identity(study, actor)}",
        measures=(
            Measure("self time, of all", share.ratio, "ratio", limits["share"]),
            Measure("self time", share.spent, ground.spending.unit),
            *_calls(study, function),
        ),
        evidence=evidence_of(study, share, np.array(list(dict.fromkeys([function, actor])))),
        confidence=confidence(specific, share),
        scopes=HotFunction.scopes,
        saving=amdahl(share, HALVED, RULE),
        how=_how(study, function, actor, line, part),
        effort=Effort.LARGE,
        wrong_if="It is the work the program is there for, and does it no slower than it has to.",
        cause=cause(share, study, actor),
    )


def _telling_line(study: Study, ground: Ground, function: int) -> tuple[int, float]:
    """The hottest line, unless it is the one the function begins on: then it is all there is."""
    line, part = hottest_line(study, ground, function)
    return (0, 0.0) if line == int(study.model.functions.line[function]) else (line, part)


def _actor(function: int, share: Share, callers: Callers) -> int:
    """Who can change it: the own function behind most of it, else the function itself."""
    if not len(callers.function) or callers.spent[0] < MAINLY * share.spent:
        return function
    return int(callers.function[0]) if callers.function[0] >= 0 else function


def _why(
    study: Study,
    share: Share,
    callers: Callers,
    function: int,
    actor: int,
    line: int,
    part: float,
) -> str:
    name, unit = label(study, function), share.ground.spending.unit
    low, high = share.interval
    words = [f"`{name}` itself takes {amounts(share)}"]
    if high > low:
        words[0] += f", {percent(share.ratio)} (between {percent(low)} and {percent(high)})"
    built_into = [f"`{label(study, host)}`" for host in hosts(study, share.ground, function)[:2]]
    if built_into:
        words.append(f"the engine has built it into {' and '.join(built_into)} (lines tell)")
    if actor != function:
        part_of = callers.spent[0] / share.spent
        words.append(f"{percent(part_of)} of that is called from `{label(study, actor)}`")
    if line and part >= MAINLY:
        words.append(f"{percent(part)} of it falls on line {line}")
    calls = study.model.counts.calls[function] if study.model.counts else 0
    if calls:
        each = quantity(share.spent / int(calls), unit)
        often = "once" if calls == 1 else f"{quantity(int(calls), 'count')} times, {each} each"
        words.append(f"it is called {often}")
    return "; ".join(words) + "."


def _how(study: Study, function: int, actor: int, line: int, part: float) -> str:
    at = f" (line {line})" if line and part >= MAINLY and actor == function else ""
    if actor != function:
        return (
            f"In `{label(study, actor)}`, call `{label(study, function)}` less often: keep its "
            "results, take it out of the loop, or ask for less at once."
        )
    return (
        f"Look at `{label(study, function)}`{at}: whether it has to run that often, then whether "
        "another algorithm or data structure does the same with less."
    )


def _calls(study: Study, function: int) -> tuple[Measure, ...]:
    if not study.model.counts:
        return ()
    return (Measure("calls", int(study.model.counts.calls[function]), "count"),)
