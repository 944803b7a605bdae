"""Own time of own functions, by what the lines do on which it falls."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import Lens
from perfview.profiles.patterns.claims import claims_of
from perfview.profiles.patterns.ecosystems import language_of
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.inlined_lines import homes, own_by_home, tick_costs
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.line_words import MATCHER, regexps_of, work_of_line
from perfview.profiles.patterns.shares import ranked
from perfview.profiles.sources.lookup import sources_of
from perfview.profiles.study import Study

LEAST = 0.01
"""Of everything: functions with less own time are not looked up."""

LOOKED_ABOVE = 8
"""Lines above a hot one that may say what it is about."""

MOST_FUNCTIONS = 60
MOST_LINES = 40
"""Functions whose source is looked at, and lines in each, the most expensive first."""


@dataclass(frozen=True)
class HotLine:
    """A line of an own function with own time.

    spent: of the ground's own. activity: what it does, 0 when that is not known. certain (0-1).
    """

    function: int
    line: int
    text: str
    spent: float
    activity: Activity
    certain: float


def hot_lines(study: Study, ground: Ground) -> list[HotLine]:
    """The lines own functions spend their own time on, where the source is reached; the most
    expensive first. Kept with the study."""
    return study.once(f"hot lines {ground.spending.metric}", lambda: _hot_lines(study, ground))


def _hot_lines(study: Study, ground: Ground) -> list[HotLine]:
    """Paths that known functions claim are left out: their time is told already."""
    claims = claims_of(study, ground)
    at = np.arange(len(ground.own), dtype=np.int32)
    mine = (claims.claim == 0) & (claims.owner == at) & (ground.own > 0)
    function, spent = ranked(ground.function[mine], ground.own[mine])
    at_home = own_by_home(study, ground)
    spent = np.maximum(spent, at_home[function])
    order = np.argsort(-spent, kind="stable")
    worth_it = function[order][spent[order] >= LEAST * ground.whole][:MOST_FUNCTIONS]
    sources = sources_of(study)
    reached = [f for f in worth_it.tolist() if sources.lines_of(f) is not None]
    if not reached:
        return []
    found = []
    matching: dict[int, re.Pattern[str] | None] = {}
    for f, line, cost in _by_line(study, ground, mine, np.array(reached, np.int64)):
        text = sources.line(f, line)
        above = (sources.line(f, at) for at in range(max(1, line - LOOKED_ABOVE), line))
        if f not in matching:
            matching[f] = regexps_of(sources.lines_of(f) or [], language_of(study, f))
        plain = matcher.sub(MATCHER, text) if (matcher := matching[f]) else text
        work = work_of_line(plain, language_of(study, f), list(above)) if text else None
        activity, certain = (work.activity, work.certain) if work else (Activity(0), 0.0)
        found.append(HotLine(f, line, text, cost, activity, certain))
    return sorted(found, key=lambda each: -each.spent)


def _by_line(
    study: Study, ground: Ground, mine: NDArray[np.bool_], functions: NDArray[np.int64]
) -> list[tuple[int, int, float]]:
    """(function, line, own time) of these functions' own paths, at most `MOST_LINES` of each."""
    model, of_stack = study.model, ground.tree.shape.of_stack
    ticks = model.ticks
    if len(ticks.stack):
        path, line, cost = of_stack[ticks.stack], ticks.line, tick_costs(study, ground)
        function = homes(study, ground)
    else:
        metric = ground.spending.metric
        path, line = of_stack, model.frames.line[model.stacks.frame]
        cost, function = study.weigh(Lens(metric=metric)).weight, study.function
    kept = (path >= 0) & (line > 0) & mine[path] & np.isin(function, functions)
    key = function[kept].astype(np.int64) << 32 | line[kept].astype(np.int64)
    pairs, of_pair = np.unique(key, return_inverse=True)
    summed = np.bincount(of_pair, weights=cost[kept], minlength=len(pairs))
    order = np.argsort(-summed, kind="stable")[: MOST_FUNCTIONS * MOST_LINES]
    return [
        (int(pair >> 32), int(pair & 0xFFFFFFFF), float(cost))
        for pair, cost in zip(pairs[order].tolist(), summed[order].tolist(), strict=True)
    ]
