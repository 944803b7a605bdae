"""Event loops that turn for timers whose callbacks do next to nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.claims import claims_of
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.known_functions import Activity, activities_of
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.runs import runs_of
from perfview.profiles.patterns.shares import Share, ranked
from perfview.profiles.study import Study

_NATIVE = re.compile(r"^\(program\)$")

MOSTLY = 0.6
SHORTEST_NS = 500_000_000


@dataclass(frozen=True)
class TimerChurn:
    """function: the own callback with most below timers. share: timers and the
    turning of the loop. rate: how often a second timers were seen beginning, a lower bound.
    callbacks (0-1): the part of everything that is below timers."""

    function: int
    share: Share
    rate: float
    callbacks: float


def timer_churn(study: Study, ground: Ground) -> TimerChurn | None:
    """What timers cost, when the loop's turning costs more than the callbacks do and hardly
    anything else runs; None otherwise.

    V8 has the native part of a loop as ``(program)``.
    """
    known = activities_of(study)[ground.function]
    timers = ((claims_of(study, ground).above | known) & np.uint32(Activity.TIMERS)) != 0
    kind = study.kinds[ground.function]
    turning = named(study, _NATIVE)[ground.function] & ~timers
    called = float(ground.own[timers].sum())
    turned = float(ground.own[turning].sum())
    others = float(ground.own[~timers & ~turning & (kind != Kind.COLLECTOR)].sum())
    if called <= 0 or turned < called or called < MOSTLY * (called + others):
        return None
    runs = runs_of(study, ground, timers)
    lasted = int(study.model.threads.end_ns.max(initial=0))
    own = own_functions(study)[ground.function] & timers
    callback = ranked(ground.function[own], ground.total[own])[0]
    if not runs or lasted < SHORTEST_NS or not len(callback):
        return None
    inside = (timers | turning) & (ground.own > 0)
    share = Share(ground, called + turned, np.flatnonzero(inside).astype(np.int32), inside)
    rate = len(runs) / (lasted / 1e9)
    return TimerChurn(int(callback[0]), share, rate, called / ground.whole)
