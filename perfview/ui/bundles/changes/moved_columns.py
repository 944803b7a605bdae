"""The modules that a change moves: which leave the start, join it, or are gone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.scenarios.sizes import Outcome
from perfview.bundles.scenarios.standing import standing
from perfview.bundles.study import Study
from perfview.findings.quantities import change_of
from perfview.ui.bundles.colouring import OWN_WORDS, module_categories
from perfview.ui.widgets.table.columns import ChangeColumn, Column, Look, TextColumn

_WHERE = ("loads later now", "gone from the build", "loads at start now")
_LATER, _GONE, _JOINS = range(len(_WHERE))


def moved_modules(found: Outcome) -> NDArray[np.int32]:
    """The modules that move, int32: what leaves the start, what is gone, what joins the start."""
    parts = (found.leaves, found.gone, found.joins)
    return np.unique(np.concatenate(parts)).astype(np.int32)


def moved_columns(study: Study, found: Outcome, modules: NDArray[np.int32]) -> Sequence[Column]:
    """One row a module of `moved_modules`."""
    model = study.model
    where = np.full(len(modules), _LATER, np.int32)
    where[np.isin(modules, found.gone)] = _GONE
    where[np.isin(modules, found.joins)] = _JOINS
    weight = standing(study).one[modules]
    change = np.where(where == _JOINS, weight, -weight).astype(np.int64)
    names = np.append(model.packages.name, np.int32(-1))[model.modules.package[modules]]
    categories = module_categories(study)[modules]
    return (
        TextColumn("name", "Module", model.modules.name[modules], model.strings,
                   Look(least=160, ends=True), categories=lambda row: int(categories[row])),
        TextColumn("package", "Package", names, model.strings, Look(130, spare=2),
                   absent=OWN_WORDS, tone="text2"),
        TextColumn("where", "Where it goes", where, _WHERE, Look(150, spare=1), tone="text2"),
        ChangeColumn("change_bytes", "Bytes", change, lambda value: change_of(value, "bytes"),
                     Look(170)),
    )  # fmt: skip
