"""What a statement is when it is run again and again: a lookup by key, a page, a write."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from perfview.queries.loops.loop import (
    AGGREGATE,
    CURSOR,
    INSERT,
    LOOKUP,
    MANY_TO_MANY,
    PAGINATION,
    WRITE,
)
from perfview.queries.loops.paging import asks_one_row, goes_on, only_the_first, skips_rows
from perfview.queries.model import CURSOR as CURSOR_STATEMENT
from perfview.queries.model import DELETE, SELECT, UPDATE
from perfview.queries.model import INSERT as INSERT_STATEMENT
from perfview.queries.sql.shapes import EQUAL, IN, Block, Predicate, Shape
from perfview.queries.study import Study

OTHER = "other"
"""Asks for no row by its key: again and again it is either the same question, or a report."""
_LOOKED_AT = 20_000
_LISTS = ("Any", "All")
_VALUE = r"(?:\$\?|\$\d+|%s|%\(\w+\)s|[:@]\w+|\?|'(?:[^']|'')*'|-?\d[\d.]*)"
_NAME = r"[\w$\"`\[\]]+(?:\.[\w$\"`\[\]]+)*"
_EQUAL = re.compile(rf"({_NAME})\s*=\s*{_VALUE}(?!\s*[\w(])", re.IGNORECASE)
_FROM = re.compile(rf"\b(?:from|into|update)\s+(?:only\s+)?({_NAME})", re.IGNORECASE)
_AGGREGATE = re.compile(r"^\s*select\s+(?:count|sum|min|max|avg)\s*\(", re.IGNORECASE)
_LIMITED = re.compile(r"\b(?:limit|offset|fetch\s+(?:first|next))\b", re.IGNORECASE)
_RANGE = re.compile(rf"{_NAME}\s*[<>]=?\s*{_VALUE}", re.IGNORECASE)
_ROWS = re.compile(r"\bvalues\s*\(.*\)\s*,\s*\(", re.IGNORECASE | re.DOTALL)
_COPIES = re.compile(r"\binsert\b.*\bselect\b", re.IGNORECASE | re.DOTALL)
_DOCUMENTS = re.compile(
    r'"?(find|findone|aggregate|count|distinct|update|delete|insert|findandmodify)"?\s*:'
    r'\s*"?([\w.$-]+)',
    re.IGNORECASE,
)
_FIELD = re.compile(r'"?([\w.]+)"?\s*:\s*(?:"?\?"?|\{\s*"?\$(?:oid|eq)"?)')


@dataclass(frozen=True)
class Role:
    """kind: of `loops.loop`, or `OTHER`; table: what it reads or writes, "" unknown; keys: columns
    that are held against one value, those of the rows asked for (of the link table for
    many-to-many); key_table: the table they belong to."""

    kind: str
    table: str = ""
    keys: tuple[str, ...] = ()
    key_table: str = ""


def role_of(study: Study, statement: int) -> Role:
    """The role of a statement; kept by the study."""
    known: dict[int, Role] = study.once("roles of statements", dict)
    if statement not in known:
        known[statement] = _role(study, statement)
    return known[statement]


def _role(study: Study, statement: int) -> Role:
    kind = int(study.model.statements.kind[statement])
    if kind == CURSOR_STATEMENT:
        return Role(CURSOR)
    shape = study.shape_of(statement)
    text = study.sample_of(statement) or study.text_of(statement)
    if kind == INSERT_STATEMENT and not text.lstrip().startswith("{"):
        table = shape.writes if shape else _table(text)
        return _of_insert(study, statement, table, shape.written_columns if shape else ())
    if shape is None or not shape.blocks:
        return _by_text(text)
    role = _of_shape(shape, kind)
    block = main_block(shape)
    if role.kind != LOOKUP or asks_one_row(role.keys, role.key_table, block):
        return role
    has_offset = block.offset is not None and not only_the_first(study, statement)
    is_page = has_offset or goes_on(block) or skips_rows(study, statement)
    return replace(role, kind=PAGINATION) if is_page else role


def _of_insert(study: Study, statement: int, table: str, keys: tuple[str, ...]) -> Role:
    """One row at a time, as far as any sample shows: lists of rows are one statement with it."""
    samples = study.model.samples
    texts = [study.model.strings[k] for k in samples.text[study.samples_of(statement)]]
    alone = [t for t in texts or [study.text_of(statement)] if not is_bulk(t)]
    return Role(INSERT if alone else OTHER, table, keys)


def is_bulk(text: str) -> bool:
    """Whether an INSERT is written with several rows, or takes them from a query."""
    text = text[:_LOOKED_AT]
    return bool(_ROWS.search(text) or _COPIES.search(text))


def asks_for_many(study: Study, statement: int) -> bool:
    """Whether a statement takes a list of keys or of rows, or has a cursor's next rows."""
    role = role_of(study, statement)
    if role.kind == CURSOR:
        return True
    if role.kind != OTHER:
        return False
    shape = study.shape_of(statement)
    if int(study.model.statements.kind[statement]) == INSERT_STATEMENT:
        return True
    if shape is None or not shape.blocks:
        return False
    return any(p.operator == IN or _takes_list(p) for p in main_block(shape).predicates)


