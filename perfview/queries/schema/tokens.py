"""DDL cut into statements and words, for whoever reads only a part of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WORD, QUOTED, TEXT, NUMBER, SIGN = range(5)
_DOLLARS = r"(?<![\w$])\$(?P<tag>[A-Za-z_]\w*)?\$.*?(?:\$(?P=tag)\$|\Z)"
_BARE_DOLLARS = r"(?<![\w$])\$\$.*?(?:\$\$|\Z)"
_STRING = r"'(?:[^']++|'')*+(?:'|\Z)"
_ESCAPED = r"'(?:[^'\\]++|''|\\.)*+(?:'|\Z)"
_NAMES = r'"(?:[^"]++|"")*+(?:"|\Z)|`(?:[^`]++|``)*+(?:`|\Z)|\[[A-Za-z_][\w $.\-]*+\]'
_SKIPPED = r"--[^\n]*+|/\*.*?(?:\*/|\Z)"
_HASH = r"|#[^\n]*+"
_REST = r"(?P<word>[#@]{0,2}[^\W\d][\w$#@]*+)|(?P<number>\d[\w.]*+)|::|[^\s]"
_COPY = re.compile(r"^COPY\s[^;\n]*?\sFROM\s+stdin\b[^;\n]*;[^\n]*\n", re.I | re.M)
_COPY_END = re.compile(r"^\\\.\s*$", re.M)
_DELIMITER = re.compile(r"^[ \t]*DELIMITER[ \t]+(\S+)[ \t]*$", re.I | re.M)
_GO = re.compile(r"^[ \t]*GO(?:[ \t]+\d+)?[ \t]*$", re.I | re.M)


def _syntax(strings: str, skipped: str, end: str) -> re.Pattern[str]:
    return re.compile(
        f"(?P<text>{strings})|(?P<quoted>{_NAMES})|(?P<skipped>{skipped})|{end}", re.DOTALL
    )


_PLAIN = rf"[eE]{_ESCAPED}|{_STRING}|{_BARE_DOLLARS}|{_DOLLARS}"
_ENDS = (
    _syntax(_PLAIN, _SKIPPED, "(?P<end>;)"),
    _syntax(_ESCAPED, _SKIPPED + _HASH, "(?P<end>;)"),
)
_WORDS = (_syntax(_PLAIN, _SKIPPED, _REST), _syntax(_ESCAPED, _SKIPPED + _HASH, _REST))


class Token(NamedTuple):
    """kind as above; text as written; `key` in upper case for words, the name for a quoted one,
    else as written; start, stop: where in the statement."""

    kind: int
    text: str
    key: str
    start: int
    stop: int


def statements_of(text: str, is_mysql: bool) -> Iterator[str]:
    """The statements of a script, without what is between them: data of COPY, bodies of procedures
    with a DELIMITER of their own. Strings, quoted names, comments and dollar quotes are kept whole;
    one that never ends reaches to the end of the script. Linear in the text."""
    for piece in _pieces(text):
        ends, begin = _ENDS[is_mysql], 0
        for found in ends.finditer(piece):
            if found.lastgroup == "end":
                yield piece[begin : found.start()]
                begin = found.end()
        yield piece[begin:]


def _pieces(text: str) -> Iterator[str]:
    """Parts of a script between data, other delimiters and T-SQL's GO."""
    for part in _GO.split(text) if _GO.search(text) else [text]:
        for kept in _without_other_delimiters(part):
            yield from _without_data(kept)


def _without_data(text: str) -> Iterator[str]:
    begin = 0
    for found in _COPY.finditer(text):
        if found.start() < begin:
            continue
        yield text[begin : found.start()]
        end = _COPY_END.search(text, found.end() - 1)
        begin = end.end() if end else len(text)
    yield text[begin:]


def _without_other_delimiters(text: str) -> Iterator[str]:
    begin, is_usual = 0, True
    for found in _DELIMITER.finditer(text):
        if is_usual:
            yield text[begin : found.start()]
        begin, is_usual = found.end(), found[1] == ";"
    if is_usual:
        yield text[begin:]


def tokens_of(statement: str, is_mysql: bool) -> list[Token]:
    """The words of one statement; white space and comments left out."""
    made: list[Token] = []
    for found in _WORDS[is_mysql].finditer(statement):
        group, text = found.lastgroup, found[0]
        if group == "skipped":
            continue
        if group == "word":
            made.append(Token(WORD, text, text.upper(), *found.span()))
        elif group == "quoted":
            quote = text[-1]
            name = text[1:-1].replace(quote * 2, quote) if quote != "]" else text[1:-1]
            made.append(Token(QUOTED, text, name, *found.span()))
        else:
            kind = SIGN if group is None else NUMBER if group == "number" else TEXT
            made.append(Token(kind, text, text, *found.span()))
    return made
