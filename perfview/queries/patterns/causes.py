"""What is wrong where, as a path: advice puts findings together that one fix settles."""

from __future__ import annotations

from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.patterns.naming import is_same_table
from perfview.queries.study import Study

ROOT = "database"
"""The first part of every cause: what was asked for is not known of a log."""


def index_cause(suggestion: Suggestion) -> str:
    """An index that is missing: everything it would settle shares this."""
    columns = ",".join(each.column or each.expression for each in suggestion.columns)
    return f"{ROOT}\n{suggestion.table}\nindex {columns} {suggestion.where}".rstrip()


SETTLES = 0.5
"""The part of a statement's cost that an index must spare to be what its troubles come down to."""
HOW_IT_ASKS = "how it asks"
"""What is wrong with a statement that reads too much for what it returns, whatever shows it."""


def statement_cause(study: Study, statement: int, trouble: str = "") -> str:
    """A statement and what is wrong with it; without a trouble it joins whatever says more."""
    text = " ".join(study.text_of(statement).split())
    return f"{ROOT}\n{text}\n{trouble}" if trouble else f"{ROOT}\n{text}"


def asking_cause(study: Study, statement: int, table: str = "") -> str:
    """Why a statement reads too much: the index that settles it (on the table at fault, where one
    is named), else how it asks. All that tells of the one has the same cause, and is one thing to
    do."""
    index = suggestion_for(study, statement, table, SETTLES)
    return index_cause(index) if index else statement_cause(study, statement, HOW_IT_ASKS)


def suggestion_for(
    study: Study, statement: int, table: str = "", least: float = 0.0
) -> Suggestion | None:
    """The suggested index (on a table, where one is named) that helps a statement most and spares
    at least a part (0-1) of its cost; None without one."""
    best: tuple[float, Suggestion] | None = None
    for suggestion, helped in _helping(study).get(statement, ()):
        gain = 1 - helped.cost_after / helped.cost_before if helped.cost_before > 0 else 0.0
        is_there = not table or is_same_table(suggestion.table, table)
        if is_there and gain >= least and (best is None or gain > best[0]):
            best = (gain, suggestion)
    return best[1] if best else None


def _helping(study: Study) -> dict[int, list[tuple[Suggestion, Helped]]]:
    """Suggested indexes by the statements they help."""
    return study.once("indexes by statement", lambda: _by_statement(study))


def _by_statement(study: Study) -> dict[int, list[tuple[Suggestion, Helped]]]:
    found: dict[int, list[tuple[Suggestion, Helped]]] = {}
    for suggestion in study.suggestions:
        for helped in suggestion.helped:
            found.setdefault(helped.statement, []).append((suggestion, helped))
    return found
