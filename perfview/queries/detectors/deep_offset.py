"""Pages far behind, reached by counting past all rows before them."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Measure
from perfview.findings.quantities import number, size
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.spilled import spilled_bytes
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.rewriting.paging import keyset
from perfview.queries.rewriting.rewrite import example_of
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.parsing import parsed
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study

WORTH_TELLING = 1e6
"""Bytes of temporary files of one run that are told."""


class DeepOffset(ShapeDetector):
    """Pages far behind, reached by counting past all rows before them.

    What it looks for: ORDER BY with an OFFSET of at least `offset` in one of the kept samples,
    in SELECTs that pass the gate (`share` of database time or `slow`, and `mean`).

    Why it matters: The database finds, sorts and throws away every row before the page. Page
    1,000 costs a thousand times page 1.

    How sure it is: The offset is read from samples that were really run. What is saved depends
    on how far people page.

    How to fix it: Remember the last row of the page before and ask for what comes after it
    (keyset pagination), in an order that an index holds. Measured on
    PostgreSQL 15: the page that begins 200,000 orders behind took 1/197 of the time by its key.

    Learnt from: SOAR's OFFSET > 1000; Winand, use-the-index-luke.com, paging through results.
    """

    name = "deep-offset"
    title = "Pages by OFFSET"
    scopes = ("database",)
    prominence = 3
    thresholds = (
        *GATE,
        Threshold("offset", 1_000, "count", "rows skipped in a kept sample, at least"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The deepest offset of the samples."""
        deepest = _deepest(study, cost.statement)
        if deepest < limits["offset"]:
            return None
        table = table_of(study, cost.statement)
        name = statement_name(study, cost.statement)
        found = example_of(study, cost.statement, lambda own, _: keyset(own, study.schema))
        unless = found[1].unless if found else ""
        return Told(
            title=f"Pages of {table or 'a result'} counted off from the beginning",
            why=f"{name} skips {number(deepest)} rows to return a page: {told(cost)}."
            f"{_sorted_on_disk(study, cost)}",
            verdict=f"{name} reads and throws away {number(deepest)} rows for one page",
            how="Ask for the rows after the last one of the page before, in an order an index "
            "holds."
            + (f" That is the same where {unless[:1].lower()}{unless[1:]}" if unless else ""),
            wrong_if="People must be able to jump to any page by its number.",
            confidence=sureness(TEXT, cost.calls, 1.2),
            cause=asking_cause(study, cost.statement),
            measures=(Measure("rows skipped", deepest, "count", limits["offset"]),),
            example=found[0] if found else None,
            effort=Effort.MEDIUM,
        )


def _sorted_on_disk(study: Study, cost: Cost) -> str:
    """What is written to disk to sort the rows that are skipped; "" for nothing."""
    written = spilled_bytes(study).get(cost.statement, 0.0) / max(cost.calls, 1)
    if written < WORTH_TELLING:
        return ""
    return f" To sort them it writes {size(written)} a run to temporary files."


def _deepest(study: Study, statement: int) -> int:
    """The largest OFFSET (or MySQL's LIMIT n, m) among the samples of a statement; 0 for none."""
    texts = study.model.samples.text[study.samples_of(statement)]
    deepest = 0
    for text in study.model.strings.take(texts.tolist()):
        tree = parsed(text, study.dialect_of(statement))
        for offset in tree.find_all(exp.Offset) if tree is not None else ():
            value = offset.expression
            if isinstance(value, exp.Literal) and value.this.isdigit():
                deepest = max(deepest, int(value.this[:18]))
    return deepest
