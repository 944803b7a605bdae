"""PostgreSQL's arrays as text."""

from __future__ import annotations

import re

_ELEMENT = re.compile(r'"((?:[^"\\]++|\\.)*+)"|([^,{}"]++)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def elements_of(text: str) -> tuple[str, ...]:
    """The elements of ``{a,"b \\"c\\"",NULL}`` (manual, 8.15.6); of an array of arrays all of their
    elements. ``NULL`` without quotes, which statistics never hold, is left out."""
    made = [
        bare or quoted
        for quoted, bare in _ELEMENT.findall(text[1:-1])
        if not bare or len(bare) < 4 or bare.strip().upper() != "NULL"
    ]
    if "\\" in text:
        made = [_ESCAPED.sub(r"\1", each) for each in made]
    return tuple(made)
