"""Which tables statements name, as their texts tell: quick enough for a filter that is being typed.

What a statement does to them, with aliases and columns resolved, is known by `Study.shape_of`,
which parses; here only the words that tables follow are looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.study import Study

_NAME = r"(?:\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|[\w$]++)"
_TABLE = re.compile(
    rf"\b(?:from|join|into|update|only|table)\s+(?:only\s+)?({_NAME}(?:\s*\.\s*{_NAME})*)"
    rf"(?=\s*(,)?)(?!\s*\()",
    re.IGNORECASE,
)
_NOT_TABLES = re.compile(
    r"\b(?:extract|substring|trim|overlay|position)\s*+\([^()]*?\bfrom\b|\bdistinct\s+from\b",
    re.IGNORECASE,
)
"""Where FROM stands before something else."""
_FURTHER = re.compile(rf"\s*(?:as\s+)?(?:{_NAME})?\s*,\s*({_NAME}(?:\.{_NAME})*)", re.IGNORECASE)
_INTO = re.compile(rf"\binto\s+({_NAME}(?:\.{_NAME})*)", re.IGNORECASE)
_NAMED = re.compile(rf"\b(?:with|recursive)\s+({_NAME})\s*(?:\([^()]*\)\s*)?as\b", re.IGNORECASE)
_NAMED_NEXT = re.compile(rf"\)\s*,\s*({_NAME})\s*(?:\([^()]*\)\s*)?as\s", re.IGNORECASE)
_NO_TABLES = frozenset(
    {
        "select", "lateral", "unnest", "generate_series", "values", "dual", "set", "where", "on",
        "using", "current", "of", "skip",
    }
)  # fmt: skip
_LONGEST = 100_000


@dataclass(frozen=True)
class Several:
    """Texts of statements, none, one or several each: pairs of a statement and a number into
    `texts`, both int32."""

    statement: NDArray[np.int32]
    text: NDArray[np.int32]
    texts: list[str]


def tables_named(text: str) -> list[str]:
    """The tables a statement of SQL names, in its order, each once; lower case unless quoted."""
    text = _NOT_TABLES.sub(" ", text[:_LONGEST])
    own = {_plain(match[1]) for match in (*_NAMED.finditer(text), *_NAMED_NEXT.finditer(text))}
    found: dict[str, None] = {}
    for match in (*_INTO.finditer(text), *_TABLE.finditer(text)):
        names = [match[1]]
        at = match.end(1)
        is_list = match[0][:4].lower() == "from"
        while is_list and (further := _FURTHER.match(text, at)) is not None:
            names.append(further[1])
            at = further.end()
        for name in map(_plain, names):
            if name and name not in own and name not in _NO_TABLES:
                found.setdefault(name)
    return list(found)


def tables_touched(study: Study) -> Several:
    """The tables that all statements name; worked out once."""
    return study.once("filtering.tables_touched", lambda: _touched(study))


def _touched(study: Study) -> Several:
    of: list[int] = []
    ids: list[int] = []
    numbers: dict[str, int] = {}
    for statement in range(len(study.model.statements)):
        for name in tables_named(study.text_of(statement)):
            of.append(statement)
            ids.append(numbers.setdefault(name, len(numbers)))
    return Several(np.array(of, np.int32), np.array(ids, np.int32), list(numbers))


def _plain(name: str) -> str:
    """A name without its quotes and without ``public.``."""
    parts = [part[1:-1] if part[:1] in '"`[' else part.lower() for part in _PART.findall(name)]
    return ".".join(part for part in parts if part != "public")


_PART = re.compile(_NAME)
