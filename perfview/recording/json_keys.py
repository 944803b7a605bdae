"""A JSON object's own keys, from the first bytes of a file: for telling formats apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from perfview.recording.source import Source
from perfview.recording.transcoding import encoding_of

# A text that is cut off at the end of the head is one token: else each quotation mark in it would
# be tried as the beginning of a text.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[{}\[\]:,]', re.DOTALL)


def json_head(source: Source) -> bytes:
    """A source's first bytes from its first bracket on, in UTF-8."""
    encoding = encoding_of(source.head)
    head = source.head.decode(encoding, "ignore").encode() if encoding else source.head
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")


@lru_cache(maxsize=8)
def own_keys(head: bytes) -> tuple[str, ...]:
    """The outermost object's keys as far as `head` goes, escapes resolved. Every format asks for
    those of the same file in turn, so the latest few are remembered."""
    return tuple(_keys(head))


def _keys(head: bytes) -> Iterator[str]:
    depth = 0
    text = b""
    for match in _TOKEN.finditer(head):
        token = match[0]
        if token in b"{[":
            depth += 1
        elif token in b"}]":
            depth -= 1
            if depth <= 0:
                return
        elif token == b":" and depth == 1:
            yield _plain(text)
        text = token


def _plain(token: bytes) -> str:
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token.decode("utf-8", "replace")
