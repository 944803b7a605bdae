"""The set of indexes that a whole workload would gain from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfview.findings.quantities import percent
from perfview.queries.indexes.adviser import Adviser
from perfview.queries.indexes.agreement import Scans
from perfview.queries.indexes.choosing.candidates import is_text
from perfview.queries.indexes.confidence import confidence_of
from perfview.queries.indexes.doubting import doubts_of
from perfview.queries.indexes.gathering import Asking, worth_asking, writers_of
from perfview.queries.indexes.reasoning import how_it_helps, reasons_of
from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.indexes.workload import Served, Wanted, workload_set
from perfview.queries.indexes.writers import Writers
from perfview.queries.indexes.writing import free_name
from perfview.queries.schema import model

if TYPE_CHECKING:
    from perfview.queries.study import Study

_LEFT = (
    "Statements were not asked which index would help them, as there are too many long ones: those"
    " that take least time, {share} of all."
)


def advise_indexes(study: Study) -> list[Suggestion]:
    """Suggestions, the greatest saving first. Candidates of every statement that reads enough, held
    against a small planner modelled on PostgreSQL's, backwards elimination, prefixes merged across
    the workload; never an index that is there in another form. Works at every evidence level
    (`study.schema.level`), better with more."""
    dialect = study.model.dialect or study.schema.dialect or "postgres"
    if dialect == "mongodb":
        return []
    scans = Scans(study.model)
    worth = worth_asking(study, scans)
    if not worth:
        return []
    asking = Asking(study, worth)
    adviser = Adviser(study.schema, dialect, scans.rows_read())
    wanted = [each for each in workload_set(adviser, asking) if each.served]
    _tell_left(study, worth[asking.looked_at :])
    writers = Writers(writers_of(study)) if wanted else Writers({})
    found = [_suggestion(study, adviser, scans, writers, each) for each in wanted]
    ranked = sorted(
        (each for each in found if each is not None),
        key=lambda each: (-_saved(each), -_spared(each), each.name()),
    )
    return _named(study, ranked)


def _named(study: Study, suggestions: list[Suggestion]) -> list[Suggestion]:
    """With names that nothing else has, in the database or among themselves."""
    schema = study.schema
    taken = {index.name.lower() for several in schema.indexes.values() for index in several}
    taken |= {name.rpartition(".")[2].lower() for name in schema.tables}
    named = []
    for each in suggestions:
        name = free_name(each.name(), taken)
        taken.add(name)
        named.append(replace(each, called=name))
    return named


def _tell_left(study: Study, left: list[int]) -> None:
    """Say which part of the database's time was not looked at."""
    if not left:
        return
    share = percent(float(study.totals.share[left].sum()))
    study.report.note("no-index-sought", len(left), _LEFT.format(share=share))


def _saved(suggestion: Suggestion) -> float:
    return sum(each.time_saved_ns for each in suggestion.helped)


def _spared(suggestion: Suggestion) -> float:
    return sum(each.cost_before - each.cost_after for each in suggestion.helped)


def _suggestion(
    study: Study, adviser: Adviser, scans: Scans, writers: Writers, wanted: Wanted
) -> Suggestion | None:
    access = wanted.access
    columns = frozenset(key.column for key in access.keys if key.column)
    helped = tuple(_helped(each, access.table, columns, scans, wanted) for each in wanted.served)
    agreements = [each.plan_agrees for each in helped if each.plan_agrees is not None]
    agrees = any(agreements) if agreements else None
    level = study.schema.level
    if agrees is False and level in (model.TEXT, model.DDL):
        return None
    tables = min(len(each.asked.shape.tables) for each in wanted.served)
    there = adviser.existing.indexes(access.table)
    writing, added = writers.of(access, len(there))
    return Suggestion(
        table=access.table,
        columns=access.keys,
        include=access.include,
        where=access.where,
        helped=helped,
        level=model.PLAN if agrees and level != model.PLANNER else level,
        confidence=confidence_of(level, tables, agrees, len(helped)),
        bytes=int(access.pages * 8192) if adviser.sizes.table(access.table).is_told else -1,
        writers=writing,
        writes_per_call=added,
        replaces=tuple(
            index.name
            for index in there
            if not index.is_unique
            and not index.where
            and _begins(index.columns, access.keys)
            and access.columns.issuperset(index.include)
        ),
        is_partitioned=_is_partitioned(study, access.table),
        beginnings=_texts(study, access.table, columns),
        reasons=tuple(reasons_of(adviser, wanted)),
        doubts=tuple(doubts_of(study, adviser, wanted, agrees, writing)),
    )


def _is_partitioned(study: Study, table: str) -> bool:
    known = study.schema.table(table)
    return known is not None and known.kind == "partitioned table"


def _texts(study: Study, table: str, columns: frozenset[str]) -> tuple[str, ...]:
    known = ((name, study.schema.column(table, name)) for name in sorted(columns))
    return tuple(name for name, column in known if column is not None and is_text(column))


def _begins(shorter: tuple[object, ...], longer: tuple[object, ...]) -> bool:
    return longer[: len(shorter)] == shorter


def _helped(
    served: Served, table: str, columns: frozenset[str], scans: Scans, wanted: Wanted
) -> Helped:
    total = served.asked.total_ns
    spared = max(0.0, 1.0 - served.after / served.before) if served.before > 0 else 0.0
    return Helped(
        statement=served.asked.statement,
        cost_before=served.before,
        cost_after=served.after,
        time_saved_ns=max(0.0, total * spared * served.share) if total > 0 else 0.0,
        plan_agrees=scans.agree(served.asked.statement, table, columns),
        how=how_it_helps(served.units, wanted.access),
    )
