"""Why an index has these columns, in this order, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.quantities import number, percent
from perfview.queries.indexes.adviser import Adviser
from perfview.queries.indexes.planning.paths import Access, same_expression
from perfview.queries.indexes.planning.relations import Filter, Relation, Unit
from perfview.queries.indexes.workload import Wanted
from perfview.queries.schema.model import IndexColumn
from perfview.queries.sql import shapes

_ALL_ROWS = 0.3


def place_of(units: list[Unit], access: Access) -> tuple[Unit, Relation] | None:
    """Where a statement would read through an index: the relation with most of its columns held."""
    best: tuple[int, Unit, Relation] | None = None
    for unit in units:
        for relation in unit.relations:
            if relation.table != access.table:
                continue
            score = sum(_role(unit, relation, key) != "" for key in access.keys)
            if best is None or score > best[0]:
                best = score, unit, relation
    return None if best is None else (best[1], best[2])


def _role(unit: Unit, relation: Relation, key: IndexColumn) -> str:
    """What a column does: ``equal``, ``range``, ``prefix``, ``joined``, ``order``, ``group``."""
    found = filter_of(relation, key)
    if found is not None and found.is_equal:
        return "equal"
    if _is_joined(unit, relation, key.column):
        return "joined"
    if found is not None:
        return "prefix" if found.is_prefix else "range"
    ordered = {name for name, _ in unit.order_columns}
    if unit.order_relation == relation.number and key.column in ordered:
        return "order"
    return "group" if (relation.number, key.column) in unit.groups else ""


def filter_of(relation: Relation, key: IndexColumn) -> Filter | None:
    """The condition that a column of an index serves."""
    for each in relation.filters:
        if key.column and each.column == key.column:
            return each
        if key.expression and same_expression(each.expression, key.expression):
            return each
    for _, branches in relation.choices:
        for branch in branches:
            for each in branch:
                if key.column and each.column == key.column:
                    return each
    return None


def _is_joined(unit: Unit, relation: Relation, column: str) -> bool:
    if column in unit.bound.get(relation.number, frozenset()):
        return True
    ends = {(link.left, link.left_column) for link in unit.links}
    ends |= {(link.right, link.right_column) for link in unit.links}
    return (relation.number, column) in ends


def reasons_of(adviser: Adviser, wanted: Wanted) -> Iterator[str]:
    """A sentence a column, of the statement that gains most."""
    if not wanted.served:
        return
    first = max(wanted.served, key=lambda each: each.before - each.after)
    place = place_of(first.units, wanted.access)
    if place is None:
        return
    unit, relation = place
    is_told = relation.size.is_told
    for at, key in enumerate(wanted.access.keys):
        sentence = _sentence(adviser, unit, relation, key, is_told)
        if sentence:
            yield f"{'First' if at == 0 else 'Then'} {_called(key)}: {sentence}."
    if wanted.access.include:
        names = ", ".join(f"`{name}`" for name in wanted.access.include)
        yield f"It carries {names} along, so that the table itself need not be read."
    if wanted.access.where:
        share = percent(wanted.access.where_share)
        yield f"Only rows with `{_masked(wanted.access)}` are kept in it ({share} of the table)."


def _masked(access: Access) -> str:
    text = access.where
    return text if "'" not in text else f"{access.where_column} = ?"


def _called(key: IndexColumn) -> str:
    return f"`{key.column}`" if key.column else f"`{key.expression}`"


def _sentence(
    adviser: Adviser, unit: Unit, relation: Relation, key: IndexColumn, is_told: bool
) -> str:
    role = _role(unit, relation, key)
    found = filter_of(relation, key)
    if role == "equal" and found is not None:
        held = "held to a few values" if found.values > 1 else "held to one value"
        if found.predicate.operator == shapes.IS_NULL:
            held = "asked to be empty"
        return held + (_left(found.share, relation) if is_told else "")
    if role == "range" and found is not None:
        return "asked in a range" + (_left(found.share, relation) if is_told else "")
    if role == "prefix":
        return "asked by how it begins, which this operator class serves in any locale"
    if role == "joined":
        return "rows are looked up by it for each row of the other table"
    if role == "order":
        return "rows then come in the order asked for, and nothing is sorted"
    return "rows of one group then lie together" if role == "group" else ""


def _left(share: float, relation: Relation) -> str:
    rows = relation.size.rows * share
    return f", which leaves about {number(max(1.0, rows))} of {number(relation.size.rows)} rows"


def how_it_helps(units: list[Unit], access: Access) -> str:
    """In a word: ``index only``, ``order``, ``lookup`` of joined rows, ``range``, ``seek``."""
    place = place_of(units, access)
    if place is None:
        return "seek"
    unit, relation = place
    if access.include or (relation.needed is not None and relation.needed <= access.columns):
        return "index only"
    roles = [_role(unit, relation, key) for key in access.keys]
    if "order" in roles:
        return "order"
    if roles and roles[0] == "joined":
        return "lookup"
    return "range" if "range" in roles and "equal" not in roles else "seek"