def main_block(shape: Shape) -> Block:
    """The block that asks: the first, or what it only wraps: ``SELECT count(*) FROM (…) x``,
    ``SELECT EXISTS (…)``."""
    block = shape.blocks[0]
    asked = [each for each in shape.blocks if each.parent == 0]
    if not block.uses and len(asked) == 1:
        block = asked[0]
    while len(block.uses) == 1 and not block.predicates:
        inside = shape.uses[block.uses[0]].sources
        if len(inside) != 1:
            break
        block = shape.blocks[inside[0]]
    return block


def _of_shape(shape: Shape, kind: int) -> Role:
    block = main_block(shape)
    asked = [p for p in block.predicates if is_key(p)]
    of = asked[0].use if asked else block.uses[0] if block.uses else -1
    table = shape.writes or (shape.uses[block.uses[0]].table if block.uses else "")
    key_table = shape.uses[of].table if of >= 0 else ""
    keys = tuple(dict.fromkeys(p.column or p.expression for p in asked if p.use == of))
    if kind in (UPDATE, DELETE):
        return Role(WRITE if keys else OTHER, table, keys, key_table)
    if kind != SELECT:
        return Role(OTHER, table, keys, key_table)
    if not keys:
        is_page = goes_on(block) or block.offset is not None
        return Role(PAGINATION if is_page else OTHER, table, keys, key_table)
    if shape.blocks[0].is_aggregate and not block.group:
        return Role(AGGREGATE, table, keys, key_table)
    shown = {use for use, _ in block.outputs.values()} | block.selects_all
    if len(block.uses) > 1 and block.joins and shown and of not in shown:
        return Role(MANY_TO_MANY, shape.uses[min(shown)].table, keys, key_table)
    return Role(LOOKUP, key_table or table, keys, key_table)


def is_key(predicate: Predicate) -> bool:
    """Whether a predicate picks rows by one value."""
    if predicate.is_optional or predicate.clause == "having":
        return False
    if predicate.operator == EQUAL:
        return not _takes_list(predicate)
    return (
        predicate.operator == IN
        and len(predicate.values) == 1
        and type(predicate.node).__name__ == "In"
    )


def _takes_list(predicate: Predicate) -> bool:
    return type(predicate.node.args.get("expression")).__name__ in _LISTS


def _by_text(text: str) -> Role:
    """What the words tell where a statement cannot be parsed."""
    text = text[:_LOOKED_AT]
    word = text.split(None, 1)[0].lower() if text.strip() else ""
    if text.lstrip().startswith("{"):
        return _of_document(text)
    name = _table(text)
    _, _, condition = text.lower().partition(" where ")
    keys = tuple(
        dict.fromkeys(_bare(found[1]).rpartition(".")[2] for found in _EQUAL.finditer(condition))
    )
    if word in ("insert", "replace"):
        return Role(OTHER if is_bulk(text) else INSERT, name)
    if word in ("update", "delete"):
        return Role(WRITE if keys else OTHER, name, keys, name)
    if word != "select" or not name:
        return Role(OTHER, name, keys, name)
    if _LIMITED.search(text) and _RANGE.search(condition):
        return Role(PAGINATION, name, keys, name)
    kind = AGGREGATE if _AGGREGATE.match(text) else LOOKUP
    return Role(kind if keys else OTHER, name, keys, name)


def _table(text: str) -> str:
    found = _FROM.search(text)
    return _bare(found[1]) if found else ""


def _bare(name: str) -> str:
    return re.sub(r'["`\[\]]', "", name).lower()


def _of_document(text: str) -> Role:
    """A command of MongoDB."""
    found = _DOCUMENTS.search(text)
    if found is None:
        return Role(OTHER)
    command, table = found[1].lower(), found[2]
    keys = tuple(dict.fromkeys(key for key in _FIELD.findall(text) if key.lower() != command))
    if command == "insert":
        return Role(INSERT, table)
    if command in ("update", "delete", "findandmodify"):
        return Role(WRITE if keys else OTHER, table, keys, table)
    return Role(
        (AGGREGATE if command == "count" else LOOKUP) if keys else OTHER, table, keys, table
    )
