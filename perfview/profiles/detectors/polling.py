"""Waiting by asking again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import number, percent
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.culprits import Culprit, culprits
from perfview.profiles.patterns.ecosystems import Ecosystem, language_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.known_functions import Activity, activities_of
from perfview.profiles.patterns.line_work import hot_lines
from perfview.profiles.patterns.own_places import own_place
from perfview.profiles.patterns.remedy import Remedy, remedy_for
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    severity_of,
    share_of,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.timer_churn import TimerChurn, timer_churn
from perfview.profiles.patterns.wording import amounts, cause, identity, label, plain, takes
from perfview.profiles.study import Study

NOTHING_ELSE = 0.9
"""The part of a function's total that asking and the function itself must make up."""

ASKING = 0.04
"""The part of it that must be asking: clocks, flags, yielding."""

SCHEDULING = 0.25
"""Of all time, that yielding may take below no own code: Go's scheduler has stacks of its own."""

BY_NAME = 0.5
"""How sure it is when only the function's name tells."""

RULE = "waiting without asking costs nothing: nearly all of it"
REMOVES = (0.85, 0.97, 1.0)

_NAMES = re.compile(
    r"^(busy_?wait|spin(_?(wait|lock|until))?|sleep(_?(ms|sync|for|us))?|delay(_?ms)?|pause"
    r"|wait(_?(for|until|ms|while)\w*)?)$",
    re.IGNORECASE,
)

REMEDIES = {
    None: Remedy(
        "Let {where} wait for an event, a condition or a promise instead of asking.",
        REMOVES,
        RULE,
    ),
    Ecosystem.JAVASCRIPT: Remedy(
        "Let {where} wait for an event or a promise; to wait for time, `await` a timer.",
        REMOVES,
        RULE,
        "while (Date.now() < end) {}",
        "await new Promise(resolve => setTimeout(resolve, ms));",
    ),
    Ecosystem.PYTHON: Remedy(
        "Let {where} wait with `Event.wait`, `Condition.wait` or `Queue.get`, which need no "
        "processor meanwhile.",
        REMOVES,
        RULE,
        "while not done.is_set():\n    pass",
        "done.wait()",
    ),
    Ecosystem.GO: Remedy(
        "Let {where} receive from a channel, or wait for a `sync.Cond`; a `select` with "
        "`default` in "
        "a loop spins.",
        REMOVES,
        RULE,
        "for !ready.Load() {\n\truntime.Gosched()\n}",
        "<-ready // a channel that is closed when it is",
    ),
    Ecosystem.JAVA: Remedy(
        "Let {where} wait on a `CountDownLatch`, a `Condition` or a `BlockingQueue`.",
        REMOVES,
        RULE,
        "while (!done) Thread.yield();",
        "latch.await();",
    ),
    Ecosystem.RUST: Remedy(
        "Let {where} park, wait on a `Condvar`, or receive from a channel.",
        REMOVES,
        RULE,
        "while !ready.load(Acquire) { spin_loop(); }",
        "let ready = receiver.recv()?;",
    ),
}


