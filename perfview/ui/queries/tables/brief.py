"""Statements in a table: where there is no room, what is asked for gives way to where from."""

from __future__ import annotations

import re
from functools import lru_cache

from perfview.ui.widgets.table.columns import TextColumn

_SELECTS = re.compile(r"\s*select\s+(?:distinct\s+(?!on\b)|all\s+)?", re.IGNORECASE)
_INSERTS = re.compile(r"(\s*insert\s+into\s+[^\s(]+\s*)\([^()]*\)", re.IGNORECASE)
_MARKS = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|[()]|\bfrom\b""", re.IGNORECASE)
_LONGEST = 4_000
_LEAST_LIST = 10


class StatementTexts(TextColumn):
    """Texts of statements."""

    def brief(self, row: int) -> str:
        """Its text without the list of what it selects or inserts."""
        return shortened(self.text(row))


@lru_cache(maxsize=4_096)
def shortened(text: str) -> str:
    """``SELECT … FROM orders WHERE user_id = ?``, ``INSERT INTO orders (…) VALUES``; the text as it
    is where there is nothing to leave out."""
    text = text[:_LONGEST]
    found = _SELECTS.match(text)
    if found is None:
        return _INSERTS.sub(r"\1(…)", text, count=1)
    depth = 0
    for mark in _MARKS.finditer(text, found.end()):
        sign = mark.group()
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif depth == 0 and sign.lower() == "from":
            is_long = mark.start() - found.end() > _LEAST_LIST
            return f"{found.group()}… {text[mark.start() :]}" if is_long else text
    return text
