"""A statement written out over lines, without literals."""

from __future__ import annotations

import re

from perfview.queries.sql.parsing import parsed, written
from perfview.queries.study import Study

_LONGEST = 20_000
_BREAKS = re.compile(
    r"\s+(?=(?:from|where|group by|order by|having|limit|left join|inner join|right join|join|set|"
    r"values|union|returning|on conflict)\b)",
    re.IGNORECASE,
)


def lines_of(study: Study, statement: int) -> list[str]:
    """The statement as its dialect is usually written; one that cannot be parsed is broken where
    its clauses begin, and a very long one is cut."""
    text = study.text_of(statement)
    dialect = study.dialect_of(statement)
    if len(text) <= _LONGEST and dialect != "mongodb":
        tree = parsed(text, dialect)
        if tree is not None:
            return written(tree, dialect).splitlines()
    cut = text[:_LONGEST] + (" …" if len(text) > _LONGEST else "")
    return _BREAKS.sub("\n", cut).splitlines()
