"""What a statement does, told by its first words."""

from __future__ import annotations

import re

from perfview.queries import model

_KINDS = {
    model.SELECT: "select values table find findone count distinct",
    model.INSERT: "insert replace upsert insertmany insertone",
    model.UPDATE: "update findandmodify",
    model.DELETE: "delete remove",
    model.MERGE: "merge",
    model.TRANSACTION: "begin start commit rollback savepoint release end abort",
    model.CURSOR: "declare fetch close move getmore open",
    model.CALL: "call do exec execute",
    model.COPY: "copy load",
    model.DEFINITION: "create alter drop truncate comment grant revoke reindex rename security",
    model.UTILITY: "set show reset vacuum analyze analyse explain discard listen notify unlisten"
    " lock checkpoint prepare deallocate pragma use describe desc attach detach kill flush optimize"
    " help cluster refresh reassign xa handler ping hello ismaster dbcc print",
}
_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORDS = re.compile(r"[A-Za-z_]+")
_CHANGES = re.compile(
    r"\)\s*(insert\s+into|update|delete\s+from|merge\s+into|select|values)\b", re.I
)


def kind_of(text: str) -> int:
    """A row of `STATEMENT_KINDS` for a statement without literals and comments; UNPARSED where the
    first word is none that is known."""
    words = _WORDS.match(text.lstrip("( ;{\n\"'"))
    word = words[0].lower() if words else ""
    if word == "with":
        return _after_with(text)
    if word == "aggregate":
        return model.SELECT
    return _BY_WORD.get(word, model.UNPARSED)


def _after_with(text: str) -> int:
    """What follows the parts of a WITH: the first verb that stands in no bracket."""
    depth = 0
    for found in re.finditer(
        r"[()]|\b(?:select|insert|update|delete|merge|values|replace)\b", text, re.I
    ):
        word = found[0].lower()
        if word in "()":
            depth += 1 if word == "(" else -1
        elif depth == 0:
            return _BY_WORD[word]
    return model.SELECT
