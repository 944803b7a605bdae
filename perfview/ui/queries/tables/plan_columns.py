"""The columns of plans: of which statement, how long, how wrong its planner was, where it hurts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, THIN, duration, number, percent, three_figures
from perfview.queries.study import Study
from perfview.ui.queries.plan.outline import WRONG
from perfview.ui.queries.plan.words import rows as rows_words
from perfview.ui.queries.plan.words import title_of
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows

AT_START = 1
"""The place of the column that plans are sorted by at first."""

_NO_TEXT = "no statement told"


class HotColumn(Column):
    """The step of each plan that took most by itself."""

    def __init__(self, study: Study, nodes: NDArray[np.int32], part: NDArray[np.float64]) -> None:
        super().__init__("slowest_step", "Slowest step", Look(least=170, spare=2))
        self._study, self._nodes, self._part = study, nodes, part

    def __len__(self) -> int:
        return len(self._nodes)

    def text(self, row: int) -> str:
        """``Seq Scan on orders, 91 %``."""
        part = float(self._part[row])
        if self._nodes[row] < 0 or not part > 0:
            return ABSENT
        return f"{title_of(self._study, int(self._nodes[row]))}, {percent(part)}"

    def sort_key(self) -> NDArray[Any]:
        """What part of its plan it is."""
        return np.nan_to_num(self._part)

    def tone(self, row: int) -> str:
        """As what stands beside it."""
        return "text2"


class MisestimateColumn(NumberColumn):
    """The worst estimate of rows in each plan."""

    def text(self, row: int) -> str:
        """``240 ×``."""
        value = float(self.values[row])
        return ABSENT if value < 1 else f"{three_figures(value)}{THIN}×"

    def tone(self, row: int) -> str:
        """From ten times on it is wrong."""
        return "warn" if self.values[row] >= WRONG else "text2"


class WayColumn(Column):
    """Whether a plan was run, and who wrote it down."""

    def __init__(self, study: Study) -> None:
        super().__init__("origin", "Told by", Look(130, spare=4))
        self._study = study

    def __len__(self) -> int:
        return len(self._study.model.plans)

    def text(self, row: int) -> str:
        """``EXPLAIN, not run``."""
        plans, strings = self._study.model.plans, self._study.model.strings
        told = strings[int(plans.origin[row])] if plans.origin[row] >= 0 else ""
        words = [told, "" if plans.is_actual[row] else "not run"]
        return ", ".join(word for word in words if word) or ABSENT

    def sort_key(self) -> NDArray[Any]:
        """Those that were run first."""
        return np.asarray(self._study.model.plans.is_actual)

    def tone(self, row: int) -> str:
        """As what stands beside it."""
        return "text3"

    def plain(self, rows: Rows) -> list[Any]:
        """As people read it."""
        return [self.text(int(row)) for row in rows]


def plan_columns(study: Study) -> Sequence[Column]:
    """One row a plan."""
    model, plans = study.model, study.model.plans
    text = np.append(model.statements.text, np.int32(-1))[plans.statement]
    first = plans.first[:-1]
    root_rows = model.plan_nodes.actual_rows[first]
    hot, part = hottest(study)
    look = Look(mono=True, language="sql", least=220)
    return (
        StatementTexts("statement", "Statement", text, model.strings, look, absent=_NO_TEXT),
        NumberColumn(
            "execution_ns", "Execution", _execution(study), duration, Look(150), bar=True,
            absent=-1,
        ),
        NumberColumn("rows", "Rows", root_rows, rows_words, Look(84, spare=3)),
        NumberColumn("steps", "Steps", np.diff(plans.first), number, Look(64, spare=5)),
        MisestimateColumn(
            "misestimate", "Misestimate", worst_misestimates(study),
            look=Look(100, tip="The worst estimate of rows in the plan, how many times off"),
        ),
        HotColumn(study, hot, part),
        WayColumn(study),
    )  # fmt: skip


def worst_misestimates(study: Study) -> NDArray[np.float64]:
    """By plan, how many times its worst estimate of rows was off; 0 where none was held against
    rows that came."""
    costs, first = study.node_costs, study.model.plans.first
    wrong = np.where(costs.direction != 0, np.nan_to_num(costs.misestimate), 0.0)
    return np.maximum.reduceat(wrong, first[:-1]) if len(first) > 1 else np.zeros(0)


def hottest(study: Study) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """By plan, the node that took most by itself, int32, and what part of all that is, float64;
    of plans that were not run by cost."""
    first, costs = study.model.plans.first, study.node_costs
    if len(first) < 2:
        return np.zeros(0, np.int32), np.zeros(0)
    own_ns, own_cost = np.nan_to_num(costs.own_ns), np.nan_to_num(costs.own_cost)
    sizes = np.diff(first)
    timed = np.repeat(np.add.reduceat(own_ns, first[:-1]) > 0, sizes)
    own = np.where(timed, own_ns, own_cost)
    most, whole = np.maximum.reduceat(own, first[:-1]), np.add.reduceat(own, first[:-1])
    at = np.flatnonzero(own == np.repeat(most, sizes))
    plan = np.searchsorted(first, at, side="right") - 1
    _, one_each = np.unique(plan, return_index=True)
    part = np.divide(most, whole, out=np.zeros(len(most)), where=whole > 0)
    return at[one_each].astype(np.int32), part


def _execution(study: Study) -> NDArray[np.int64]:
    """By plan, ns: as told, else what its root took; -1 unknown."""
    plans = study.model.plans
    root = study.node_costs.total_ns[plans.first[:-1]]
    known = np.where(np.isnan(root), -1.0, root).astype(np.int64)
    return np.where(plans.execution_ns >= 0, plans.execution_ns, known)
