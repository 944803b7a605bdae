"""The columns of modules: what each weighs, what it brings in, where it ships."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.filtering.fields import importers_of
from perfview.bundles.model import MODULE_KINDS
from perfview.bundles.study import Study
from perfview.findings.quantities import number, size
from perfview.ui.bundles.colouring import OWN_WORDS, module_categories
from perfview.ui.bundles.tables.chunk_words import chunk_words
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

AT_START = 2
"""The place of the column that tables of modules are sorted by at first."""

UNKNOWN = -1.0
"""What stands where a size is not known (yet)."""


def has_gzip(study: Study) -> bool:
    """Whether anything compressed is known, or will be: built files, or what the stats tell."""
    return bool(len(study.built) or (study.model.assets.gzip_bytes >= 0).any())


def known_ones(study: Study, columns: Sequence[Column]) -> list[Column]:
    """Columns without that of compressed sizes where none is known."""
    return [each for each in columns if each.key != "gzip_bytes" or has_gzip(study)]


def module_columns(study: Study, gzip_bytes: NDArray[np.float64] | None = None) -> Sequence[Column]:
    """One row a module. `gzip_bytes` float64 (m) are each one's part of the compressed files, None
    while they are worked out."""
    modules, model = study.model.modules, study.model
    names = np.append(model.packages.name, np.int32(-1))[modules.package]
    categories = module_categories(study)
    columns: list[Column] = [
        TextColumn(
            "name",
            "Module",
            modules.name,
            model.strings,
            Look(least=300, ends=True),
            categories=lambda row: int(categories[row]),
        ),
        TextColumn(
            "package", "Package", names, model.strings, Look(120, spare=4), absent=OWN_WORDS,
            tone="text2",
        ),
        NumberColumn(
            "initial_bytes", "At start", study.weights.at_start, _size,
            Look(140, tip="Bytes in the files that load at start"), bar=True, absent=0,
        ),
        NumberColumn(
            "bytes", "Shipped", study.weights.of_module, _size,
            Look(84, tip=f"Bytes in all files ({HOW[study.weights.how]})", spare=1), absent=0,
        ),
        NumberColumn(
            "gzip_bytes", "gzip",
            np.full(len(modules), UNKNOWN) if gzip_bytes is None else gzip_bytes, _size,
            Look(76, tip="Its part of the compressed files", spare=2),
            absent=UNKNOWN if gzip_bytes is None else 0,
        ),
        NumberColumn(
            "source_bytes", "Source", modules.source_bytes, _size,
            Look(84, tip="Bytes before minification", spare=6), absent=UNKNOWN,
        ),
    ]  # fmt: skip
    if len(study.loading.edges):
        columns += _of_imports(study)
    kinds = modules.kind.astype(np.int32)
    texts, numbers = chunk_words(study)
    columns += [
        TextColumn("kind", "Kind", kinds, MODULE_KINDS, Look(84, spare=7), tone="text2"),
        TextColumn("chunk", "Chunk", numbers, texts, Look(120, spare=3, ends=True), tone="text2"),
    ]
    return known_ones(study, columns)


HOW = {
    "source map": "by the source maps of the built files",
    "bundler": "as the bundler counted them",
    "scaled": "estimated: sizes before minification, scaled to the files",
    "source": "before minification, as no built file is at hand",
}
"""Where shipped bytes come from, by `Weights.how`."""


def _of_imports(study: Study) -> list[Column]:
    return [
        NumberColumn(
            "retained_bytes", "Brings in", study.dominated.retained_bytes, _size,
            Look(92, tip="Shipped bytes that would go with it: its own, and what it alone imports",
                 spare=2), absent=0,
        ),
        NumberColumn(
            "importers", "Importers", importers_of(study), number,
            Look(84, tip="Modules that import it", spare=5), absent=0,
        ),
    ]  # fmt: skip


def _size(value: float) -> str:
    return size(value)
