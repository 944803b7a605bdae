"""Which statements and calls prove a finding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Evidence
from perfview.queries.study import Study

MOST_ROWS = 500
"""Calls that a finding points at one by one; `total` says how many there are."""


def evidence_of(study: Study, statements: Sequence[int]) -> Evidence:
    """These statements, and their calls, the slowest first."""
    calls = [study.calls_of(statement) for statement in statements]
    rows = np.concatenate(calls) if calls else np.zeros(0, np.int32)
    return evidence_of_calls(study, rows, statements)


def evidence_of_calls(
    study: Study, rows: NDArray[np.integer], statements: Sequence[int] = ()
) -> Evidence:
    """These calls (any order), the slowest first, and the statements given, else the calls' own."""
    chosen = rows
    spent = study.model.calls.duration_ns[rows]
    if len(rows) > MOST_ROWS:
        kept = np.argpartition(-spent, MOST_ROWS)[:MOST_ROWS]
        chosen, spent = rows[kept], spent[kept]
    ordered = chosen[np.lexsort((chosen, -spent))].astype(np.int32)
    groups = np.asarray(statements, np.int32)
    if not len(statements) and len(rows):
        of = study.model.calls.statement[rows]
        groups = np.unique(of[of >= 0]).astype(np.int32)
    return Evidence(ordered, groups, total=len(rows))
