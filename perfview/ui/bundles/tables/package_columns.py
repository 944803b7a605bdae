"""The columns of packages: version, how often it ships, what it weighs, who pulls it in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.totals import package_totals
from perfview.bundles.study import Study
from perfview.findings.quantities import ABSENT, number, size
from perfview.ui.bundles.colouring import OWN_WORDS, package_categories
from perfview.ui.bundles.tables.module_columns import UNKNOWN, known_ones
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

AT_START = 3
"""The place of the column that tables of packages are sorted by at first."""


class CopiesColumn(NumberColumn):
    """How often a package ships, told where it is more than once."""

    def text(self, row: int) -> str:
        """``3 copies``."""
        count = int(self.values[row])
        return f"{number(count)} copies" if count > 1 else ABSENT

    def tone(self, row: int) -> str:
        """More than one is doubtful."""
        return "warn" if self.values[row] > 1 else "text3"


def package_columns(
    study: Study, gzip_bytes: NDArray[np.float64] | None = None
) -> Sequence[Column]:
    """One row an installed package. `gzip_bytes` float64 (p), None while they are worked out."""
    packages, strings, totals = study.model.packages, study.model.strings, package_totals(study)
    categories = package_categories(study)
    gzip = np.full(len(packages), UNKNOWN) if gzip_bytes is None else gzip_bytes
    at_start = "Bytes in the files that load at start"
    wasted = "What a single copy, the heaviest, would spare"
    who, names = pulled_in_by(study)
    columns = (
        TextColumn("name", "Package", packages.name, strings, Look(least=150, ends=True),
                   categories=lambda row: int(categories[row])),
        TextColumn("version", "Version", packages.version, strings, Look(84, spare=2),
                   tone="text2"),
        CopiesColumn("copies", "Ships", totals.copies, look=Look(76, tip="How often it ships")),
        NumberColumn("initial_bytes", "At start", totals.initial_bytes, size,
                     Look(140, tip=at_start), bar=True, absent=0),
        NumberColumn("bytes", "Shipped", totals.bytes, size, Look(84, spare=1), absent=0),
        NumberColumn("gzip_bytes", "gzip", gzip, size,
                     Look(76, tip="Its part of the compressed files", spare=3),
                     absent=UNKNOWN if gzip_bytes is None else 0),
        NumberColumn("source_bytes", "Source", totals.source_bytes, size,
                     Look(84, tip="Bytes before minification", spare=6), absent=0),
        NumberColumn("wasted_bytes", "Wasted", totals.spare_bytes, size, Look(76, tip=wasted),
                     absent=0, tone=lambda value: "warn" if value else "text3"),
        NumberColumn("modules", "Modules", totals.modules, number, Look(72, spare=4)),
        TextColumn("pulled_in_by", "Pulled in by", who, names, Look(150, ends=True, spare=5),
                   tone="text2"),
        TextColumn("folder", "Folder", packages.folder, strings, Look(180, ends=True, spare=7),
                   tone="text3"),
    )  # fmt: skip
    return known_ones(study, columns)


def importing_packages(study: Study) -> NDArray[np.int64]:
    """Which package asks for which: pairs of rows (importer, imported), int64 (k, 2), each once;
    the importer is -1 for own code."""
    edges, of = study.loading.edges, study.model.modules.package
    source, target = of[edges.source].astype(np.int64), of[edges.target].astype(np.int64)
    crosses = (source != target) & (target >= 0)
    return np.unique(np.stack([source[crosses], target[crosses]], axis=1), axis=0)


def pulled_in_by(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    """Who asks for each package, as texts by number, int32 (p), -1 for nobody: ``own code``,
    ``react-dom +2``; own code is named first, then the heaviest. Worked out once."""
    return study.once("ui.pulled_in_by", lambda: _pulled(study))


def _pulled(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    packages, weight = study.model.packages, package_totals(study).bytes
    pairs = importing_packages(study)
    found = np.full(len(packages), -1, np.int32)
    texts: dict[str, int] = {}
    rank = np.where(pairs[:, 0] < 0, -np.inf, -weight[pairs[:, 0]].astype(np.float64))
    pairs = pairs[np.lexsort((rank, pairs[:, 1]))]
    targets, first, count = np.unique(pairs[:, 1], return_index=True, return_counts=True)
    for target, place, several in zip(targets, first, count, strict=True):
        importer = int(pairs[place, 0])
        name = study.model.strings[packages.name[importer]] if importer >= 0 else OWN_WORDS
        text = f"{name} +{several - 1}" if several > 1 else name
        found[target] = texts.setdefault(text, len(texts))
    return found, list(texts)
