"""What stands in the parentheses of an index."""

from __future__ import annotations

from perfview.queries.schema.model import IndexColumn
from perfview.queries.schema.tokens import NUMBER, QUOTED, WORD, Token
from perfview.queries.schema.words import Words

_LAYERS = 3
"""Parentheses around an expression that are taken away: PostgreSQL writes two."""
_ENDINGS = frozenset({"ASC", "DESC", "NULLS", "COLLATE"})


def index_columns(group: Words) -> tuple[IndexColumn, ...]:
    """The terms of ``(a DESC, lower(b) text_pattern_ops, c(10))`` in their order."""
    return tuple(_term(each) for each in group.items())


def _term(words: Words) -> IndexColumn:
    end = _end_of_expression(words)
    ending = words.part(end, len(words.tokens))
    first = words.peek()
    if end == 1 and first.kind in (WORD, QUOTED):
        return _ended(words.name(), "", ending)
    if first.kind in (WORD, QUOTED) and _is_length(words.tokens[1:end]):
        return _ended(words.name(), "", ending)
    return _ended("", _bare(words.rest(end)), ending)


def _end_of_expression(words: Words) -> int:
    """The token at which the order, the collation or the operator class begins."""
    while not words.is_done:
        if words.at and words.key in _ENDINGS:
            break
        follows_term = words.at and _ends_term(words.peek(-1))
        if follows_term and words.peek().kind in (WORD, QUOTED):
            break
        words.skip_group()
    end, words.at = words.at, 0
    return min(end, len(words.tokens))


def _ends_term(token: Token) -> bool:
    """Whether a name that follows is the operator class: two operands never touch."""
    return token.kind in (WORD, QUOTED) or token.key == ")"


def _is_length(tokens: list[Token]) -> bool:
    """``(10)`` behind a column: MySQL indexes so many of its characters."""
    return [t.key for t in tokens[::2]] == ["(", ")"] and tokens[1].kind == NUMBER


def _ended(column: str, expression: str, ending: Words) -> IndexColumn:
    is_descending, operators = False, ""
    while not ending.is_done:
        if ending.take("COLLATE"):
            ending.table()
        elif ending.take("NULLS"):
            ending.next()
        elif order := ending.take_any("ASC", "DESC"):
            is_descending = order == "DESC"
        elif ending.peek().kind in (WORD, QUOTED):
            operators = ending.table().rsplit(".", 1)[-1]
        else:
            ending.skip_group()
    return IndexColumn(column, is_descending, expression, operators)


def _bare(expression: str) -> str:
    """An expression without the parentheses around all of it."""
    text = expression.strip()
    for _ in range(_LAYERS):
        if text.startswith("(") and text.endswith(")") and _encloses(text):
            text = text[1:-1].strip()
    return text


def _encloses(text: str) -> bool:
    """Whether the first parenthesis closes with the last one."""
    depth, quoted = 0, ""
    for at, sign in enumerate(text):
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "'\"":
            quoted = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return at == len(text) - 1
    return False


def condition(words: Words) -> str:
    """What is left, up to a ``WITH (…)``, as a condition without the parentheses around all of
    it."""
    begin = words.at
    end = words.at if words.find("WITH") else len(words.tokens)
    words.at = begin
    return _bare(words.rest(end))