class Polling(TimeDetector):
    """Waiting by asking again and again: busy loops, and timers that fire for nothing.

    What it looks for: own functions that do nothing but look at a clock or a flag, yield or try
    (by frames, by the line of source, or, less surely, by the name of a function that calls
    nothing, which is only a note), from `share` of all time on, a warning from `warning` on. And
    event loops that mostly turn for timers and immediates whose callbacks do next to nothing: at
    least `rate` times a second as far as samples show, when what they and the turning cost is at
    least `share`.

    Why it matters: it uses a processor up without doing anything, drains batteries, slows down
    whatever shares the machine, and still notices late.

    How sure it is: sure where the asking is seen and nothing else is. A loop made to wait shorter
    than a thread can sleep (audio, drivers, spin locks) is meant so. By name alone it is a guess.

    How to fix it: wait for an event, a condition, a channel or a promise; where one has to ask, ask
    rarely and with growing pauses.

    Learnt from: Intel's and ARM's manuals on spin loops; “Timer coalescing” in the Windows and
    macOS energy guides, which count wake-ups rather than time.
    """

    name = "polling"
    title = "Asking again and again"
    scopes = ("cpu",)
    cost = 4
    prominence = 3
    thresholds = (
        Threshold("share", 0.08, "ratio", "of all time, at least"),
        Threshold("warning", 0.15, "ratio", "of all time, from which it is a warning"),
        Threshold("samples", 20, "count", "samples that show it, at least"),
        Threshold("rate", 20, "per-second", "timers seen firing, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per function that spins, and one for timers."""
        ground = ground_of(study)
        if ground is None:
            return
        told: set[int] = set()
        for function, sure in _spinning(study, ground):
            chosen = np.zeros(len(study.kinds), np.bool_)
            chosen[function] = True
            share = share_of(ground, chosen)
            if share.ratio >= limits["share"] and share.samples >= limits["samples"]:
                if function not in told:
                    yield _spin(study, share, function, sure, limits)
                told.add(function)
        churn = timer_churn(study, ground)
        if churn and churn.function not in told and _enough(churn, limits):
            yield _churn(study, churn, limits)


def _enough(churn: TimerChurn, limits: Limits) -> bool:
    share = churn.share
    return (
        churn.rate >= limits["rate"]
        and share.ratio >= limits["share"]
        and share.samples >= limits["samples"]
    )


def _spinning(study: Study, ground: Ground) -> Iterator[tuple[int, float]]:
    """Functions that spin, own ones where they are on the stack, and how sure that is (0-1)."""
    for each in culprits(study, ground, Activity.SPINNING):
        if each.function >= 0 and _nothing_else(ground, each):
            yield each.function, 0.92 if each.seen > 0.5 else 0.88 * each.certain
        elif each.function < 0 and each.known and each.share.ratio >= SCHEDULING:
            yield each.known[0], 0.7
    total = np.bincount(ground.function, weights=ground.own, minlength=len(study.kinds))
    leaves = [hot.function for hot in hot_lines(study, ground)]
    total[~own_functions(study) | (activities_of(study) != 0)] = 0
    for function in dict.fromkeys([*leaves, *np.argsort(-total)[:3].tolist()]):
        name = re.split(r"[.:#/]", study.name_of(function))[-1]
        if _NAMES.match(name) and _is_leaf(ground, function, float(total[function])):
            yield function, BY_NAME


def _nothing_else(ground: Ground, culprit: Culprit) -> bool:
    """Whether a function's time is its own and its asking, and enough of it asking."""
    whole = float(ground.total[_outermost(ground, culprit.function)].sum())
    itself = float(ground.own[ground.function == culprit.function].sum())
    asking = culprit.share.spent
    overlap = asking * (1 - culprit.seen)  # told by lines of the function itself
    return asking >= ASKING * whole and itself + asking - overlap >= NOTHING_ELSE * whole


def _is_leaf(ground: Ground, function: int, itself: float) -> bool:
    whole = float(ground.total[_outermost(ground, function)].sum())
    return itself >= 0.97 * whole > 0


def _outermost(ground: Ground, function: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    shape = ground.tree.shape
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (shape.function == function) & (
        shape.nesting == 1
    )
    return found


def _spin(study: Study, share: Share, function: int, sure: float, limits: Limits) -> Finding:
    name = label(study, function)
    guess = "look whether it may go on: it calls no other code"
    does = guess if sure < BY_NAME + 0.1 else "look at a clock or a flag"
    return _finding(
        study,
        share,
        function,
        sure,
        limits,
        title=f"`{name}` waits by asking again and again",
        why=f"`{name}` takes {amounts(share)} and does nothing in it but {does}.",
        verdict=f"`{name}` waits in a busy loop, which {takes(share)} ({amounts(share)})",
        at=own_place(study, function, 0),
        measures=(Measure("waiting busily, of all time", share.ratio, "ratio", limits["share"]),),
        trouble="waits busily",
    )


def _churn(study: Study, churn: TimerChurn, limits: Limits) -> Finding:
    share, function = churn.share, churn.function
    name = label(study, function)
    return _finding(
        study,
        share,
        function,
        0.75,
        limits,
        title=f"Timers fire for `{name}` {number(round(churn.rate))} times a second or more",
        why=(
            f"The event loop turns mostly for timers and immediates of `{name}`, seen at least "
            f"{number(round(churn.rate))} times a second; what they do is "
            f"{percent(churn.callbacks)} "
            f"of all "
            f"that runs, the turning {percent(share.ratio - churn.callbacks)}."
        ),
        verdict=f"timers that fire for `{name}` again and again keep the event loop turning",
        at=own_place(study, function, 0),
        measures=(
            Measure("timers fire", churn.rate, "per-second", limits["rate"]),
            Measure("cost of it, of all time", share.ratio, "ratio", limits["share"]),
        ),
        trouble="timers fire for nothing",
    )


def _finding(
    study: Study,
    share: Share,
    function: int,
    sure: float,
    limits: Limits,
    *,
    title: str,
    why: str,
    verdict: str,
    at: str,
    measures: tuple[Measure, ...],
    trouble: str,
) -> Finding:
    language = language_of(study, function)
    remedy = remedy_for(REMEDIES, language)
    return Finding(
        detector=Polling.name,
        severity=severity_of(share.ratio, limits["warning"] if sure > BY_NAME else 2.0, 2.0),
        title=plain(title),
        where=at,
        why=why,
        verdict=verdict,
        entity=f"{trouble}\n{identity(study, function)}",
        measures=measures,
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(sure, share),
        scopes=Polling.scopes,
        saving=amdahl(share, remedy.removes, remedy.rule),
        how=remedy.how.format(where=f"`{label(study, function)}`"),
        example=remedy.example(language, at),
        effort=Effort.SMALL,
        wrong_if="It waits for less time than a thread can sleep, and a processor is there for it.",
        cause=cause(share, study, function, Polling.name),
    )
