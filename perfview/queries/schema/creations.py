"""CREATE TABLE, VIEW, INDEX and DOMAIN."""

from __future__ import annotations

import re

from perfview.queries.schema.draft import Draft
from perfview.queries.schema.index_terms import condition, index_columns
from perfview.queries.schema.model import Column, Index
from perfview.queries.schema.selected_names import selected_names
from perfview.queries.schema.table_parts import copy_columns, take_part
from perfview.queries.schema.types import type_name
from perfview.queries.schema.words import Words

_BEFORE = (
    "GLOBAL", "LOCAL", "UNLOGGED", "EXTERNAL", "VIRTUAL", "RECURSIVE", "FORCE", "CLUSTERED",
    "NONCLUSTERED", "BITMAP", "SECURE",
)  # fmt: skip
_METHODS = {"FULLTEXT": "fulltext", "SPATIAL": "spatial", "COLUMNSTORE": "columnstore"}
_KINDS = {"TEMP": "temporary table", "TEMPORARY": "temporary table", "FOREIGN": "foreign table"}

_END_OF_VIEW = re.compile(
    r"\s+WITH\s+(?:(?:NO\s+)?DATA|(?:(?:LOCAL|CASCADED)\s+)?CHECK\s+OPTION|READ\s+ONLY)\s*\Z", re.I
)


def take_creation(words: Words, draft: Draft) -> None:
    """Read on behind ``CREATE``."""
    words.take("OR", "REPLACE")
    kind, method, is_unique = "table", "btree", False
    while not words.is_done:
        key = words.next().key
        if key == "TABLE":
            _take_table(words, draft, kind)
        elif key == "VIEW":
            _take_view(words, draft, "materialized view" if kind == "materialized" else "view")
        elif key == "INDEX":
            _take_index(words, draft, is_unique, method)
        elif key == "DOMAIN":
            _take_domain(words, draft)
        elif key in _KINDS or key == "MATERIALIZED":
            kind = _KINDS.get(key, "materialized")
        elif key in _METHODS:
            method = _METHODS[key]
        elif key == "UNIQUE":
            is_unique = True
        elif key in ("ALGORITHM", "DEFINER", "SQL"):
            words.find("VIEW")
            continue
        elif key not in _BEFORE:
            return
        if key in ("TABLE", "VIEW", "INDEX", "DOMAIN"):
            return


def _take_table(words: Words, draft: Draft, kind: str) -> None:
    if_new = words.take("IF", "NOT", "EXISTS")
    table = words.table()
    if not table or (if_new and draft.known(table) in draft.tables):
        return
    if table.startswith("#"):
        kind = "temporary table"
    draft.add_table(table, kind)
    if words.take("PARTITION", "OF") or words.take("LIKE"):
        copy_columns(draft, words.table(), table)
    elif words.key == "(":
        group = words.group()
        for part in group.items() if group else ():
            take_part(part, draft, table)
    if words.take("INHERITS"):
        parents = words.group()
        for parent in parents.items() if parents else ():
            copy_columns(draft, parent.table(), table)
    if words.find("PARTITION") and words.take("PARTITION", "BY"):
        draft.tables[table].kind = "partitioned table"
    elif not draft.tables[table].columns and words.find("AS"):
        words.next()
        _add_selected(words, draft, table)


def _take_view(words: Words, draft: Draft, kind: str) -> None:
    words.take("IF", "NOT", "EXISTS")
    view = words.table()
    if not view:
        return
    named = [Column(name) for name in words.names()]
    made = draft.add_table(view, kind, named)
    if not named and words.find("AS"):
        words.next()
        made.definition = _END_OF_VIEW.sub("", words.source[words.peek().start :])
        _add_selected(words, draft, view)


def _add_selected(words: Words, draft: Draft, table: str) -> None:
    """The columns that a query gives to what is made of it, their types unknown."""
    for name in selected_names(words):
        draft.set_column(table, Column(name))


def _take_index(words: Words, draft: Draft, is_unique: bool, method: str) -> None:
    words.take("CONCURRENTLY")
    words.take("IF", "NOT", "EXISTS")
    name = "" if words.key == "ON" else words.table().rsplit(".", 1)[-1]
    if words.take("USING"):
        method = words.name().lower()
    if not words.take("ON"):
        return
    words.take("ONLY")
    table = words.table()
    if words.take("USING"):
        method = words.name().lower()
    group = words.group()
    columns = index_columns(group) if group else ()
    if not table or not columns:
        return
    include = words.names() if words.take("INCLUDE") else ()
    if words.take("USING"):
        method = words.name().lower()
    where = condition(words) if words.find("WHERE") and words.take("WHERE") else ""
    shown = name or "_".join(
        [table.rsplit(".", 1)[-1], *(each.column or "expr" for each in columns), "idx"]
    )
    draft.add_index(
        Index(shown, table, columns, is_unique, method=method, include=include, where=where)
    )


def _take_domain(words: Words, draft: Draft) -> None:
    """``CREATE DOMAIN email AS citext``: columns of it are of the type it stands for."""
    name = words.table()
    words.take("AS")
    written = words.peek().text
    if words.key_ahead(1).isalpha() and words.key_ahead(1) in ("VARYING", "PRECISION"):
        written += f" {words.peek(1).text}"
    if name and written:
        draft.domains[name.rsplit(".", 1)[-1].lower()] = type_name(written)
