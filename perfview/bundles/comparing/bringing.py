"""Which imports that a build did not have before made modules load at start, or load at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.builds import BuildDiff
from perfview.bundles.comparing.matching import Matched
from perfview.bundles.presence.paths import Importers, importers
from perfview.bundles.study import Study

_OLD, _NOTHING = -1, -2


@dataclass(frozen=True)
class Bringing:
    """A new import and what came with it: row of `Imports` of the later build, modules int32 that
    it brought in, the heaviest first, and what they weigh in bytes, at start where it is about
    what loads at start. is_later: it is about what loads at some time."""

    row: int
    modules: NDArray[np.int32]
    bytes: int
    is_later: bool


def brought_in(diff: BuildDiff) -> list[Bringing]:
    """New imports by what they made load, the most bytes first; each module is told once, with the
    first new import on the way to it. Empty where a build does not tell its imports."""
    return _brought(diff.before, diff.after, diff.modules)


def let_go(diff: BuildDiff) -> list[Bringing]:
    """The same of imports that are no more; rows and modules are of the earlier build."""
    return _brought(diff.after, diff.before, diff.modules.turned())


def _brought(before: Study, after: Study, modules: Matched) -> list[Bringing]:
    if not len(before.loading.edges) or not len(after.loading.edges):
        return []
    known = importers(after)
    partner = modules.partner(len(after.model.modules))
    found = []
    for at_start in (True, False):
        was = before.loading.reached.at_start if at_start else before.loading.reached.at_all
        now = after.loading.reached.at_start if at_start else after.loading.reached.at_all
        came = now & ~np.append(was, np.False_)[partner]
        if not at_start:
            # What came at start has been told.
            came &= ~after.loading.reached.at_start
        cause = _causes(before, after, known, partner, at_start=at_start)
        weight = after.weights.at_start if at_start else after.weights.of_module
        found += _by_cause(cause, came, weight, is_later=not at_start)
    return sorted(found, key=lambda each: -each.bytes)


def _by_cause(
    cause: NDArray[np.int64], came: NDArray[np.bool_], weight: NDArray[np.int64], *, is_later: bool
) -> list[Bringing]:
    rows = np.flatnonzero(came & (cause >= 0))
    found = []
    for each in np.unique(cause[rows]).tolist():
        own = rows[cause[rows] == each]
        own = own[np.argsort(-weight[own], kind="stable")].astype(np.int32)
        found.append(Bringing(each, own, int(weight[own].sum()), is_later))
    return found


def _causes(
    before: Study,
    after: Study,
    known: Importers,
    partner: NDArray[np.int32],
    *,
    at_start: bool,
) -> NDArray[np.int64]:
    """Of each module the first new import on the way to it, a row of `Imports` int64 (m), -1 where
    old ones lead there, -2 where nothing does: what old imports reach is found first, then the
    wave goes on over new ones, breadth first."""
    m = len(after.model.modules)
    target = np.repeat(np.arange(m), np.diff(known.first))
    kept = ~known.is_later if at_start else np.ones(len(target), np.bool_)
    source, target, row = known.source[kept], target[kept], known.row[kept]
    is_old = _were_there(before, partner, source, target, known.is_later[kept])
    cause = np.full(m, _NOTHING, np.int64)
    entries = after.loading.entries
    cause[entries] = _OLD
    _follow_old(cause, entries, source[is_old], target[is_old])
    front = np.flatnonzero(cause == _OLD)
    while len(front):
        steps = np.isin(source, front) & (cause[target] == _NOTHING)
        if not steps.any():
            break
        reached, first = np.unique(target[steps], return_index=True)
        by = cause[source[steps][first]]
        cause[reached] = np.where(by == _OLD, row[steps][first], by)
        front = reached
    return cause


def _follow_old(
    cause: NDArray[np.int64],
    front: NDArray[np.int32],
    source: NDArray[np.int32],
    target: NDArray[np.int64],
) -> None:
    """Mark (in place) what the imports that were there before lead to."""
    while len(front):
        steps = np.isin(source, front) & (cause[target] == _NOTHING)
        front = np.unique(target[steps]).astype(np.int32)
        cause[front] = _OLD


def _were_there(
    before: Study,
    partner: NDArray[np.int32],
    source: NDArray[np.int32],
    target: NDArray[np.int64],
    later: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Which imports the earlier build had, too, loading in the same way: bool."""
    edges, m = before.loading.edges, np.int64(max(len(before.model.modules), 1))
    had = (edges.source * m + edges.target) * 2 + edges.is_later
    a, b = partner[source].astype(np.int64), partner[target].astype(np.int64)
    key = (a * m + b) * 2 + later
    return np.asarray((a >= 0) & (b >= 0) & np.isin(key, had), np.bool_)
