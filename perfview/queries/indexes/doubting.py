"""Why advice may be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfview.queries.indexes.adviser import Adviser
from perfview.queries.indexes.workload import Wanted
from perfview.queries.schema import model

if TYPE_CHECKING:
    from perfview.queries.study import Study

MANY_TABLES = 5
"""Tables from which planners often err: of the Join Order Benchmark's 113 statements 87 became
faster with advised indexes, and 20 slower."""


def doubts_of(
    study: Study,
    adviser: Adviser,
    wanted: Wanted,
    agrees: bool | None,
    writing: tuple[int, ...],
) -> Iterator[str]:
    """Sentences, the gravest first."""
    level = study.schema.level
    if agrees is False:
        yield "A plan that was run already reads this table by another index."
    if level == model.TEXT:
        yield "Which indexes there are is not known: one like it may exist."
    if level in (model.TEXT, model.DDL):
        yield "How big the table is and how its values are spread was guessed from names."
    tables = min((len(each.asked.shape.tables) for each in wanted.served), default=1)
    if tables >= MANY_TABLES:
        yield (
            f"The statement joins {tables} tables: with another index the server may choose another"
            " order, and not always a better one. Compare its time before and after."
        )
    if wanted.access.where:
        yield "It serves only statements that ask with just this condition."
    if any(key.expression for key in wanted.access.keys):
        yield "It serves only statements that write the expression in just this way."
        if study.model.dialect == "mysql":
            yield "MariaDB, and MySQL before 8.0.13, need a generated column for the expression."
    size = adviser.sizes.table(wanted.access.table)
    if writing and size.is_told and size.rows < 5000:
        yield "The table is small; reading all of it may stay cheap."
