"""The budget that what loads at start has to keep to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.bundles.detectors.entry_budget import EntryBudget
from perfview.bundles.furnished import Budget
from perfview.bundles.furnishing.budget_files import budget_files
from perfview.bundles.model import SCRIPT
from perfview.bundles.study import Study

_USUAL = next(each.default for each in EntryBudget.thresholds if each.name == "warning")
_COMPRESSION = {"raw": "none", "gzip": "gzip", "brotli": "brotli"}


@dataclass(frozen=True)
class StartLimit:
    """A limit in bytes and what it is called."""

    bytes: int
    words: str


def start_limit(study: Study, measure: str) -> StartLimit | None:
    """The strictest of the project's budgets that are about all JavaScript that loads at start, in
    a measure (``raw``, ``gzip``, ``brotli``); without one what an entry usually may weigh as
    written, and None compressed."""
    start = set(
        np.flatnonzero(study.weights.is_initial & (study.model.assets.kind == SCRIPT)).tolist()
    )
    fits = [
        budget
        for budget in study.furnished.budgets
        if budget.compression == _COMPRESSION[measure] and _is_about(study, budget, start)
    ]
    if not fits or not start:
        usual = StartLimit(int(_USUAL), "usual limit")
        return usual if measure == "raw" and start else None
    strictest = min(fits, key=lambda budget: budget.limit_bytes)
    return StartLimit(strictest.limit_bytes, "budget")


def _is_about(study: Study, budget: Budget, start: set[int]) -> bool:
    """Whether a budget's scripts are those that load at start, all of them and no others."""
    scripts = study.model.assets.kind == SCRIPT
    return {row for row in budget_files(study, budget) if scripts[row]} == start
