"""Signs of PostgreSQL's log in any text, found without a kernel."""

from __future__ import annotations

import re

from perfview.queries.readers.postgres.words import severity_words

TEXT_NAMES = (
    "log",
    "textPayload",
    "event_message",
    "message",
    "@message",
    "msg",
    "line",
    "MESSAGE",
)
"""Members of objects that may hold a line."""
_TEXT = re.compile(
    rb'"(?:'
    + b"|".join(name.encode() for name in TEXT_NAMES)
    + rb')"\s*:\s*"((?:[^"\\]|\\.){0,600})'
)


def _anchor() -> re.Pattern[bytes]:
    words = sorted(severity_words(), key=len, reverse=True)
    either = b"|".join(re.escape(word) for word in words)
    return re.compile(
        rb"(?<![A-Za-z\x80-\xff])(" + either + rb")\d?(?: |\xc2\xa0)?:(?:[ \t]|$)", re.MULTILINE
    )


ANCHOR = _anchor()
"""A word for how severe an entry is and its colon."""


def holds_lines(head: bytes) -> bool:
    """Whether a text begins with objects that have PostgreSQL's lines as one of their texts."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n[")[:1] != b"{":
        return False
    return any(ANCHOR.search(found[1]) for found in _TEXT.finditer(head))
