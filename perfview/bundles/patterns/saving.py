"""What a fix of a bundle saves, as every detector of bundles says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE
from perfview.bundles.scenarios.edits import Edit
from perfview.bundles.scenarios.sizes import Outcome, Size, outcome
from perfview.bundles.scenarios.standing import standing
from perfview.findings.finding import Evidence, Saving

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_ROWS = 200
"""Modules that a finding points at one by one."""

NOISE_BYTES = 100
"""A start that shrinks by no more than this many bytes as written does not shrink: wrappers and
the names a bundler gives move by so much between builds of the same code."""

START_PART = 0.1
"""Part of all that a change saves from which on what starts without is what it is about."""

SCALED_LOW, SCALED_HIGH = 0.4, 1.6
"""What may be left, or more, of a saving told from sizes before minification, scaled to the files:
code with many comments shrinks more than the rest of its file, dense code less. Measured on real
builds: lodash as CommonJS 0.42 of what its scaled size says."""

WHOLE_LOW = 0.2
"""The same of sizes before minification that no file is known to scale to: users of
rollup-plugin-visualizer see them 2 to 5 times too large (its issues 96, 163, 169)."""


_UNMINIFIED = {"source": ", unminified"}


def saving(study: Study, edits: Sequence[Edit]) -> tuple[Saving, Outcome]:
    """What edits save, in bytes over the wire: gzip where the built files are at hand, else as
    written. Of what loads at start where that shrinks by more than noise and by a fair part of all
    that is saved, else of everything."""
    found = outcome(study, edits, gzip=bool(len(study.built)))
    at_start = _is_at_start(found)
    before, after = (
        (found.before.initial, found.after.initial)
        if at_start
        else (found.before.total, found.after.total)
    )
    raw = before.raw - after.raw
    first, then, word = _wire(before, after)
    bounds = (found.low, found.high) if at_start or not found.saved_initial else (raw, raw)
    low, high = (_scaled(first - then, raw, bound) for bound in bounds)
    if study.weights.how == "scaled":
        low, high = _widened(first - then, low, high, first)
    elif study.weights.how == "source":
        low = min(low, WHOLE_LOW * max(first - then, 0))
    of = "JavaScript at start" if at_start else "all JavaScript"
    return (
        Saving(
            value=float(first - then),
            low=low,
            high=high,
            unit="bytes",
            method=_method(study, word),
            of=f"{of}{word or _UNMINIFIED.get(study.weights.how, '')}",
            before=float(first),
        ),
        found,
    )


def _is_at_start(found: Outcome) -> bool:
    return found.saved_initial > max(NOISE_BYTES, START_PART * found.saved_total)


def _wire(before: Size, after: Size) -> tuple[int, int, str]:
    if before.gzip is None or after.gzip is None:
        return before.raw, after.raw, ""
    return before.gzip, after.gzip, ", gzip"


def _scaled(value: int, raw: int, bound: int) -> float:
    """A bound of the bytes as written as one of the bytes over the wire."""
    return float(value + (bound - raw) * (value / raw if raw else 1.0))


def _widened(value: int, low: float, high: float, most: int) -> tuple[float, float]:
    """A range of a saving of scaled sizes, never beyond all there is. What a change adds stays."""
    if value <= 0:
        return low, high
    return min(low, SCALED_LOW * value), max(high, min(SCALED_HIGH * value, float(most)))


def _method(study: Study, word: str) -> str:
    known = {
        "source map": "bytes by source map",
        "bundler": "the bundler's bytes in the output",
        "scaled": "sizes before minification, scaled to the files",
    }.get(study.weights.how, "sizes before minification")
    packed = ", what stays compressed anew" if word else ""
    return f"reachability over the changed import graph, {known}{packed}"


def reach(study: Study, outcome: Outcome) -> float:
    """Whom it concerns (0-1): 1 for what loads at start; for later chunks their share of all
    chunks that load later on."""
    if _is_at_start(outcome) or len(outcome.joins):
        return 1.0
    stands = standing(study)
    later = ~stands.is_initial
    changed = later & np.isin(stands.module, outcome.gone)
    files = len(np.unique(stands.asset[later]))
    return len(np.unique(stands.asset[changed])) / files if files else 1.0


def evidence(study: Study, modules: NDArray[np.int32]) -> Evidence:
    """These modules, the heaviest first (at most `MOST_ROWS`), and the packages they belong to."""
    weights = study.weights.of_module[modules]
    rows = modules[np.lexsort((modules, -weights))].astype(np.int32)
    packages = study.model.modules.package[rows]
    own = packages != OWN_CODE
    found, back = np.unique(packages[own], return_inverse=True)
    held = np.bincount(back, study.weights.of_module[rows][own], len(found))
    groups = found[np.argsort(-held, kind="stable")].astype(np.int32)
    return Evidence(rows[:MOST_ROWS], groups, total=len(rows))
