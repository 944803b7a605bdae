"""The columns of imports into some modules: who asks, as what, in which line, how."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import IMPORT_KINDS
from perfview.bundles.study import Study
from perfview.findings.quantities import number
from perfview.ui.bundles.colouring import module_categories
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn


def imports_into(study: Study, modules: NDArray[np.int32]) -> NDArray[np.int32]:
    """The imports of these modules from outside of them that were not left out, rows of `Imports`
    int32, of one importer's same requests the first; those of what loads at start first."""
    imports = study.model.imports
    rows = np.flatnonzero(np.isin(imports.target, modules) & imports.is_active)
    rows = rows[~np.isin(imports.source[rows], modules)]
    rows = rows[np.argsort(imports.line[rows], kind="stable")]
    asked = np.stack([imports.source[rows], imports.request[rows]])
    rows = rows[np.unique(asked, axis=1, return_index=True)[1]]
    later = ~study.loading.reached.at_start[imports.source[rows]]
    return rows[np.lexsort((imports.line[rows], imports.source[rows], later))].astype(np.int32)


def import_columns(study: Study, rows: NDArray[np.int32]) -> Sequence[Column]:
    """One row an import of these (int32)."""
    imports, modules, strings = study.model.imports, study.model.modules, study.model.strings
    source = imports.source[rows]
    categories = module_categories(study)[source]
    kinds = imports.kind[rows].astype(np.int32)
    columns = (
        TextColumn("importer", "Imported by", modules.name[source], strings,
                   Look(least=140, ends=True), categories=lambda row: int(categories[row])),
        TextColumn("request", "As", imports.request[rows], strings, Look(150, ends=True, spare=1),
                   tone="text2"),
        NumberColumn("line", "Line", imports.line[rows], number, Look(56, spare=2), absent=0),
        TextColumn("kind", "How", kinds, IMPORT_KINDS, Look(100, spare=3), tone="text2"),
    )  # fmt: skip
    # Some bundlers tell neither in what words a module is asked for, nor where.
    told = {
        "request": any(strings[int(each)] for each in np.unique(imports.request[rows])),
        "line": bool((imports.line[rows] > 0).any()),
    }
    return [each for each in columns if told.get(each.key, True)]
