"""A statement written out over lines, without literals."""

from __future__ import annotations

import re

from perfview.queries.sql.parsing import parsed, written
from perfview.queries.study import Study

_LONGEST = 20_000
_WIDE = 64
_PLACEHOLDERS = re.compile(r"%\(p\)s|(?<!:):p\b")
_BREAKS = re.compile(
    r"\s+(?=(?:from|where|group by|order by|having|limit|left join|inner join|right join|join|set|"
    r"values|union|returning|on conflict)\b)",
    re.IGNORECASE,
)
_NARROW = 48
_QUOTED = re.compile(r"""("[^"]*"|'[^']*'|`[^`]*`)""")
_INDEX_BREAKS = re.compile(r"\s+(?=(?:ON|INCLUDE|WHERE)\b)")


def lines_of(study: Study, statement: int) -> list[str]:
    """The statement as its dialect is usually written; one that cannot be parsed is broken where
    its clauses begin, and a very long one is cut."""
    text = study.text_of(statement)
    dialect = study.dialect_of(statement)
    if len(text) <= _LONGEST and dialect != "mongodb":
        tree = parsed(text, dialect)
        if tree is not None:
            told = _PLACEHOLDERS.sub("?", written(tree, dialect))
            return folded(told.splitlines())
    cut = text[:_LONGEST] + (" …" if len(text) > _LONGEST else "")
    return _BREAKS.sub("\n", cut).splitlines()


def index_lines(ddl: str) -> list[str]:
    """An index as it is made, broken before its parts where it is too wide for one line."""
    lines = []
    for line in ddl.splitlines():
        if len(line) <= _NARROW:
            lines.append(line)
            continue
        pieces = _QUOTED.split(line)
        pieces[::2] = [_INDEX_BREAKS.sub("\n  ", piece) for piece in pieces[::2]]
        lines += "".join(pieces).splitlines()
    return lines


def folded(lines: list[str]) -> list[str]:
    """Lines of which each stands on one with what is indented below it, as far as that is not too
    wide: a select list of three columns need not take four lines."""
    stack: list[str] = []
    for line in reversed([each.rstrip() for each in lines if each.strip()]):
        indent = _indent(line)
        below = 0
        while below < len(stack) and _indent(stack[-1 - below]) > indent:
            below += 1
        inner = stack[len(stack) - below :][::-1] if below else []
        rest = stack[: len(stack) - below]
        closes = bool(rest) and rest[-1].strip().startswith(")") and _indent(rest[-1]) == indent
        joined = " ".join([line, *(each.strip() for each in inner)])
        if closes and inner:
            joined = f"{joined}{rest[-1].strip()}".replace("( ", "(")
        is_flat = len({_indent(each) for each in inner}) == 1
        if inner and is_flat and len(joined) <= _WIDE:
            stack = [*(rest[:-1] if closes else rest), joined]
        else:
            stack.append(line)
    return stack[::-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
