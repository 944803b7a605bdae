"""ALTER TABLE, and what is dropped."""

from __future__ import annotations

from dataclasses import replace

from perfview.queries.schema.column_definitions import take_column
from perfview.queries.schema.draft import Draft
from perfview.queries.schema.model import Column
from perfview.queries.schema.table_parts import take_constraint, take_part
from perfview.queries.schema.types import type_name
from perfview.queries.schema.words import Words


def take_alter_table(words: Words, draft: Draft) -> None:
    """Read on behind ``ALTER TABLE``."""
    words.take("IF", "EXISTS")
    words.take("ONLY")
    table = words.table()
    if words.take("WITH"):
        words.take_any("CHECK", "NOCHECK")
    for action in words.items():
        _take_action(action, draft, table)


def _take_action(words: Words, draft: Draft, table: str) -> None:
    if words.take("ADD"):
        _take_addition(words, draft, table)
    elif words.take("DROP"):
        _take_drop(words, draft, table)
    elif words.take("ALTER"):
        words.take("COLUMN")
        _take_column_change(words, draft, table)
    elif words.take("MODIFY"):
        words.take("COLUMN")
        take_column(words, draft, table)
    elif words.take("CHANGE"):
        words.take("COLUMN")
        old, begin = words.name(), words.at
        draft.rename_column(table, old, words.name())
        words.at = begin
        take_column(words, draft, table)
    elif words.take("RENAME"):
        _take_rename(words, draft, table)
    elif not take_constraint(words, draft, table):
        _take_further_addition(words, draft, table)


def _take_further_addition(words: Words, draft: Draft, table: str) -> None:
    """T-SQL's ``ADD a int, b int``: items after the first have no ADD of their own."""
    if draft.dialect == "tsql" and len(words.tokens) > 1:
        take_column(words, draft, table)


def _take_addition(words: Words, draft: Draft, table: str) -> None:
    words.take("COLUMN")
    words.take("IF", "NOT", "EXISTS")
    group = words.group()
    for each in group.items() if group else [words.part(words.at, len(words.tokens))]:
        take_part(each, draft, table)


def _take_drop(words: Words, draft: Draft, table: str) -> None:
    if words.take("PRIMARY", "KEY"):
        primary = [i.name for i in draft.indexes_of(table) if i.is_primary]
        for name in primary:
            draft.drop_index(name, table)
    elif words.take("FOREIGN", "KEY"):
        _drop_key(draft, table, words.name())
    elif words.take_any("CONSTRAINT", "INDEX", "KEY"):
        words.take("IF", "EXISTS")
        name = words.name()
        draft.drop_index(name, table)
        _drop_key(draft, table, name)
    elif not words.take_any("CHECK", "PARTITION"):
        words.take("COLUMN")
        words.take("IF", "EXISTS")
        draft.drop_column(table, words.name())


def _drop_key(draft: Draft, table: str, name: str) -> None:
    known = draft.known(table)
    draft.foreign_keys = [
        key for key in draft.foreign_keys if key.table != known or key.name != name
    ]


def _take_column_change(words: Words, draft: Draft, table: str) -> None:
    name = words.name()
    found = draft.tables.get(draft.known(table))
    column = found.columns.get(name) if found else None
    if column is None:
        return
    if words.take("SET", "NOT", "NULL"):
        draft.set_column(table, replace(column, is_nullable=False))
    elif words.take("DROP", "NOT", "NULL"):
        draft.set_column(table, replace(column, is_nullable=True))
    elif words.take("ADD", "GENERATED"):
        draft.set_column(table, replace(column, is_generated=True, is_nullable=False))
    elif words.take("SET", "DEFAULT") and words.key == "NEXTVAL":
        draft.set_column(table, replace(column, is_generated=True))
    elif words.take("TYPE") or words.take("SET", "DATA", "TYPE"):
        draft.set_column(table, _retyped(words, column))


def _retyped(words: Words, column: Column) -> Column:
    begin = words.at
    end = words.at if words.find("USING") else len(words.tokens)
    words.at = begin
    written = words.rest(end)
    return replace(column, type=type_name(written), written_type=written)


def _take_rename(words: Words, draft: Draft, table: str) -> None:
    if words.take_any("TO", "AS"):
        new = words.table()
        home = table.rpartition(".")[0]
        draft.rename_table(table, f"{home}.{new}" if home and "." not in new else new)
        return
    if words.take_any("CONSTRAINT", "INDEX", "KEY"):
        return
    words.take("COLUMN")
    old = words.name()
    words.take("TO")
    draft.rename_column(table, old, words.name())


def take_drop(words: Words, draft: Draft) -> None:
    """Read on behind ``DROP``."""
    words.take("MATERIALIZED")
    what = words.take_any("TABLE", "VIEW", "INDEX")
    words.take("CONCURRENTLY")
    words.take("IF", "EXISTS")
    if not what:
        return
    for each in words.items():
        name = each.table()
        if what == "INDEX":
            draft.drop_index(name, each.table() if each.take("ON") else "")
        elif name:
            draft.drop_table(name)
