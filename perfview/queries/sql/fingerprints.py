"""A number for everything that asks the same but for its literals."""

from __future__ import annotations

import hashlib
import re

from perfview.queries import model
from perfview.queries.sql.canonical import canonical
from perfview.queries.sql.kinds import kind_of
from perfview.queries.sql.masking import masked
from perfview.queries.sql.parsing import parsed

_SPACES = re.compile(r"\s*([(),=<>!+*/|;-]+)\s*")
_IN_TREES = (model.SELECT, model.INSERT, model.UPDATE, model.DELETE, model.MERGE)
# Names that statements of one kind differ by, which say nothing of what is done.
_NAMED = re.compile(
    r"^((?:release |rollback to )?savepoint|rollback to|release|deallocate(?: prepare)?|execute"
    r"|prepare|listen|notify|unlisten|close|declare)\s+(\"[^\"]+\"|[\w$.]+)",
)
_FETCH = re.compile(
    r"^(fetch|move)((?: (?!from|in)[\w?]+)*) (?:(?:from|in) )?(\"[^\"]+\"|[\w$.]+)$"
)
_SAME = {
    "end": "commit", "abort": "rollback", "begin work": "begin", "begin transaction": "begin",
    "commit work": "commit", "commit transaction": "commit", "end transaction": "commit",
    "rollback work": "rollback", "rollback transaction": "rollback",
}  # fmt: skip
_SET = re.compile(r"^(set(?: session| local)? [\w.]+)\s*(?:=|to)\s*.*$", re.DOTALL)
_AROUND = re.compile(
    r"^(explain(?:\([^)]*\)|\s+analyze|\s+verbose)*|declare\s+\S+[^;]*?\sfor|prepare\s+\w+(?:\([^)]*\))?\s+as)\s*"
    r"(?=select|with|insert|update|delete)",
    re.IGNORECASE,
)


def fingerprint(text: str, dialect: str) -> int:
    """64 bits, equal for statements that PostgreSQL's pg_query gives one fingerprint: literals,
    parameters, lengths of IN and VALUES lists, comments, case of keywords, white space, names given
    with AS and the order of a select list make no difference. Of a text that cannot be parsed: of
    its tokens.

    Source: pg_query's fingerprinting rules (`canonical`).
    """
    return fingerprint_of(text, masked(text, dialect), dialect)


def fingerprint_of(text: str, free: str, dialect: str) -> int:
    """The same where the text without its literals is at hand."""
    if kind_of(free) in _IN_TREES and ";" not in free:
        tree = parsed(text, dialect)
        if tree is not None:
            return _number(canonical(tree))
    around = _AROUND.match(free)
    if around and ";" not in free:
        tree = parsed(free[around.end() :], dialect)
        if tree is not None:
            return _number(_without_names(_folded(around[1])) + canonical(tree))
    return token_fingerprint(free)


def token_fingerprint(free: str) -> int:
    """64 bits of a text without literals, case and spaces making no difference."""
    return _number(_without_names(_folded(free)))


def _folded(text: str) -> str:
    return _SPACES.sub(r"\1", " ".join(text.split())).lower()


def _without_names(text: str) -> str:
    """A folded statement without the names of savepoints, cursors and prepared statements, and
    without the value of a setting."""
    if text in _SAME:
        return _SAME[text]
    if setting := _SET.match(text):
        return setting[1]
    if fetch := _FETCH.match(text):
        return fetch[1] + fetch[2]
    return _NAMED.sub(r"\1", text)


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
