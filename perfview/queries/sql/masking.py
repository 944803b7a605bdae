"""Literals taken out of statements, so that a report can be given away."""

from __future__ import annotations

import re

from perfview.kernels.literal_groups import without_literals
from perfview.queries.sql.dialects import WAYS

# Texts in quotes and numbers that are no part of a name; names in double quotes are stepped over.
# Servers tell values as they are in: type integer: "abc", Key (email)=(a@b.c), row contains (1, a).
_VALUE = re.compile(
    r'(?P<told>(?<=: )"(?:[^"]|"")*(?:"|$))'
    r"|(?P<key>(?<=\)=)\((?:[^()]|\([^()]*\))*(?:\)|$))"
    r"|(?P<row>(?<=contains )\([^\n]*(?:\)|$))"
    r'|"(?:[^"]|"")*"'
    r"|(?P<text>(?:\b[eEnNbBxX])?'(?:[^']|'')*(?:'|$))"
    r"|(?P<number>(?<![\w.$])[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.]*\w))"
    r"|(?P<parameter>\$\d+)"
)
_OF_PLAN = re.compile(r"(?:Key|Output|Indexes|Filter|Cond|Call|Index|Name|Using): \Z")
"""What names stand after in plans: ``Sort Key: "createdAt"``."""
_SHAPES = {"told": '"?"', "key": "(?)", "row": "(?)"}


def masked(text: str, dialect: str = "") -> str:
    """The statement with every literal and parameter as ``?``: what every export holds by default.
    Also for texts that cannot be parsed or were cut (an open quote masks all behind it)."""
    free = without_literals(text.encode("utf-8", "replace"), WAYS.get(dialect, 0))
    return free.decode("utf-8", "replace")


def masked_message(text: str) -> str:
    """A server's message, plan condition or detail with quoted values and numbers as ``?``, names
    in double quotes left, but for those after a colon, which are values."""
    return _VALUE.sub(_without, text)


def _without(found: re.Match[str]) -> str:
    sort = found.lastgroup
    if sort is None or (sort == "told" and _OF_PLAN.search(found.string, 0, found.start())):
        return found[0]
    return _SHAPES.get(sort, "?")
