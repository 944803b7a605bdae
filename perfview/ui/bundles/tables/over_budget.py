"""By how much chunks are over their budget: the project's own, else the usual one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.detectors.chunk_budget import ChunkBudget
from perfview.bundles.furnishing.budget_files import budget_files
from perfview.bundles.measures.totals import chunk_totals
from perfview.bundles.model import MAP
from perfview.bundles.study import Study
from perfview.findings.quantities import ABSENT, size
from perfview.ui.widgets.table.columns import Look, NumberColumn

_WARNING, _CRITICAL = (
    next(each.default for each in ChunkBudget.thresholds if each.name == name)
    for name in ("warning", "critical")
)


@dataclass(frozen=True)
class Over:
    """bytes int64 (c) over the limit, 0 for within it; is_much bool (c); of: what limits are
    called."""

    bytes: NDArray[np.int64]
    is_much: NDArray[np.bool_]
    of: str


class OverColumn(NumberColumn):
    """``180 kB over``, and nothing for what keeps to the limit."""

    def __init__(self, over: Over) -> None:
        tip = f"More than {over.of}"
        super().__init__("over_budget_bytes", "Budget", over.bytes, size, Look(104, tip=tip))
        self._is_much = over.is_much

    def text(self, row: int) -> str:
        """By how much."""
        return f"{size(int(self.values[row]))} over" if self.values[row] else ABSENT

    def tone(self, row: int) -> str:
        """Red for what is far over."""
        if not self.values[row]:
            return "text3"
        return "bad" if self._is_much[row] else "warn"


def over_budget(study: Study, gzip_bytes: NDArray[np.int64] | None = None) -> Over:
    """Chunks held against their budgets. `gzip_bytes` int64 (c), -1 unknown; without them budgets
    of compressed files are left out."""
    written = chunk_totals(study).bytes.astype(np.int64)
    found = np.maximum(written - int(_WARNING), 0)
    is_much, of = written >= _CRITICAL, f"the usual {size(_WARNING)} as written"
    measured = {"none": written, "gzip": gzip_bytes}
    files = _files_of_chunks(study)
    for budget in study.furnished.budgets:
        weight, about = measured.get(budget.compression), set(budget_files(study, budget))
        for chunk, mine in enumerate(files):
            if weight is None or not mine or not mine <= about or weight[chunk] < 0:
                continue
            if budget.each or mine == about:
                over = max(int(weight[chunk]) - budget.limit_bytes, 0)
                found[chunk], is_much[chunk] = over, over > 0
                of = "the project’s budget, or the usual limit without one"
    return Over(found, is_much & (found > 0), of)


def _files_of_chunks(study: Study) -> list[set[int]]:
    pairs, kinds = study.model.chunk_assets, study.model.assets.kind
    found: list[set[int]] = [set() for _ in range(len(study.model.chunks))]
    for chunk, asset in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True):
        if kinds[asset] != MAP:
            found[chunk].add(asset)
    return found
