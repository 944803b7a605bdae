"""Which scripts a built script imports, as far as its text tells: ES modules name them."""

from __future__ import annotations

import posixpath
import re

_ALONG = re.compile(rb"""(?:\bfrom|\bimport)\s*(["'])(\.{1,2}/[^"'\n]{1,500}?\.m?js)\1""")
_LATER = re.compile(rb"""\bimport\(\s*(["'`])(\.{1,2}/[^"'`\n]{1,500}?\.m?js)\1""")

_CHUNK = re.compile(
    rb"""\(\s*(\w+(?:\.\w+|\[["'][^"'\n]{1,200}["']\]))\s*=\s*\1\s*\|\|\s*\[\]\s*\)"""
    rb"""\.push\(\s*\[\s*\["""
)
"""How chunks of webpack and Rspack begin, behind a licence's comment: they put themselves into a
global list, ``(self.webpackChunkshop=self.webpackChunkshop||[]).push([[``."""

_START = 2048


def imports_in(code: bytes, name: str) -> list[tuple[str, bool]]:
    """The files a script of that name imports, each with whether it loads later; each once."""
    found: dict[tuple[str, bool], None] = {}
    for pattern, later in ((_ALONG, False), (_LATER, True)):
        for match in pattern.finditer(code):
            path = match[2].decode("utf-8", "replace")
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            found[inside, later] = None
    return list(found)


def is_chunk(code: bytes) -> bool:
    """Whether a script only hands modules to webpack's runtime in another one: a chunk."""
    return bool(_CHUNK.search(code, 0, _START))
