"""Results that are larger than anybody looks at."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Measure, Severity
from perfview.findings.quantities import number, size
from perfview.queries.model import SELECT
from perfview.queries.patterns.costs import Cost, severity_of, told
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import STATISTICS
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class LargeResult(StatementDetector):
    """Statements that return far more rows or bytes than are looked at.

    What it looks for: SELECTs that return at least `rows` rows, or `bytes` bytes, in a run on
    average or in their largest, and take at least `mean` a run or `share` of database time, or
    `slow` by themselves. Whether they ask for every column or set no limit is said.

    Why it matters: each row is read, sent, parsed and turned into an object. Memory grows with the
    table on both sides, and the first row waits for the last.

    How sure it is: the rows are counted. Whether they are used cannot be seen here: an export wants
    them all.

    How to fix it: a LIMIT with pages by key, only the columns that are used, sums in the database;
    for exports a cursor that reads in batches.

    Learnt from: SOAR's rules on LIMIT and columns, Sentry's large payloads, MySQL's Rows_sent.
    """

    name = "large-result"
    title = "Large result"
    scopes = ("database", "network", "memory")
    prominence = 7
    thresholds = (
        Threshold("rows", 1_000, "count", "returned by one run, at least"),
        Threshold("bytes", 1_000_000, "bytes", "or of the result of one run"),
        Threshold("share", 0.01, "ratio", "of database time, at least, unless it is slow"),
        Threshold("mean", 5e6, "ns", "of one run, below which a statement is left alone"),
        Threshold("slow", 200e6, "ns", "mean of one run that counts whatever its share"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """By what calls tell one by one, else by the average."""
        if study.model.statements.kind[cost.statement] != SELECT:
            return None
        rows, largest, heavy = _returned(study, cost)
        if rows < limits["rows"] and heavy < limits["bytes"]:
            return None
        shape = study.shape_of(cost.statement)
        table = table_of(study, cost.statement) or "a table"
        name = statement_name(study, cost.statement)
        amount = f"{number(round(rows))} rows" if rows >= limits["rows"] else size(heavy)
        return Told(
            title=f"Large result of {table}",
            why=f"{name} returns {amount} in a run{_at_most(rows, largest)}: {told(cost)}."
            f"{_asks(shape)}",
            verdict=f"{name} returns {amount} each time it runs",
            how=_how(shape),
            wrong_if="All rows are used: an export, a report, a cache that is filled.",
            confidence=sureness(STATISTICS, cost.calls, 0.95 if _is_open(shape) else 0.8),
            measures=(
                Measure("rows a run", rows, "count", limits["rows"]),
                *([Measure("bytes a run", heavy, "bytes", limits["bytes"])] if heavy >= 0 else []),
            ),
            effort=Effort.MEDIUM,
            # What ran once may be an export; what comes again is paid for again.
            severity=Severity.INFO if cost.calls == 1 else severity_of(cost, limits),
        )


def _returned(study: Study, cost: Cost) -> tuple[float, float, float]:
    """Rows of a run on average, of the largest, and bytes; -1 unknown."""
    rows, largest, heavy = cost.rows_each, -1.0, -1.0
    calls = study.model.calls
    of = study.calls_of(cost.statement)
    if len(of):
        counted, sized = calls.rows[of], calls.bytes[of]
        if (counted >= 0).any():
            rows, largest = float(counted[counted >= 0].mean()), float(counted.max())
        if (sized >= 0).any():
            heavy = float(sized[sized >= 0].mean())
    return rows, largest, heavy


def _at_most(rows: float, largest: float) -> str:
    return f" on average and at most {number(round(largest))}" if largest > 1.1 * rows else ""


def _is_open(shape: Shape | None) -> bool:
    return shape is not None and bool(shape.blocks) and shape.blocks[0].limit is None


def _asks(shape: Shape | None) -> str:
    if shape is None or not shape.blocks:
        return ""
    words = []
    if shape.blocks[0].selects_all:
        words.append("asks for every column")
    if shape.blocks[0].limit is None:
        words.append("sets no limit")
        words += ["sorts them all"] if shape.blocks[0].order else []
    return f" It {' and '.join(words)}." if words else ""


def _how(shape: Shape | None) -> str:
    first = "Ask for a page at a time, by the key that the last page ended with, and say how many."
    if shape is not None and shape.blocks and shape.blocks[0].selects_all:
        first += " Name the columns that are used instead of *."
    return f"{first} Sum up in the database what is only summed up; read exports with a cursor."
