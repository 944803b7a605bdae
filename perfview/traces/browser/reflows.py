"""Forced reflows: style and layout that script asked for in the middle of its work.

Reading a size after a change makes the browser lay out at once instead of once a frame
(https://web.dev/articles/avoid-large-complex-layouts-and-layout-thrashing).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.traces.browser.enclosing import outside
from perfview.traces.browser.events import rows_named, said_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.scripts import Function, caller_of, functions_of
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.browser.work import ENTRIES
from perfview.traces.study import Study

STYLE_AND_LAYOUT = ("UpdateLayoutTree", "RecalculateStyles", "Layout")
SAMPLED = 200
"""Rows of one function whose stack traces are read to tell where it asks."""


@dataclass(frozen=True)
class Reflows:
    """All forced style and layout of one function.

    row int32 (k), by start; entry int32 (k): the script slice each is in. `function` is the one
    the browser called, `asking` the innermost of the stack trace that asks most often, None when
    no stack was recorded (the function itself, then).
    """

    row: NDArray[np.int32]
    entry: NDArray[np.int32]
    function: Function
    asking: Function | None


def reflows_of(study: Study, page: Page) -> list[Reflows]:
    """The page's forced reflows by function, most time first."""
    return study.once("browser.reflows", lambda: _reflows(study, page))


def forced_rows(study: Study, page: Page) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Forced style and layout slices and the script slice each is in, two int32 arrays, by start.

    Of nested ones only the outermost: a layout inside a style recalculation is not counted twice.
    """
    rows = rows_named(study, *STYLE_AND_LAYOUT)
    rows = rows[on_main_thread(study, page)[rows]]
    among = np.zeros(len(study.model), np.bool_)
    among[rows] = True
    scripts = np.zeros(len(study.model), np.bool_)
    scripts[rows_named(study, *ENTRIES)] = True
    rows = rows[outside(study, rows, among) < 0]
    entry = outside(study, rows, scripts)
    rows, entry = rows[entry >= 0], entry[entry >= 0]
    order = np.argsort(study.model.start_ns[rows], kind="stable")
    return rows[order], entry[order]


def begins_of(study: Study, reflows: Reflows) -> NDArray[np.bool_]:
    """Where a reflow begins, bool (k): a layout that follows style in the same script is one with
    it."""
    layouts = np.zeros(len(study.model), np.bool_)
    layouts[rows_named(study, "Layout")] = True
    is_layout = layouts[reflows.row]
    begins = np.ones(len(reflows.row), np.bool_)
    same = reflows.entry[1:] == reflows.entry[:-1]
    begins[1:] = ~(is_layout[1:] & ~is_layout[:-1] & same)
    return begins


def _reflows(study: Study, page: Page) -> list[Reflows]:
    rows, entry = forced_rows(study, page)
    if not len(rows):
        return []
    groups: dict[str, tuple[Function, list[int]]] = {}
    entries, owner = np.unique(entry, return_inverse=True)
    first, members = gather(owner.astype(np.int32), len(entries))
    for k, function in enumerate(functions_of(study, entries)):
        if function is not None:
            found = groups.setdefault(function.identity, (function, []))
            found[1].extend(members[first[k] : first[k + 1]].tolist())
    made = [
        _account(study, rows[sorted(places)], entry[sorted(places)], function)
        for function, places in groups.values()
    ]
    return sorted(made, key=lambda each: -int(study.model.duration_ns[each.row].sum()))


def _account(
    study: Study, rows: NDArray[np.int32], entry: NDArray[np.int32], function: Function
) -> Reflows:
    """The function's reflows with where in it most of their time is asked for."""
    spent = study.model.duration_ns[rows]
    sample = rows[np.argsort(-spent, kind="stable")[:SAMPLED]]
    asked: dict[Function, int] = {}
    for row, said in zip(sample.tolist(), said_of(study, sample), strict=True):
        caller = caller_of(said)
        if caller is not None:
            asked[caller] = asked.get(caller, 0) + int(study.model.duration_ns[row])
    asking = max(asked, key=lambda each: asked[each]) if asked else None
    if asking is not None and not asking.name and function.is_script:
        # The script's own top level has no name in a stack trace.
        asking = replace(asking, is_script=True)
    return Reflows(rows, entry, function, asking)
