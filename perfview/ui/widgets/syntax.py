"""Light syntax colouring: keywords, texts, numbers and comments of the languages fixes come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_SQL = (
    "SELECT FROM WHERE AND OR NOT ORDER GROUP BY LIMIT OFFSET CREATE INDEX CONCURRENTLY ON IN ANY "
    "INCLUDE DESC ASC JOIN LEFT INNER OUTER AS INSERT INTO VALUES UPDATE SET DELETE HAVING WITH "
    "UNION ALL DISTINCT CASE WHEN THEN ELSE END NULL IS LIKE BETWEEN EXISTS EXPLAIN ANALYZE"
)
_PYTHON = (
    "def class return for in while if elif else import from as with await async lambda yield try "
    "except finally raise pass not and or is None True False"
)
_SCRIPT = (
    "for while if else await const let var return of in import from async function new this export "
    "default class try catch finally throw null undefined true false"
)
_OTHERS = (
    "for while if else return new this public private protected static final class void int long "
    "import try catch finally throw null true false var func go defer select chan range package "
    "string bool err nil using foreach let mut fn impl"
)
_WORDS = {
    "sql": _SQL,
    "python": _PYTHON,
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "js": _SCRIPT,
    "ts": _SCRIPT,
}
_COMMENTS = {"python": "#", "sql": "--", "yaml": "#", "shell": "#", "bash": "#"}

Token = tuple[int, int, str]
"""Start and length in characters, and the role it is drawn in."""

_ROLES = {"word": "accent", "comment": "text3"}


def tokens(line: str, language: str) -> Iterator[Token]:
    """The coloured stretches of one line; SQL written inside a text is coloured there too."""
    for match in _pattern(language.lower()).finditer(line):
        kind = match.lastgroup or ""
        if kind in _ROLES:
            yield match.start(), len(match.group()), _ROLES[kind]
        else:
            for word in _UPPER_SQL.finditer(match.group()):
                yield match.start() + word.start(), len(word.group()), _ROLES["word"]


_UPPER_SQL = re.compile(rf"\b(?:{'|'.join(_SQL.split())})\b")


@lru_cache(maxsize=32)
def _pattern(language: str) -> re.Pattern[str]:
    words = "|".join(_WORDS.get(language, _OTHERS).split())
    comment = re.escape(_COMMENTS.get(language, "//"))
    return re.compile(
        rf"(?P<comment>{comment}.*$)"
        r"|(?P<text>\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)"
        rf"|\b(?P<word>{words})\b",
        re.IGNORECASE if language == "sql" else 0,
    )
