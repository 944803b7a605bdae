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
        self.source, self.tokens, self.folds, self.home = source, tokens, folds, home
        self.keys = ["" if token.kind == QUOTED else token.key for token in tokens]
        self.at = 0

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left."""
        return self.at >= len(self.tokens)

    @property
    def key(self) -> str:
        """The word here in upper case, the sign, "" for a quoted name and at the end."""
        return self.keys[self.at] if self.at < len(self.keys) else ""

    def key_ahead(self, ahead: int) -> str:
        """The same of a token further on."""
        at = self.at + ahead
        return self.keys[at] if at < len(self.keys) else ""

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
        at, keys = self.at, self.keys
        if at >= len(keys) or keys[at] != words[0]:
            return False
        if len(words) > 1 and tuple(keys[at : at + len(words)]) != words:
            return False
        self.at += len(words)
        return True

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
        is_closed = self.at > begin and self.keys[self.at - 1] == ")"
        return self.part(begin, self.at - 1 if is_closed else self.at)

    def skip_group(self) -> None:
        """On behind the parentheses that open here, or by one token where none do."""
        at, keys, end = self.at, self.keys, len(self.keys)
        depth = 0
        while at < end:
            key = keys[at]
            at += 1
            if key == "(":
                depth += 1
            elif key == ")":
                depth -= 1
            if depth <= 0:
                break
        self.at = at

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
