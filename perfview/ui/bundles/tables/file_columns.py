"""The columns of files: as written, compressed, against the budget, what belongs to no module."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import ASSET_KINDS
from perfview.bundles.study import Study
from perfview.findings.quantities import size
from perfview.ui.bundles.tables.module_columns import UNKNOWN, known_ones
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

RAW = 3
"""The place of the column that tables of files are sorted by at first."""

_WHEN = ("later", "at start")


def file_columns(study: Study, gzip_bytes: NDArray[np.int64] | None = None) -> Sequence[Column]:
    """One row a file. `gzip_bytes` int64 (a), -1 unknown, None while they are worked out."""
    assets, weights = study.model.assets, study.weights
    unknown = np.full(len(assets), int(UNKNOWN))
    when = weights.is_initial.astype(np.int32)
    kinds = assets.kind.astype(np.int32)
    tip = "Bytes that belong to no module: the bundler’s own code"
    columns = (
        TextColumn("name", "File", assets.name, study.model.strings, Look(least=200, ends=True)),
        TextColumn("kind", "Kind", kinds, ASSET_KINDS, Look(84, spare=3), tone="text2"),
        TextColumn("loads", "Loads", when, _WHEN, Look(84, spare=2), tone="text2"),
        NumberColumn("bytes", "Raw", file_sizes(study), size, Look(160), bar=True, absent=UNKNOWN),
        NumberColumn("gzip_bytes", "gzip", unknown if gzip_bytes is None else gzip_bytes, size,
                     Look(84), absent=UNKNOWN),
        NumberColumn("brotli_bytes", "brotli", assets.brotli_bytes, size, Look(84, spare=4),
                     absent=UNKNOWN),
        NumberColumn("unexplained_bytes", "Of no module", weights.unexplained, size,
                     Look(104, tip=tip, spare=1), absent=0),
    )  # fmt: skip
    return known_ones(study, columns)
