"""A column as CREATE TABLE and ALTER TABLE … ADD COLUMN define it."""

from __future__ import annotations

from perfview.queries.schema.draft import Draft
from perfview.queries.schema.model import Column, ForeignKey, Index, IndexColumn
from perfview.queries.schema.tokens import QUOTED, WORD
from perfview.queries.schema.types import SERIAL, type_name
from perfview.queries.schema.words import Words

_AFTER_TYPE = frozenset(
    {
        "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "CONSTRAINT",
        "GENERATED", "COLLATE", "AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY", "COMMENT", "ON",
        "KEY", "AS", "STORED", "VIRTUAL", "CHARSET", "STORAGE", "COMPRESSION", "INVISIBLE",
        "VISIBLE", "SPARSE", "ROWGUIDCOL", "DEFERRABLE", "INITIALLY", "OPTIONS", "MASKED", "ENCODE",
        "FIRST", "AFTER", "ENABLE", "USING", "PERSISTED", "ASCII", "UNICODE", "FOREIGN", "SRID"
    }
)  # fmt: skip
_COUNTING = ("AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY")


def take_column(words: Words, draft: Draft, table: str) -> None:
    """Read a column with its constraints into a table of the draft. Leaves a table as it was where
    the first word is no name."""
    name = words.name()
    if not name:
        return
    begin = words.at
    _skip_type(words)
    written = _written(words, begin)
    kind = type_name(written)
    constraints = words.part(words.at, len(words.tokens))
    is_generated = kind in SERIAL or written.lower() in SERIAL
    column = Column(name, kind, written, not is_generated, is_generated=is_generated)
    draft.set_column(table, _constrained(constraints, column, draft, table))


def _written(words: Words, begin: int) -> str:
    end, words.at = words.at, begin
    written = words.rest(end)
    words.at = end
    return written


def _skip_type(words: Words) -> None:
    """On behind a type: names, lengths, brackets."""
    while not words.is_done:
        token, key = words.peek(), words.key
        is_word = token.kind in (WORD, QUOTED) or key in (".", "[", "]")
        if key in _AFTER_TYPE or (key == "CHARACTER" and words.key_ahead(1) == "SET"):
            return
        if not is_word and key != "(" and not words.source[token.start].isdigit():
            return
        words.skip_group()


def _constrained(words: Words, column: Column, draft: Draft, table: str) -> Column:
    """The column as its constraints have it; what they tell of keys goes into the draft."""
    own = (IndexColumn(column.name),)
    changes: dict[str, bool] = {}
    name, is_mysql = "", draft.dialect == "mysql"
    while not words.is_done:
        if words.take("CONSTRAINT"):
            name = words.name()
            continue
        if words.take("NOT", "NULL"):
            changes["is_nullable"] = False
        elif words.take("PRIMARY", "KEY") or (is_mysql and words.take("KEY")):
            changes["is_nullable"] = False
            draft.add_index(_primary(draft, table, own, name))
        elif words.take("UNIQUE"):
            words.take("KEY")
            shown = name or unique_name(draft, table, (column.name,))
            draft.add_index(Index(shown, table, own, is_unique=True))
        elif words.take("REFERENCES"):
            draft.foreign_keys.append(reference(words, table, (column.name,), name))
        elif words.take("GENERATED") or words.take_any(*_COUNTING, "AS"):
            changes["is_generated"] = True
        elif words.take("DEFAULT"):
            changes["is_generated"] = column.is_generated or words.key == "NEXTVAL"
            words.skip_group()
        else:
            words.skip_group()
        name = ""
    return Column(
        column.name,
        column.type,
        column.written_type,
        changes.get("is_nullable", column.is_nullable),
        is_generated=changes.get("is_generated", column.is_generated),
    )


def reference(words: Words, table: str, columns: tuple[str, ...], name: str) -> ForeignKey:
    """The key whose ``REFERENCES`` was just read; without target columns where none are named."""
    target = words.table()
    return ForeignKey(table, columns, target, words.names(), name)


def _primary(draft: Draft, table: str, columns: tuple[IndexColumn, ...], name: str) -> Index:
    return Index(name or primary_name(draft, table), table, columns, True, True)


def primary_name(draft: Draft, table: str) -> str:
    """What the server calls a primary key that has no name."""
    return "PRIMARY" if draft.dialect == "mysql" else f"{table.rsplit('.', 1)[-1]}_pkey"


def unique_name(draft: Draft, table: str, columns: tuple[str, ...]) -> str:
    """What the server calls a unique constraint that has no name."""
    if draft.dialect == "mysql":
        return columns[0]
    return "_".join([table.rsplit(".", 1)[-1], *columns, "key"])
