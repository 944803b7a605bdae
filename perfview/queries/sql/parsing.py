"""Statements as trees, by sqlglot, each text once."""

from __future__ import annotations

import logging
import operator
import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

LONGEST_PARSED = 1 << 20
"""Characters of a text that is parsed."""
DEEPEST_PARSED = 200
"""Brackets within brackets (and CASE within CASE) of a text that is parsed."""

_NO_STATEMENTS = (exp.Command, exp.Condition, exp.Alias)
_KEPT = 2048
_LONGEST_KEPT = 1 << 14

# sqlglot warns of what it does not know; here None is the answer to that.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

# Quoted things and comments are stepped over, so that a ? in them is no placeholder.
_PLACEHOLDER = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*"|`[^`]*`)"""
    r"""|(?P<remark>--[^\n]*|/\*.*?(?:\*/|\Z))"""
    r"""|(?P<dollars>\$(?P<tag>[A-Za-z_]\w*)?\$.*?\$(?P=tag)?\$)"""
    r"""|(?P<mark>\$\d+|\?\d*(?![|&])|%\(\w+\)s|%s(?!\w)|(?<![:\w]):[A-Za-z_0-9]\w*|(?<![@\w])@[A-Za-z_]\w*)""",
    re.S,
)
_MARKED = re.compile(r"[?$%:@]|--|/\*")
_TYPED = re.compile(
    r"\b(?P<type>date|time|timestamp|timestamptz|interval)\s+:p\b"
    r"|(?P<extract>\bextract\s*\(\s*):p\s+from\b",
    re.IGNORECASE,
)
# Words over and over, and index behind index, on which sqlglot recurses or takes for ever.
_LONGEST_REPEATED, _MOST_REPEATED, _MOST_INDEXES = 4, 15, 64
_REPEATED = re.compile(
    rf"((?:[^\s,()=<>:\'\"\d]+\s+){{1,{_LONGEST_REPEATED}}})\1{{{_MOST_REPEATED}}}"
    rf"|(?:\[[^\[\]]*\]\s*){{{_MOST_INDEXES}}}"
)
_JOIN = re.compile(r"\bjoin\b", re.IGNORECASE)
_HELD = re.compile(r"\bon\b|\busing\b|\bcross\s+join\b|\bnatural\b", re.IGNORECASE)
_MOST_LOOSE = 10
_BRACKET = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|[()\[\]]|\b(?:case|end)\b""", re.I)


def _plain(found: re.Match[str]) -> str:
    if found["mark"]:
        return ":p"
    return " " if found["remark"] else found[0]


def with_one_placeholder(text: str) -> str:
    """The text with every placeholder (``$1``, ``?``, ``%s``, ``:name``, ``@p``) as ``:p`` and
    without comments."""
    if not _MARKED.search(text):
        return text
    plain = _PLACEHOLDER.sub(_plain, text)
    return _TYPED.sub(_typed, plain) if ":p" in plain else plain


def _typed(found: re.Match[str]) -> str:
    """What pg_stat_statements makes of `EXTRACT(year FROM x)` and `DATE '2024-01-01'`, as SQL."""
    return f"CAST(:p AS {found['type']})" if found["type"] else f"{found['extract']}epoch from"


def is_too_deep(text: str) -> bool:
    """Whether brackets and CASEs lie deeper in each other than `DEEPEST_PARSED`, or words follow
    themselves so often that a parser would go as deep."""
    if _may_repeat(text) and _REPEATED.search(text):
        return True
    # sqlglot tries each JOIN that has no ON both ways: twice the time for every one of them.
    joins = len(_JOIN.findall(text))
    if joins > _MOST_LOOSE and joins - len(_HELD.findall(text)) > _MOST_LOOSE:
        return True
    if text.count("(") + text.count("[") + text.lower().count("case") <= DEEPEST_PARSED:
        return False
    depth = 0
    for found in _BRACKET.finditer(text):
        word = found[0].lower()
        depth += (word in ("(", "[", "case")) - (word in (")", "]", "end"))
        if depth > DEEPEST_PARSED:
            return True
    return False


def _may_repeat(text: str) -> bool:
    """Whether `_REPEATED` may be found at all, which it takes long to look for."""
    if len(text) <= DEEPEST_PARSED:
        return False
    if text.count("[") >= _MOST_INDEXES:
        return True
    words = text.split()
    # What was found may begin within a word, so that one less is the same.
    return any(
        bytes([1]) * (size * _MOST_REPEATED - 1) in bytes(map(operator.eq, words, words[size:]))
        for size in range(1, _LONGEST_REPEATED + 1)
    )


def parsed(text: str, dialect: str) -> exp.Expression | None:
    """The tree of one statement; None where it cannot be parsed. Placeholders of every kind become
    ``:p`` first (sqlglot 30 fails at ``VALUES($1,$2)`` and ``?::int``); comments are left out. Of
    several statements the first. The tree is shared between all who ask: copy it before changing.
    Never logs, never raises, bounded for texts of any length and depth (a text over 1 MB and one
    nested deeper than 200 are not parsed).
    """
    if len(text) > LONGEST_PARSED:
        return None
    return _kept(text, dialect) if len(text) <= _LONGEST_KEPT else _parse(text, dialect)


def _parse(text: str, dialect: str) -> exp.Expression | None:
    plain = with_one_placeholder(text)
    if is_too_deep(plain):
        return None
    try:
        trees = sqlglot.parse(plain, read=dialect or "postgres", error_level=ErrorLevel.IMMEDIATE)
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, KeyError):
        return None
    tree = next((tree for tree in trees if tree is not None), None)
    # A word or two by themselves are an expression to sqlglot, but no statement.
    if not isinstance(tree, exp.Expression) or isinstance(tree, _NO_STATEMENTS):
        return None
    return tree


_kept = lru_cache(_KEPT)(_parse)


def written(tree: exp.Expression, dialect: str, pretty: bool = True) -> str:
    """A tree as SQL of its dialect, placeholders as ``?`` or the dialect's own."""
    return tree.sql(dialect=dialect or "postgres", pretty=pretty, comments=False)
