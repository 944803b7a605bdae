"""A statement read word by word."""

from __future__ import annotations

import re

from perfview.queries.schema.model import DEFAULT_SCHEMAS
from perfview.queries.schema.tokens import QUOTED, SIGN, WORD, Token

_SPACE = re.compile(r"\s+")
_END = Token(SIGN, "", "", 0, 0)


class Words:
    """The tokens of a statement, or of a part of it, and how far they were read.

    folds: whether a name without quotes is meant in lower case (PostgreSQL, Oracle); home: the
    schema that a name without one belongs to, "" for the default.
    """

    def __init__(self, source: str, tokens: list[Token], folds: bool, home: str = "") -> None:
        self.source, self.tokens = source, tokens
        self.folds, self.home = folds, home
        self.at = 0

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left."""
        return self.at >= len(self.tokens)

    @property
    def key(self) -> str:
        """The word here in upper case, the sign, "" for a quoted name and at the end."""
        token = self.peek()
        return "" if token.kind == QUOTED else token.key

    def peek(self, ahead: int = 0) -> Token:
        """A token further on; an empty sign where there is none."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else _END

    def next(self) -> Token:
        """The token here, and on to the one after it."""
        token = self.peek()
        self.at += 1
        return token

    def take(self, *words: str) -> bool:
        """Go on behind these words if they stand here, one after the other."""
        here = [self.peek(n) for n in range(len(words))]
        matches = all(t.kind != QUOTED and t.key == w for t, w in zip(here, words, strict=True))
        if matches:
            self.at += len(words)
        return matches

    def take_any(self, *words: str) -> str:
        """Go on behind the word here if it is one of these, which it returns; "" if not."""
        key = self.key
        if key and key in words:
            self.at += 1
            return key
        return ""

    def name(self) -> str:
        """A name, of a column or the like; "" where none stands here."""
        token = self.peek()
        if token.kind not in (WORD, QUOTED):
            return ""
        self.at += 1
        if token.kind == QUOTED:
            return token.key
        return token.text.lower() if self.folds else token.text

    def table(self) -> str:
        """The name of a table, with its schema where that is not the default; "" for none."""
        parts = [self.name()]
        while parts[-1] and self.take("."):
            parts.append(self.name())
        parts = [part for part in parts if part][-2:]
        if len(parts) == 1 and self.home:
            parts.insert(0, self.home)
        if len(parts) == 2 and parts[0].lower() in DEFAULT_SCHEMAS:
            del parts[0]
        return ".".join(parts)

    def group(self) -> Words | None:
        """What stands in the parentheses here, and on behind them; None where none open."""
        if self.key != "(":
            return None
        begin = self.at + 1
        self.skip_group()
        closed = self.at <= len(self.tokens) and self.tokens[self.at - 1].key == ")"
        return self.part(begin, self.at - 1 if closed else self.at)

    def skip_group(self) -> None:
        """On behind the parentheses that open here, or by one token where none do."""
        depth = 0
        while not self.is_done:
            key = self.key
            self.at += 1
            depth += (key == "(") - (key == ")")
            if depth <= 0:
                return

    def part(self, begin: int, end: int) -> Words:
        """Some of the tokens, unread."""
        return Words(self.source, self.tokens[begin:end], self.folds, self.home)

    def items(self) -> list[Words]:
        """What is left, cut at the commas that stand in no parentheses."""
        made, begin = [], self.at
        while not self.is_done:
            if self.key == ",":
                made.append(self.part(begin, self.at))
                begin = self.at + 1
            self.skip_group()
        made.append(self.part(begin, len(self.tokens)))
        return [each for each in made if each.tokens]

    def names(self) -> tuple[str, ...]:
        """The names in the parentheses here, ``(a, b)``; none where none open."""
        inner = self.group()
        return tuple(each.name() for each in inner.items()) if inner else ()

    def find(self, word: str) -> bool:
        """Go to a word further on that stands in no parentheses; stay where there is none."""
        begin = self.at
        while not self.is_done:
            if self.key == word:
                return True
            self.skip_group()
        self.at = begin
        return False

    def rest(self, end: int | None = None) -> str:
        """What is left as it is written, in one line, up to the token numbered `end`."""
        tokens = self.tokens[self.at : end]
        if not tokens:
            return ""
        return _SPACE.sub(" ", self.source[tokens[0].start : tokens[-1].stop])
