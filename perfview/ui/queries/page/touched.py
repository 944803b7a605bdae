"""The tables and indexes that a statement touches, as far as schema, plan and text tell."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.queries.filtering.touched import tables_named
from perfview.queries.schema.model import Index, IndexColumn
from perfview.queries.study import Study


@dataclass(frozen=True)
class TouchedIndex:
    """words: ``(user_id, created_at DESC)``; name "" for a suggested one; is_used: a plan of the
    statement reads it."""

    name: str
    words: str
    is_used: bool = False
    is_suggested: bool = False


@dataclass(frozen=True)
class TouchedTable:
    """rows -1 unknown; is_known: the schema has it."""

    name: str
    rows: float
    is_known: bool
    indexes: tuple[TouchedIndex, ...]


def tables_of(study: Study, statement: int, plan: int) -> list[TouchedTable]:
    """The tables of a statement with the indexes they have; those of its plan's nodes too."""
    names = dict.fromkeys(tables_named(study.text_of(statement)))
    relations, used = _of_plan(study, plan)
    names.update(dict.fromkeys(relations))
    found = []
    for name in names:
        table = study.schema.table(name)
        has = study.schema.indexes.get(table.name if table is not None else name, ())
        indexes = [_existing(index, used) for index in has]
        told = {index.name for index in has}
        indexes += [
            TouchedIndex(index, "", is_used=True)
            for index, of in used.items()
            if of == name and index not in told
        ]
        rows = table.rows if table is not None else -1.0
        found.append(TouchedTable(name, rows, table is not None, tuple(indexes)))
    return found


def columns_words(columns: tuple[IndexColumn, ...]) -> str:
    """``(user_id, created_at DESC)``."""
    told = [
        (each.column or each.expression) + (" DESC" if each.is_descending else "")
        for each in columns
    ]
    return f"({', '.join(told)})"


def index_words(index: Index) -> str:
    """Columns, and what is special: ``(email) unique``, ``(tags) gin``."""
    words = [columns_words(index.columns)]
    if index.include:
        words.append(f"including {', '.join(index.include)}")
    if index.is_primary:
        words.append("primary key")
    elif index.is_unique:
        words.append("unique")
    if index.method not in ("", "btree"):
        words.append(index.method)
    if index.where:
        words.append(f"where {index.where}")
    if not index.is_valid:
        words.append("invalid")
    return " ".join(words)


def _existing(index: Index, used: dict[str, str]) -> TouchedIndex:
    return TouchedIndex(index.name, index_words(index), index.name in used)


def _of_plan(study: Study, plan: int) -> tuple[list[str], dict[str, str]]:
    """Relations a plan reads, and the indexes it reads with their relation."""
    if plan < 0:
        return [], {}
    model, strings = study.model, study.model.strings
    nodes = range(int(model.plans.first[plan]), int(model.plans.first[plan + 1]))
    relations: dict[str, None] = {}
    used: dict[str, str] = {}
    for node in nodes:
        relation = strings[int(model.plan_nodes.relation[node])]
        if relation:
            relations.setdefault(relation)
        if model.plan_nodes.index[node] >= 0:
            used[strings[int(model.plan_nodes.index[node])]] = relation
    return list(relations), used
