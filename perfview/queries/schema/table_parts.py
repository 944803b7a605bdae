"""What stands in a CREATE TABLE beside its columns: keys, constraints, indexes."""

from __future__ import annotations

from perfview.queries.schema.column_definitions import (
    primary_name,
    reference,
    take_column,
    unique_name,
)
from perfview.queries.schema.draft import Draft
from perfview.queries.schema.index_terms import condition, index_columns
from perfview.queries.schema.model import Index, IndexColumn
from perfview.queries.schema.tokens import NUMBER
from perfview.queries.schema.words import Words

_METHODS = {"FULLTEXT": "fulltext", "SPATIAL": "spatial", "VECTOR": "vector", "HASH": "hash"}
_CLUSTERING = ("CLUSTERED", "NONCLUSTERED")


def take_part(words: Words, draft: Draft, table: str) -> None:
    """Read one element of a table, a column or something else, into the draft."""
    if words.take("LIKE"):
        copy_columns(draft, words.table(), table)
    elif not take_constraint(words, draft, table):
        take_column(words, draft, table)


def copy_columns(draft: Draft, source: str, table: str) -> None:
    """Give a table the columns of another."""
    other = draft.tables.get(draft.known(source))
    for column in other.columns.values() if other else ():
        draft.set_column(table, column)


def take_constraint(words: Words, draft: Draft, table: str) -> bool:
    """Read a constraint, a key or an index; False, and nothing read, where none stands here."""
    begin = words.at
    name = words.name() if words.take("CONSTRAINT") else ""
    if name and words.key == "":
        return True
    if words.take("PRIMARY", "KEY"):
        _take_key(words, draft, table, name, is_primary=True)
    elif words.key == "UNIQUE" and words.key_ahead(1) != ",":
        words.next()
        words.take_any("KEY", "INDEX")
        _take_key(words, draft, table, name)
    elif words.take("FOREIGN", "KEY"):
        _take_foreign_key(words, draft, table, name)
    elif words.take("EXCLUDE"):
        _take_exclusion(words, draft, table, name)
    elif _is_index(words, draft):
        _take_index(words, draft, table)
    elif name or words.key in ("CHECK", "PERIOD"):
        return name != "" or words.key_ahead(1) in ("(", "FOR") or _back(words, begin)
    else:
        return _back(words, begin)
    return True


def _back(words: Words, begin: int) -> bool:
    words.at = begin
    return False


def _is_index(words: Words, draft: Draft) -> bool:
    """Whether ``KEY x (…)`` stands here, and not a column of that name."""
    if draft.dialect in ("postgres", "sqlite") or words.key not in {"KEY", "INDEX", *_METHODS}:
        return False
    opens = next((n for n in range(1, 6) if words.key_ahead(n) == "("), 0)
    return bool(opens) and words.peek(opens + 1).kind != NUMBER


def _take_key(
    words: Words, draft: Draft, table: str, name: str, *, is_primary: bool = False
) -> None:
    """A primary key or a unique one: ``[CLUSTERED] [name] [USING m] (…) [INCLUDE (…)]``."""
    words.take_any(*_CLUSTERING)
    if words.take("USING", "INDEX"):
        _adopt(draft, table, words.name(), is_primary)
        return
    if words.key not in ("(", "USING", "NULLS", "ON"):
        name = words.name() or name
    words.find("(")
    group = words.group()
    columns = index_columns(group) if group else ()
    if not columns:
        return
    if draft.dialect == "mysql" and is_primary:
        name = "PRIMARY"
    if not name:
        names = tuple(each.column for each in columns)
        name = primary_name(draft, table) if is_primary else unique_name(draft, table, names)
    include = words.names() if words.take("INCLUDE") else ()
    draft.add_index(Index(name, table, columns, True, is_primary, include=include))


def _adopt(draft: Draft, table: str, name: str, is_primary: bool) -> None:
    """A constraint made of an index that is there."""
    found = [i for i in draft.indexes_of(table) if i.name == name]
    for each in found:
        draft.add_index(
            Index(name, table, each.columns, True, is_primary, each.method, each.include)
        )


def _take_foreign_key(words: Words, draft: Draft, table: str, name: str) -> None:
    if words.key != "(":
        name = name or words.name()
    columns = words.names()
    if columns and words.take("REFERENCES"):
        draft.foreign_keys.append(reference(words, table, columns, name))


def _take_exclusion(words: Words, draft: Draft, table: str, name: str) -> None:
    """``EXCLUDE USING gist (room WITH =, during WITH &&) [WHERE (…)]`` is an index too."""
    method = words.name().lower() if words.take("USING") else "gist"
    group = words.group()
    columns: list[IndexColumn] = []
    for each in group.items() if group else ():
        end = len(each.tokens)
        if each.find("WITH"):
            end = each.at
        columns += index_columns(each.part(0, end))
    where = condition(words) if words.take("WHERE") else ""
    if columns:
        parts = [table.rpartition(".")[2], *(each.column for each in columns if each.column)]
        shown = name or "_".join([*parts, "excl"])
        draft.add_index(Index(shown, table, tuple(columns), method=method, where=where))


def _take_index(words: Words, draft: Draft, table: str) -> None:
    """``[FULLTEXT] KEY [name] [USING m] (…)``."""
    method = _METHODS.get(words.take_any(*_METHODS), "btree")
    words.take_any("KEY", "INDEX")
    name = "" if words.key in ("(", "USING") else words.name()
    is_unique = words.take("UNIQUE")
    words.take_any(*_CLUSTERING)
    if words.take("USING"):
        method = words.name().lower()
    group = words.group()
    columns = index_columns(group) if group else ()
    if words.take("USING"):
        method = words.name().lower()
    if columns:
        shown = name or _first(columns)
        draft.add_index(Index(shown, table, columns, is_unique, method=method))


def _first(columns: tuple[IndexColumn, ...]) -> str:
    return columns[0].column or "functional_index"
