"""The tables of queries that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from perfview.queries.model import STATEMENT_KINDS
from perfview.queries.study import Study
from perfview.recording.table_columns import Columns, Texts, counted

_NS_PER_MS = 1e6


def _milliseconds(times: np.ndarray) -> np.ndarray:
    """float64, nan where unknown."""
    return np.where(times >= 0, times / _NS_PER_MS, np.nan)


@counted(lambda study: len(study.model.statements))
def statements(study: Study) -> Columns:
    """One row a statement, literals masked; times in ms, rows returned or affected, -1 unknown."""
    found, model, totals = study.model.statements, study.model, study.totals
    return {
        "fingerprint": [f"{int(each):016x}" for each in found.fingerprint],
        "calls": totals.calls,
        "total_ms": _milliseconds(totals.total_ns),
        "mean_ms": _milliseconds(totals.mean_ns),
        "p95_ms": _milliseconds(totals.p95_ns),
        "rows": totals.rows,
        "rows_read": totals.rows_read,
        "share": totals.share,
        "kind": Texts(found.kind.astype(np.int32), STATEMENT_KINDS),
        "text": Texts(found.text, model.strings),
    }


@counted(lambda study: len(study.suggestions))
def indexes(study: Study) -> Columns:
    """One row a suggested index, the greatest saving first."""
    found = study.suggestions
    prints = study.model.statements.fingerprint
    return {
        "ddl": [each.ddl(study.model.dialect) for each in found],
        "table": [each.table for each in found],
        "columns": [_columns(each.columns) for each in found],
        "statements_helped": [
            " ".join(f"{int(prints[helped.statement]):016x}" for helped in each.helped)
            for each in found
        ],
        "saved_ms": np.array(
            [sum(h.time_saved_ns for h in each.helped) / _NS_PER_MS for each in found]
        ),
        "confidence": np.array([each.confidence for each in found]),
        "evidence_level": [each.level for each in found],
    }


def _columns(columns: tuple) -> str:  # type: ignore[type-arg]
    terms = ((each.column or each.expression, each.is_descending) for each in columns)
    return ", ".join(f"{term} DESC" if descends else term for term, descends in terms)


TABLES: dict[str, Callable[[Study], Columns]] = {"statements": statements, "indexes": indexes}
"""Every table by the name it is asked for."""
