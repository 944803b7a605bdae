"""An index that only costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure, Severity
from perfview.findings.quantities import size
from perfview.queries.indexes.redundant import COVERED, Redundant, redundant_indexes
from perfview.queries.indexes.writing import quoted
from perfview.queries.schema.model import Index
from perfview.queries.study import Study

MOST = 20


class RedundantIndex(Detector):
    """An index that another one covers, or that nobody reads.

    What it looks for: in the schema that was given, a b-tree whose columns are the first ones of
    another index of the same table; and, where the statistics count scans, one that was never read
    while others were, of at least `size`. Indexes of primary keys, and unique ones unless the same
    is there twice, are left alone: they keep rules, not only speed.

    Why it matters: every INSERT and most UPDATEs write every index of the table, and each takes
    memory that rows could have.

    How sure it is: that one covers another is sure. That nobody reads it holds only for the time
    the statistics cover and for the server they come from: replicas count by themselves, and a
    yearly report may need it.

    How to fix it: drop it, in PostgreSQL CONCURRENTLY, and keep its definition at hand.

    Learnt from: pt-duplicate-key-checker of Percona Toolkit; PgHero's duplicate and unused indexes.
    """

    name = "redundant-index"
    title = "Redundant index"
    scopes = ("database", "memory")
    cost = 1
    is_lent = False
    thresholds = (Threshold("size", 1e6, "bytes", "of an index that nobody reads, at least"),)

    def concerns(self, study: Study) -> bool:
        """Only where indexes are known."""
        return bool(study.schema.indexes)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding an index, covered ones first, then by size."""
        found = [
            each
            for each in redundant_indexes(study.schema)
            if each.kind == COVERED or each.index.bytes >= limits["size"]
        ]
        found.sort(key=lambda each: (each.kind != COVERED, -each.index.bytes, each.index.name))
        for each in found[:MOST]:
            yield _finding(study, each, limits)


def _finding(study: Study, redundant: Redundant, limits: Limits) -> Finding:
    index, by = redundant.index, redundant.by
    room = f" It takes {size(index.bytes)}." if index.bytes >= 0 else ""
    if by is not None:
        why = (
            f"`{by.name}` begins with the same columns, so whatever reads it could read that.{room}"
        )
        verdict = f"the index {index.name} is covered by {by.name}"
        wrong = "It is much smaller than the other one and read very often."
    else:
        why = f"Nobody read it since the statistics were reset, while others were read.{room}"
        verdict = f"nobody reads the index {index.name}"
        wrong = "A replica, or a report that runs seldom, reads it."
    measures = [Measure("size of the index", index.bytes, "bytes", limits["size"])]
    return Finding(
        detector=RedundantIndex.name,
        severity=Severity.INFO,
        title=f"Drop {index.name} on {index.table} ({_columns(index)})",
        where=index.table,
        why=why,
        verdict=verdict,
        entity=f"{index.table} {index.name}",
        measures=tuple(measures) if index.bytes >= 0 else (),
        evidence=Evidence(np.zeros(0, np.int32)),
        confidence=0.95 if by is not None else 0.6,
        scopes=RedundantIndex.scopes,
        how="Drop it where nothing else speaks for it; writers of the table then have less to do.",
        example=_example(study, index, by),
        effort=Effort.SMALL,
        wrong_if=wrong,
        cause=f"database\n{index.table}\nredundant index {index.name}",
        reach=0.05,
    )


def _columns(index: Index) -> str:
    return ", ".join(each.column or each.expression for each in index.columns)


def _example(study: Study, index: Index, by: Index | None) -> Example:
    dialect = study.schema.dialect or study.model.dialect
    name, table = quoted(index.name, dialect), quoted(index.table, dialect)
    before = f"-- {index.name} on {index.table} ({_columns(index)})"
    if by is not None:
        before += f"\n-- {by.name} on {by.table} ({_columns(by)})"
    if dialect in ("mysql", "tsql"):
        return Example(before, f"DROP INDEX {name} ON {table};", "sql")
    online = "CONCURRENTLY " if dialect in ("", "postgres") else ""
    return Example(before, f"DROP INDEX {online}{name};", "sql")
