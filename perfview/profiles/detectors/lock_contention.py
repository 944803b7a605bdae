"""Threads that wait for locks others hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, quantity
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import own_above
from perfview.profiles.patterns.ground import Ground, below, ground_of
from perfview.profiles.patterns.locks import locking, unlocking
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.nameless import nameless
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    ranked,
    share_of_paths,
    sure_severity,
)
from perfview.profiles.patterns.spending import Cost, spending_of
from perfview.profiles.patterns.telling_lines import LOCKS, telling_lines
from perfview.profiles.patterns.wording import amounts, identity, label, where
from perfview.profiles.study import Study

MOST = 3
HALF = (0.25, 0.5, 1.0)
RULE = (
    "half of the waiting, as with the lock held half as long (waiting falls at least in proportion "
    "to it, A. K. Erlang 1909); between a quarter and all of it"
)
_GOS = re.compile(r"^(runtime|sync)\.")
CRITICAL = 3.0
"""How many times the warning share is critical."""


class LockContention(Detector):
    """Waiting for a lock that another thread holds.

    What it looks for: in profiles of waiting (pprof's mutex and block profiles, off-CPU profiles),
    the delays in locks, by the own function that asks for the lock; waiting for channels,
    conditions and the end of other threads is left out. It fires from `part` of all lock waiting
    and `total` on, and is a warning from `long` on. In profiles of time: stacks that wait for a
    lock (futex and pthread slow paths, spin locks, Python's global lock and `threading.Lock`, Java
    monitors, Go mutexes), or own time on lines that take a lock where the source is there, from
    `share` of all time on, a warning from `warning` on.

    Why it matters: threads that queue for one lock run one after another, however many processors
    there are.

    How sure it is: the frames are the locks' own. Go's mutex profile charges the waiting to whom
    held the lock, its block profile to whom waited. What the lock protects has to be looked up.

    How to fix it: hold the lock for less (compute first, then lock), divide it by key, use
    reader-writer locks or atomics for what is mostly read, give each thread its own and merge;
    in Python let processes work instead of threads.

    Learnt from: https://pkg.go.dev/runtime/pprof (mutex and block profiles); B. Gregg, Off-CPU
    analysis; the universal scalability law (N. J. Gunther, 2007): contention is what flattens it.
    """

    name = "lock-contention"
    title = "Lock contention"
    scopes = ("cpu",)
    cost = 2
    prominence = 7
    thresholds = (
        Threshold("share", 0.04, "ratio", "of all time waiting for locks, at least"),
        Threshold("warning", 0.12, "ratio", "of all time, from which it is a warning"),
        Threshold(
            "part", 0.15, "ratio", "of the waiting for locks that one function has, at least"
        ),
        Threshold("total", 10e6, "ns", "delay of one function in a profile of waiting, at least"),
        Threshold("long", 100e6, "ns", "delay of one function, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Only profiles of time, or of waiting."""
        return spending_of(study.model, Cost.TIME, Cost.WAITED) is not None

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most three functions that wait, the longest waiting first."""
        waited = ground_of(study, Cost.WAITED)
        if waited is not None:
            yield from _delays(study, waited, limits)
            return
        ground = ground_of(study)
        if ground is not None:
            yield from _stacks(study, ground, limits)


def _delays(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    """Of a profile of waiting: nothing else in it is worth more than the locks."""
    marked = (locking(study) | unlocking(study))[ground.function]
    if not marked.any() and not named(study, _GOS).any():
        marked[:] = True  # gperftools and Java's contentionz profile nothing but locks
    whole = share_of_paths(ground, marked)
    timed = ground.spending.unit == "ns"
    for function, share in _by_actor(study, whole):
        if share.spent < limits["part"] * whole.spent or (timed and share.spent < limits["total"]):
            continue
        grave = timed and share.spent >= limits["long"]
        severity = Severity.WARNING if grave else Severity.INFO
        limit = limits["total"] if timed else None
        waiting = Measure("waiting", share.spent, ground.spending.unit, limit)
        part = Measure("of all lock waiting", share.spent / whole.spent, "ratio", limits["part"])
        yield _finding(study, share, function, severity, (waiting, part))


def _stacks(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    """Of a profile of time: stacks that wait in between."""
    whole = share_of_paths(ground, _own_locking(study, ground))
    waiting = list(_by_actor(study, whole))
    waiting += [(t.function, t.share) for t in telling_lines(study, ground, LOCKS)]
    for function, share in waiting[:MOST]:
        if share.ratio < limits["share"] or share.interval[0] < limits["share"] / 2:
            continue
        severity = sure_severity(share, limits["warning"], CRITICAL * limits["warning"])
        ratio = Measure("waiting, of all", share.ratio, "ratio", limits["share"])
        spent = Measure("waiting", share.spent, ground.spending.unit)
        yield _finding(study, share, function, severity, (ratio, spent))


def _own_locking(study: Study, ground: Ground) -> NDArray[np.bool_]:
    """Paths that wait for a lock which own code asked for, bool (p); where no code is known to be
    the program's, all that wait. What the runtime and the collector lock among themselves is
    theirs."""
    marked: NDArray[np.bool_] = np.take(locking(study), ground.function)
    above = own_above(study, ground) >= 0
    if above.any():
        marked &= above
    collecting = np.asarray(study.kinds == Kind.COLLECTOR, np.bool_)[ground.function]
    return marked & ~below(ground.parent, collecting)


def _by_actor(study: Study, whole: Share) -> Iterator[tuple[int, Share]]:
    """What waits, by the own function that asks for the lock (the lock itself without one)."""
    ground, paths = whole.ground, whole.outermost
    if not len(paths):
        return
    paths = paths[~nameless(study)[ground.function[paths]]]
    above = own_above(study, ground)[paths]
    actor = np.where(above >= 0, ground.function[above], ground.function[paths])
    for function in ranked(actor, ground.total[paths])[0][:MOST].tolist():
        yield function, share_of_paths(ground, _marked(ground, paths[actor == function]))


def _marked(ground: Ground, paths: NDArray[np.integer]) -> NDArray[np.bool_]:
    marked = np.zeros(len(ground.own), np.bool_)
    marked[paths] = True
    return marked


def _finding(
    study: Study,
    share: Share,
    function: int,
    severity: Severity,
    measures: tuple[Measure, ...],
) -> Finding:
    ground, name = share.ground, label(study, function)
    unit, of = ground.spending.unit, ground.spending.of
    lock = label(study, int(ground.function[share.outermost[0]]))
    holds = bool(unlocking(study)[ground.function[share.outermost]].all())
    spent = quantity(share.spent, unit)
    makes = f"Others wait {spent} for locks that `{name}` holds"
    waits = f"`{name}` waits {spent} for locks"
    is_lock = function == int(ground.function[share.outermost[0]])
    told = makes if holds else waits
    return Finding(
        detector=LockContention.name,
        severity=severity,
        title=(f"Others wait for locks that {name} holds" if holds else f"{name} waits for a lock"),
        where=where(study, function),
        why=(
            f"{told} ({amounts(share)}, {percent(share.ratio)})"
            + ("." if is_lock else f"; the stacks end in `{lock}`.")
        ),
        verdict=f"{told}, {percent(share.ratio)} of {of}",
        entity=identity(study, function),
        measures=measures,
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(0.85, share),
        scopes=LockContention.scopes,
        saving=amdahl(share, HALF, RULE),
        how=(
            f"Hold the lock around `{name}` for less: compute before and lock only to store; "
            "divide it by key, or let each thread have its own and merge at the end."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The threads have nothing else to do meanwhile, and nobody waits for them.",
        cause=f"{of}\n{identity(study, function)}\nlock",
    )
