"""What is wrong where, as a path: advice puts findings together that one fix settles."""

from __future__ import annotations

from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.study import Study

ROOT = "database"
"""The first part of every cause: what was asked for is not known of a log."""


def index_cause(suggestion: Suggestion) -> str:
    """An index that is missing: everything it would settle shares this."""
    columns = ",".join(each.column or each.expression for each in suggestion.columns)
    return f"{ROOT}\n{suggestion.table}\nindex {columns} {suggestion.where}".rstrip()


def statement_cause(study: Study, statement: int, trouble: str = "") -> str:
    """A statement and what is wrong with it; without a trouble it joins whatever says more."""
    text = " ".join(study.text_of(statement).split())
    return f"{ROOT}\n{text}\n{trouble}" if trouble else f"{ROOT}\n{text}"


def suggestion_for(study: Study, statement: int) -> Suggestion | None:
    """The suggested index that helps a statement most; None without one."""
    best: tuple[float, Suggestion] | None = None
    for suggestion in study.suggestions:
        for helped in suggestion.helped:
            if helped.statement != statement:
                continue
            gain = 1 - helped.cost_after / helped.cost_before if helped.cost_before > 0 else 0.0
            if best is None or gain > best[0]:
                best = (gain, suggestion)
    return best[1] if best else None
