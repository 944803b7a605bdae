"""A number for everything that asks the same but for its literals."""

from __future__ import annotations


def fingerprint(text: str, dialect: str) -> int:
    """64 bits, equal for statements that PostgreSQL's pg_query gives one fingerprint: literals,
    parameters, lengths of IN and VALUES lists, comments, case of keywords, white space, aliases and
    the order of a select list make no difference. Of a text that cannot be parsed: of its tokens.

    Source: pg_query's fingerprinting rules (github.com/pganalyze/libpg_query, wiki).
    """
    raise NotImplementedError
