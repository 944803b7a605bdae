"""How grave a saving is, how sure its bytes are, and savings that no change of imports tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.saving import MOST_ROWS, evidence
from perfview.bundles.scenarios.edits import Edit
from perfview.bundles.scenarios.sizes import Outcome, outcome
from perfview.bundles.study import Study
from perfview.findings.finding import Evidence, Saving, Severity

SURE = {"source map": 0.95, "bundler": 0.95, "scaled": 0.7, "source": 0.65}
"""How sure sizes are by where they come from: on the corpus, those scaled from sizes before
minification are off by up to half for one module, and by a few percent for a package; one with many
comments (lodash as CommonJS) by more than half."""

LATER = 0.4
"""What a byte that loads later counts beside one that loads at start, where gravity is judged."""

AT_START = "JavaScript at start"


def sureness(study: Study) -> float:
    """How sure (0-1) sizes of modules are in this study."""
    return SURE.get(study.weights.how, 0.7)


def are_minified(study: Study) -> bool:
    """Whether sizes are of code as it ships; else they are of sources, two to four times as much,
    and no limit for shipped code can be held against them."""
    return study.weights.how != "source"


def are_weighed(study: Study) -> bool:
    """Whether sizes of anything are known; without any no limit of bytes can be held against it."""
    model = study.model
    return bool(
        len(study.built)
        or (model.assets.bytes > 0).any()
        or (model.modules.source_bytes > 0).any()
        or (model.placements.bytes > 0).any()
    )


def stake(changed: Outcome) -> float:
    """Bytes as written that a change saves, those that load later at `LATER` of their size."""
    initial = max(0, changed.saved_initial)
    return initial + LATER * max(0, changed.saved_total - initial)


def promises(study: Study, edits: Sequence[Edit], least: float) -> bool:
    """Whether a change saves at least so many bytes as written; nothing is compressed for it."""
    found = outcome(study, edits)
    return max(found.saved_total, stake(found)) >= least


def gravity(at_stake: float, warning: float, critical: float = float("inf")) -> Severity:
    """A note below `warning`."""
    if at_stake >= critical:
        return Severity.CRITICAL
    return Severity.WARNING if at_stake >= warning else Severity.INFO


def lessened(
    found: Saving,
    changed: Outcome,
    low: float,
    high: float,
    method: str,
    likely: float | None = None,
) -> Saving:
    """A saving of which something between `low` and `high` bytes as written is added back, `likely`
    by default their mean."""
    raw = changed.saved_initial if found.of.startswith(AT_START) else changed.saved_total
    rate = found.value / raw if raw > 0 else 1.0
    middle = (low + high) / 2 if likely is None else likely
    return replace(
        found,
        value=max(0.0, found.value - rate * middle),
        low=max(0.0, found.low - rate * high),
        high=max(0.0, found.high - rate * low),
        method=f"{found.method}; {method}",
    )


def script_bytes(study: Study, *, at_start: bool) -> int:
    """JavaScript as written, bytes."""
    assets, weights = study.model.assets, study.weights
    taken = assets.kind == SCRIPT
    if at_start:
        taken = taken & weights.is_initial
    if taken.any():
        return int(np.maximum(file_sizes(study)[taken], 0).sum())
    return int((weights.at_start if at_start else weights.of_module).sum())


def estimated(
    study: Study, low: float, value: float, high: float, method: str, *, at_start: bool
) -> Saving:
    """A saving of bytes as written that was estimated in some way."""
    whole = script_bytes(study, at_start=at_start)
    of = AT_START if at_start else "all JavaScript"
    return Saving(value, low, high, "bytes", method, of=of, before=float(whole))


def of_assets(study: Study, assets: NDArray[np.int32]) -> Evidence:
    """The modules in these files, heaviest first; in stats without modules the files."""
    if not len(study.model.modules):
        return Evidence(assets[:MOST_ROWS].astype(np.int32), total=len(assets))
    weights = study.weights
    return evidence(study, np.unique(weights.module[np.isin(weights.asset, assets)]))
