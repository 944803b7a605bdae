"""The columns of a table of functions."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import Lens
from perfview.profiles.measures.function_table import FunctionTable
from perfview.profiles.measures.over_time import over_time
from perfview.profiles.study import Study
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, SparkColumn, TextColumn

MOST_CURVES = 192
"""Functions whose cost over time is drawn: those at the top of any order."""

_BUCKETS = 32
_BARRED, _NARROW = 132, 92
_ON_TOP = "Samples in which it was on top"


def function_columns(
    study: Study, table: FunctionTable, lens: Lens, *, compact: bool = False
) -> dict[str, Column]:
    """One row a function, in the order of the model; by key, in the order they are shown. Compact
    ones leave names room: only what is sorted by has bars."""
    model = study.model
    functions, count = model.functions, len(model.functions)
    packages, categories = study.packages, function_categories(study)
    whole = float(study.call_tree(lens).whole)
    write = partial(amount, unit=model.unit(lens.metric))
    counted = "Calls" if model.counts else "Samples"
    made = (
        TextColumn(
            "function",
            "Function",
            functions.name,
            model.strings,
            Look(ends=True),
            absent="(no name)",
            categories=lambda row: int(categories[row]),
        ),
        TextColumn("module", "Module", packages.of_function, packages.names, Look(120)),
        NumberColumn(
            "self",
            "Itself",
            table.own[:count],
            write,
            Look(_BARRED, tip="Without what it calls"),
            bar=True,
            absent=0.0,
        ),
        NumberColumn(
            "total",
            "With callees",
            table.total[:count],
            write,
            Look(_NARROW if compact else _BARRED, tip="With everything it calls, recursion once"),
            bar=not compact,
            absent=0.0,
        ),
        NumberColumn(
            "self_share",
            "Share",
            table.own[:count],
            lambda value: share(value, whole),
            Look(60, tip="Its own part of everything"),
            absent=0.0,
        ),
        SparkColumn("over_time", "Over time", count, Look(110, tip="With callees, over time")),
        NumberColumn(
            "samples",
            counted,
            table.count[:count],
            look=Look(76, tip="How often it was called" if model.counts else _ON_TOP),
            absent=0,
        ),
        TextColumn("file", "File", functions.file, model.strings, Look(240), tone="text3"),
        NumberColumn("line", "Line", functions.line, look=Look(54), absent=0),
    )
    return {column.key: column for column in made}


def curves_of(study: Study, table: FunctionTable, lens: Lens) -> dict[int, NDArray[np.float64]]:
    """The cost over time of the functions that cost most, itself or with callees, each scaled to
    its own highest; none where it is not known when samples were taken."""
    if not study.model.has_times:
        return {}
    count = len(study.model.functions)
    heavy = [np.argsort(-each[:count], kind="stable") for each in (table.own, table.total)]
    chosen = np.unique(np.concatenate([order[: MOST_CURVES // 2] for order in heavy]))
    chosen = chosen[table.total[:count][chosen] > 0].astype(np.int32)
    found = over_time(study, chosen.tolist(), _BUCKETS, lens).total
    highest = np.maximum(found.max(axis=1, initial=0.0), 1e-300)
    return dict(zip(chosen.tolist(), found / highest[:, None], strict=True))
