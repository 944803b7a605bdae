"""DDL read into a schema.

Read word by word and not by a parser of whole languages: a schema is a small part of them that is
much alike everywhere, a dump holds what no parser of ours knows (``OWNER TO``, ``ENGINE=InnoDB``,
``ATTACH PARTITION``), and megabytes of it have to be read in a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from perfview.queries.schema.changes import take_alter_table, take_drop
from perfview.queries.schema.creations import take_creation
from perfview.queries.schema.ddl_dialects import dialect_of
from perfview.queries.schema.draft import Draft
from perfview.queries.schema.model import DEFAULT_SCHEMAS, Schema
from perfview.queries.schema.tokens import statements_of, tokens_of
from perfview.queries.schema.words import Words

_WANTED = re.compile(
    r"\b(?:create|alter\s+table|drop\s+(?:table|index|view|materialized)|search_path)\b", re.I
)
_BEGINS = {"CREATE": None, "ALTER": ("TABLE",), "DROP": ("TABLE", "VIEW"), "SET": ("SEARCH_PATH",)}
"""Words that begin a statement where they begin a line, and what has to follow them."""


def read_definitions(texts: Iterable[str], dialect: str = "", origin: str = "") -> Schema:
    """Tables, columns, keys and indexes of CREATE TABLE, ALTER TABLE … ADD, CREATE INDEX, and what
    `pg_dump -s`, `mysqldump --no-data`, `.schema` of SQLite and Rails' structure.sql write beside
    them, in their order: what is dropped is gone, what is renamed has its new name. What is not
    understood is left out; never raises on any text. A dialect of "" is told by the texts."""
    pieces = [text for text in texts if text]
    draft = Draft(dialect or dialect_of(pieces))
    is_mysql = draft.dialect == "mysql"
    for piece in pieces:
        draft.home = ""
        for statement in statements_of(piece, is_mysql):
            if _WANTED.search(statement):
                _take(statement, draft, is_mysql)
    return draft.schema(origin)


def _take(statement: str, draft: Draft, is_mysql: bool) -> None:
    """Read one statement, or several that nothing parts (T-SQL needs no semicolon)."""
    words = Words(statement, tokens_of(statement, is_mysql), draft.folds, draft.home)
    starts = _starts(words)
    ends = [*starts[1:], len(words.tokens)]
    for start, end in zip(starts, ends, strict=True):
        _take_one(words.part(start, end), draft)


def _starts(words: Words) -> list[int]:
    """Tokens at which a statement begins: the first one, and words that begin a line."""
    found, depth = [0], 0
    for at, key in enumerate(words.keys):
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
        elif at and depth == 0 and key in _BEGINS and _begins_line(words, at):
            wanted = _BEGINS[key]
            if wanted is None or words.key_ahead(at + 1) in wanted:
                found.append(at)
    return found


def _begins_line(words: Words, at: int) -> bool:
    between = words.source[words.tokens[at - 1].stop : words.tokens[at].start]
    return "\n" in between


def _take_one(words: Words, draft: Draft) -> None:
    if words.take("CREATE"):
        take_creation(words, draft)
    elif words.take("ALTER", "TABLE"):
        take_alter_table(words, draft)
    elif words.take("DROP"):
        take_drop(words, draft)
    elif words.take("SET", "SEARCH_PATH"):
        _take_search_path(words, draft)


def _take_search_path(words: Words, draft: Draft) -> None:
    """``SET search_path = app, pg_catalog``: names without a schema are of its first one."""
    words.take_any("=", "TO")
    home = words.name()
    draft.home = "" if home.lower() in DEFAULT_SCHEMAS else home
