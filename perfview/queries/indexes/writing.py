"""Indexes as statements of a dialect."""

from __future__ import annotations

import re
import zlib

from perfview.queries.indexes.abilities import of_dialect
from perfview.queries.schema.model import IndexColumn

LETTERS = 64
"""Of a text's beginning that MySQL is told to hold: enough to tell most values apart."""
LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL keeps (NAMEDATALEN - 1)."""
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_RESERVED = re.compile(
    r"(all|and|any|as|asc|both|case|check|collate|column|constraint|create|default|desc|distinct"
    r"|do|else|end|except|false|fetch|for|foreign|from|grant|group|having|in|into|key|keys"
    r"|leading|limit|not|null|offset|on|only|or|order|primary|range|rank|references|select"
    r"|session_user|table|then|to|trailing|true|union|unique|user|using|when|where|window|with"
    r")\Z"
)
_QUOTES = {"mysql": ("`", "`"), "tsql": ("[", "]")}


def quoted(name: str, dialect: str) -> str:
    """A name, in quotes where it needs them; schemas before it kept apart."""
    left, right = _QUOTES.get(dialect, ('"', '"'))
    parts = name.split(".")
    return ".".join(
        part if _PLAIN.match(part) and not _RESERVED.match(part) else f"{left}{part}{right}"
        for part in parts
    )


def index_name(table: str, columns: tuple[IndexColumn, ...], suffix: str = "idx") -> str:
    """``orders_user_id_created_at_idx``; of what is too long the end is a checksum."""
    words = [table.rsplit(".", 1)[-1]]
    words += [each.column or "_".join(re.findall(r"[a-z0-9]+", each.expression.lower())[:3])
              for each in columns]  # fmt: skip
    name = re.sub(r"[^a-z0-9_]", "", "_".join([*words, suffix]).lower())
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}_{zlib.crc32(name.encode()):08x}"


def free_name(name: str, taken: set[str]) -> str:
    """The name, or with the first number behind it that is free, as PostgreSQL names indexes of
    whom it is not told the name (ChooseRelationName): ``orders_user_id_idx1``."""
    if name not in taken:
        return name
    numbered = (f"{name[: LONGEST_NAME - 4]}{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)


def drop_index(name: str, table: str, dialect: str) -> str:
    """DROP INDEX."""
    if dialect in ("mysql", "tsql"):
        return f"DROP INDEX {quoted(name, dialect)} ON {quoted(table, dialect)}"
    online = "CONCURRENTLY " if dialect in ("", "postgres") else ""
    home = f"{table.rpartition('.')[0]}." if "." in table else ""
    return f"DROP INDEX {online}{quoted(home + name, dialect)}"


def create_index(
    table: str,
    columns: tuple[IndexColumn, ...],
    include: tuple[str, ...],
    where: str,
    dialect: str,
    concurrently: bool,
    name: str = "",
    beginnings: tuple[str, ...] = (),
) -> str:
    """CREATE INDEX. Columns to carry along stand at the end of the keys where a server has no
    INCLUDE; a condition is left out where it has no partial indexes. beginnings: columns of which
    MySQL can hold only the first letters."""
    able = of_dialect(dialect)
    terms = [_term(each, dialect, each.column in beginnings) for each in columns]
    carried = [quoted(column, dialect) for column in include]
    if carried and not able.include:
        terms += carried
    online = "CONCURRENTLY " if concurrently and dialect in ("", "postgres") else ""
    name = quoted(name or index_name(table, columns), dialect)
    text = f"CREATE INDEX {online}{name} ON {quoted(table, dialect)} ({', '.join(terms)})"
    if carried and able.include:
        text += f" INCLUDE ({', '.join(carried)})"
    if where and able.partial:
        text += f" WHERE {where}"
    return text


def _term(each: IndexColumn, dialect: str, is_beginning: bool) -> str:
    text = quoted(each.column, dialect) if each.column else f"({each.expression})"
    if is_beginning and dialect == "mysql":
        text += f"({LETTERS})"
    if each.operator_class and dialect in ("", "postgres"):
        text += f" {each.operator_class}"
    return f"{text} DESC" if each.is_descending else text
