"""What a suggested index does for the statements it helps, and to those it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, change_of, percent, three_figures
from perfview.queries.checking.foreseen import foreseen
from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.schema.model import PLANNER
from perfview.queries.study import Study
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn

_LEAST_CHANGE = 0.0005
"""Of database time: what would be written as nothing with a sign."""
_WORDS = {
    "text": "estimated from the text alone",
    "schema": "estimated from the schema",
    "statistics": "estimated from statistics",
    "plan": "estimated, a plan agrees",
    "planner": "asked of the planner",
}


@dataclass(frozen=True)
class WithIndex:
    """The index that helps a statement most. before, after: cost of one run in the planner's units;
    how: where the numbers come from; statements: it and all others that gain or pay; plans: what a
    planner foresaw without and with the index, as two plans of a study, None where none was asked;
    can_be_checked: a planner could be, and was not."""

    suggestion: Suggestion
    helped: Helped
    ddl: str
    before: float
    after: float
    how: str
    statements: NDArray[np.int32]
    now: NDArray[np.float64]
    then: NDArray[np.float64]
    in_time: bool
    plans: Study | None = None
    can_be_checked: bool = False

    @property
    def factor(self) -> float:
        """How many times cheaper one run becomes."""
        return self.before / self.after if self.after > 0 else float("inf")


def with_index(study: Study, statement: int) -> WithIndex | None:
    """The suggestion that helps a statement most; None where none does."""
    best: tuple[float, Suggestion, Helped] | None = None
    for suggestion in study.suggestions:
        for helped in suggestion.helped:
            if helped.statement != statement:
                continue
            gain = helped.cost_before - helped.cost_after
            if best is None or gain > best[0]:
                best = (gain, suggestion, helped)
    return None if best is None else _told(study, best[1], best[2])


def gain_columns(study: Study, found: WithIndex) -> Sequence[Column]:
    """One row a statement that gains or pays: what it takes now and then."""
    write = percent if found.in_time else three_figures
    unit = "ratio" if found.in_time else "count"
    tip = "Of database time" if found.in_time else "The planner's cost of one run"
    change = found.then - found.now
    return (
        _Gaining(study, found.statements),
        NumberColumn("now", "Now", found.now, write, Look(76, tip=tip)),
        NumberColumn("after", "After", found.then, write, Look(76, tip=tip)),
        NumberColumn(
            "change", "Change", change, lambda value: _change(value, unit), Look(86),
            tone=lambda value: "save" if value < 0 else "slower" if value > 0 else "text3",
        ),
    )  # fmt: skip


class _Gaining(StatementTexts):
    """Statements by their rows."""

    def __init__(self, study: Study, statements: NDArray[np.int32]) -> None:
        model = study.model
        look = Look(mono=True, language="sql", least=160)
        super().__init__(
            "statement", "Statement", model.statements.text[statements], model.strings, look
        )


def _change(value: float, unit: str) -> str:
    if unit == "ratio":
        return percent(value, signed=True) if abs(value) >= _LEAST_CHANGE else ABSENT
    return change_of(value, unit)


def _told(study: Study, suggestion: Suggestion, own: Helped) -> WithIndex:
    in_time = study.totals.is_timed and any(each.time_saved_ns for each in suggestion.helped)
    statements, now, then = _changes(study, suggestion, in_time=in_time)
    ddl = suggestion.ddl(study.model.dialect)
    before, after = own.cost_before, own.cost_after
    how = _WORDS.get(suggestion.level, "")
    plain = suggestion.ddl(study.model.dialect, concurrently=False)
    checked = study.furnished.checked.costs.get((plain, own.statement))
    if checked is not None:
        (before, after), how = checked, _WORDS[PLANNER]
    told = study.furnished.checked.plans.get((plain, own.statement))
    plans = foreseen(told) if told is not None else None
    return WithIndex(
        suggestion,
        own,
        ddl,
        before,
        after,
        how,
        statements,
        now,
        then,
        in_time,
        plans,
        can_be_checked=checked is None and study.model.dialect in ("postgres", ""),
    )


def _changes(
    study: Study, suggestion: Suggestion, *, in_time: bool
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Statements int32, and what each takes now and then: shares of database time, else costs."""
    totals, rows = study.totals, []
    whole = float(max(totals.whole_ns, 1))
    for each in suggestion.helped:
        if in_time:
            now = float(totals.share[each.statement])
            rows.append((each.statement, now, max(now - each.time_saved_ns / whole, 0.0)))
        else:
            rows.append((each.statement, each.cost_before, each.cost_after))
    helped = {each.statement for each in suggestion.helped}
    if in_time and suggestion.writes_per_call > 0:
        for writer in suggestion.writers:
            if writer not in helped:
                now = float(totals.share[writer])
                rows.append((writer, now, now * (1 + suggestion.writes_per_call)))
    rows.sort(key=lambda row: row[2] - row[1])
    columns = list(zip(*rows, strict=True))
    return (
        np.array(columns[0], np.int32),
        np.array(columns[1], np.float64),
        np.array(columns[2], np.float64),
    )
