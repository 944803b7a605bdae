"""Time of functions that an engine built into their callers, told by the lines of its ticks.

V8 charges the samples of optimised code to the function that was compiled, with all it took in
(https://v8.dev/docs/profile; TurboFan inlines what is called often). The line of a tick is that of
the code that ran: where the interpreter ran it before, the function it belongs to has it as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.shares import Share, ranked
from perfview.profiles.study import Study

LEAST = 0.01
"""Of everything: functions with less self time are left as they were recorded."""


def homes(study: Study, ground: Ground) -> NDArray[np.int32]:
    """Of each row of the model's ticks, the function whose code the line is, int32: of those in the
    same file that have ticks on the line, the one that begins last before it; the function it was
    recorded for where there is none, -1 where the line is before that one and nobody's. A function
    that begins on the line itself is left out: more code may stand there. Kept with the study."""
    return study.once(f"homes {ground.spending.metric}", lambda: _homes(study, ground))


def own_by_home(study: Study, ground: Ground) -> NDArray[np.float64]:
    """Self time by function, float64 (f), that of built-in functions moved to where it belongs;
    where no lines were recorded, as it is."""
    own = np.bincount(ground.function, weights=ground.own, minlength=len(study.kinds))
    ticks = study.model.ticks
    if not len(ticks.stack):
        return np.asarray(own, np.float64)
    home, cost = homes(study, ground), tick_costs(study, ground)
    recorded = study.function[ticks.stack]
    moved = np.flatnonzero((home >= 0) & (home != recorded) & (cost > 0))
    own -= np.bincount(recorded[moved], weights=cost[moved], minlength=len(own))
    own += np.bincount(home[moved], weights=cost[moved], minlength=len(own))
    return np.maximum(own, 0.0)


def share_at_home(study: Study, ground: Ground, function: int) -> Share:
    """A function's self time wherever it was built in; evidence are all paths that have some."""
    inside = (ground.function == function) & (ground.own > 0)
    rows, _ = _of(study, ground, function)
    inside[ground.tree.shape.of_stack[study.model.ticks.stack[rows]]] = True
    spent = float(own_by_home(study, ground)[function])
    return Share(ground, spent, np.flatnonzero(inside).astype(np.int32), inside & (ground.own > 0))


def hosts(study: Study, ground: Ground, function: int) -> list[int]:
    """Functions it was built into, those with most of its time first."""
    rows, cost = _of(study, ground, function)
    recorded = study.function[study.model.ticks.stack[rows]]
    found, spent = ranked(recorded, cost)
    others: list[int] = found[(found != function) & (spent > 0)].tolist()
    return others


def built_in(study: Study, ground: Ground, function: int) -> float:
    """How much of a function's recorded self time is that of others built into it."""
    ticks = study.model.ticks
    if not len(ticks.stack):
        return 0.0
    home = homes(study, ground)
    others = (study.function[ticks.stack] == function) & (home != function) & (home >= 0)
    return float(tick_costs(study, ground)[others].sum())


def _of(
    study: Study, ground: Ground, function: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Rows of ticks on a function's lines, and what they stand for."""
    if not len(study.model.ticks.stack):
        return np.zeros(0, np.intp), np.zeros(0)
    cost = tick_costs(study, ground)
    rows = np.flatnonzero((homes(study, ground) == function) & (cost > 0))
    return rows, cost[rows]


def tick_costs(study: Study, ground: Ground) -> NDArray[np.float64]:
    """What each row of ticks stands for, in the ground's unit: its path's self time in parts."""
    return study.once(f"tick costs {ground.spending.metric}", lambda: _costs(study, ground))


def _costs(study: Study, ground: Ground) -> NDArray[np.float64]:
    ticks = study.model.ticks
    path = ground.tree.shape.of_stack[ticks.stack]
    seen = path >= 0
    sums = np.bincount(path[seen], weights=ticks.ticks[seen], minlength=len(ground.own))
    return np.where(seen, ticks.ticks * ground.own[path] / np.maximum(sums[path], 1), 0.0)


def _homes(study: Study, ground: Ground) -> NDArray[np.int32]:
    functions, ticks = study.model.functions, study.model.ticks
    function = study.function[ticks.stack].astype(np.int32)
    own = np.bincount(ground.function, weights=ground.own, minlength=len(study.kinds))
    home = function.copy()
    line = np.asarray(ticks.line, np.int64)
    key = np.left_shift(functions.file[function].astype(np.int64) + 1, 32) | line
    asked = (own >= LEAST * ground.whole)[function] & (line > 0)
    keys = np.unique(key[asked])
    if not len(keys):
        return home
    place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    begin = functions.line[function].astype(np.int64)
    claims = np.flatnonzero((keys[place] == key) & (begin < line) & (begin > 0))
    last = claims[np.argsort(begin[claims], kind="stable")]
    owner = np.full(len(keys), -1, np.int32)
    owner[place[last]] = function[last]  # the last write stays: who begins last
    at = np.flatnonzero(asked)
    owned = owner[place[at]]
    stays = (begin[at] == line[at]) | ((owned < 0) & (begin[at] <= line[at]))
    home[at] = np.where(stays, function[at], owned)
    return home
