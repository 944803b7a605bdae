"""What makes a profile doubtful: measured here, judged by its detector."""

from __future__ import annotations

import numpy as np

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.nameless import nameless
from perfview.profiles.patterns.shares import Share, exact_share, own_share
from perfview.profiles.patterns.waiting import of_profiler
from perfview.profiles.study import Study

KNOWN_LIMITS = (64, 127, 128, 255, 256, 512, 1024, 2048)
"""Frames at which recorders cut stacks off: Go before 1.23 and since (64, 128), perf (127,
`kernel.perf_event_max_stack`), V8 (255), async-profiler and JFR (2048, 64), others' powers of 2."""

PILED = 0.01
"""Part of everything that ends exactly at the greatest depth when stacks are cut off there; in
recursion that ends by itself the deepest stack of all is rare."""

LONG = 10.0
"""Intervals for which one sample stands when the recorder missed some."""


def depth_limit_of(study: Study, ground: Ground) -> int:
    """At how many frames stacks are cut off: what the recorder says, else a known limit that is the
    greatest depth of all and at which stacks pile up; 0 when they are whole."""
    if study.model.depth_limit:
        return study.model.depth_limit
    deepest = int(ground.tree.shape.depth.max(initial=-1)) + 1
    if deepest not in KNOWN_LIMITS:
        return 0
    piled = ground.own[ground.tree.shape.depth == deepest - 1].sum()
    return deepest if piled >= PILED * ground.whole else 0


def cut_off(ground: Ground, limit: int) -> Share:
    """Stacks as deep as the recorder keeps: their outermost callers are missing."""
    return exact_share(ground, (ground.tree.shape.depth >= limit - 1) & (ground.own > 0))


def unnamed(study: Study, ground: Ground) -> Share:
    """Stacks that end in a frame without a name: an address, ``[unknown]``, ``(program)``."""
    return own_share(ground, nameless(study))


def profilers(study: Study, ground: Ground) -> float:
    """The part of everything, the profiler included, that ends in the profiler's own frames."""
    mine = of_profiler(study)[ground.function] & (ground.own == 0) & (ground.tree.own > 0)
    spent = float(ground.tree.own[mine].sum())
    return spent / (spent + ground.whole)


def long_samples(study: Study) -> tuple[int, float]:
    """Samples that stand for more than ten intervals, and the part (0-1) of all time they make up.

    (0, 0.0) where samples have no times, or the recorder took them by events, not by a clock.
    """
    model = study.model
    if not model.has_times or model.interval_ns <= 0 or model.unit() != "ns":
        return 0, 0.0
    if model.metrics.unit.count("ns") > 1:  # then time without the processor is known to be that
        return 0, 0.0
    stack, weight = model.samples.stack, model.weight()
    long = np.flatnonzero(weight > LONG * model.interval_ns)
    long = long[stack[long] >= 0]
    # While a collector stops the world, recorders cannot look either: that is no fault of theirs.
    long = long[study.kinds[study.function[stack[long]]] != Kind.COLLECTOR]
    whole = study.tree.whole
    return len(long), float(weight[long].sum()) / whole if whole > 0 else 0.0
