"""Which spans a what-if is about: the chosen operation's, the evidence's, or one span."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural
from perfview.traces.patterns.naming import operation_name, service_name
from perfview.traces.scenarios.scenario import rows_of_operation
from perfview.traces.study import Study
from perfview.ui.traces.service_colours import service_categories
from perfview.ui.traces.wording import words_of
from perfview.ui.workspace.selection import Focus


@dataclass(frozen=True)
class Subject:
    """Spans (int32 rows) and what to call them; `category` is their service's colour."""

    name: str
    detail: str
    rows: NDArray[np.int32]
    category: int


def subject_of(study: Study, focus: Focus, *, one: bool = False) -> Subject | None:
    """What the focus means; with `one` the chosen span alone. None without any span.

    With nothing chosen, the operation that has most time on critical paths below the root.
    """
    if one and 0 <= focus.row < len(study.model):
        operation = int(study.operations.of_span[focus.row])
        return _made(study, operation, np.array([focus.row], np.int32), "this one")
    if focus.operation < 0 and len(focus.rows):
        operations = np.unique(study.operations.of_span[focus.rows])
        return _made(study, int(operations[0]), focus.rows, "", len(operations) - 1)
    operation = focus.operation
    if operation < 0 and 0 <= focus.row < len(study.model):
        operation = int(study.operations.of_span[focus.row])
    why = ""
    if operation < 0:
        operation, why = costliest(study), "most time on critical paths"
    if operation < 0:
        return None
    return _made(study, operation, rows_of_operation(study, operation), why)


def costliest(study: Study) -> int:
    """The operation with most time on critical paths that is no endpoint; -1 without spans."""
    if not len(study.operations):
        return -1
    time = study.operations.critical_ns.copy()
    inner = np.ones(len(time), np.bool_)
    inner[study.endpoints.operation] = False
    if (inner & (time > 0)).any():
        time[~inner] = -1
    return int(np.argmax(time))


def _made(
    study: Study, operation: int, rows: NDArray[np.int32], why: str, others: int = 0
) -> Subject:
    name = operation_name(study, operation)
    if others:
        name += f" and {plural(others, 'other operation')}"
    parts = [service_name(study, operation), plural(len(rows), words_of(study).row), why]
    category = int(service_categories(study.graph)[study.graph.of_span[int(rows[0])]])
    return Subject(name, ", ".join(part for part in parts if part), rows, category)
