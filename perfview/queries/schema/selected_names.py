"""What a query calls its columns."""

from __future__ import annotations

from perfview.queries.schema.tokens import QUOTED, WORD
from perfview.queries.schema.words import Words


def selected_names(words: Words) -> tuple[str, ...]:
    """The names of the columns of the SELECT that begins here, in its order; none where one has no
    name of its own, or all of a table are asked for, or it begins with something else."""
    if not words.take("SELECT"):
        return ()
    words.take_any("DISTINCT", "ALL")
    begin = words.at
    end = words.at if words.find("FROM") else len(words.tokens)
    names = [_name(each) for each in words.part(begin, end).items()]
    return tuple(names) if all(names) else ()


def _name(term: Words) -> str:
    """Of ``o.id AS x`` or ``o.id x``: x; of ``o.id``: id; of ``count(*)``: count; "" for ``*``."""
    last = term.tokens[-1]
    term.at = len(term.tokens) - 1
    if last.kind in (WORD, QUOTED):
        return term.name()
    if last.key != ")":
        return ""
    term.at = 0
    is_call = len(term.tokens) > 2 and term.tokens[1].key == "("
    return term.name() if is_call else ""
