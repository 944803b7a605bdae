"""A number for everything that asks the same but for its literals."""

from __future__ import annotations

import hashlib
import re

from perfview.queries.sql.masking import masked
from perfview.queries.sql.parsing import parsed

_SPACES = re.compile(r"\s*([(),=<>!+*/|;-]+)\s*")


def fingerprint(text: str, dialect: str) -> int:
    """64 bits, equal for statements that PostgreSQL's pg_query gives one fingerprint: literals,
    parameters, lengths of IN and VALUES lists, comments, case of keywords, white space, aliases and
    the order of a select list make no difference. Of a text that cannot be parsed: of its tokens.

    Source: pg_query's fingerprinting rules (github.com/pganalyze/libpg_query, wiki).
    """
    tree = parsed(text, dialect)
    if tree is None:
        return token_fingerprint(masked(text, dialect))
    return token_fingerprint(masked(tree.sql(dialect=dialect or "postgres"), dialect))


def token_fingerprint(text: str) -> int:
    """64 bits of a text without literals, case and spaces making no difference."""
    return _number(_SPACES.sub(r"\1", text).lower())


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
