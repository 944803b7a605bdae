"""The filter language: words, key=value, comparisons and regular expressions.

    checkout slow                     both words occur in a row’s texts
    service=cart duration>250ms       a field or attribute compared with a value
    name=GET* url!~"^/health"         * stands for anything; ~ is a regular expression
    status=error or http>=500         `or` binds looser than standing side by side
    not (peer=redis or peer=memcached)

Modelled on what people know from code hosts' searches and Jaeger's tag field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

HELP = (
    "words that occur\n"
    "service=cart duration>250ms\n"
    'name=GET*  url~"^/api"  a regular expression\n'
    "status=error or http>=500\n"
    "not (peer=redis or cached=true)"
)
"""The language by example, for people who hover over its field."""

OPERATORS = ("!=", "!~", ">=", "<=", "=", "~", ">", "<")

_TERM = re.compile(r"(?P<key>[A-Za-z_@][\w.@/-]*)?(?P<operator>!=|!~|>=|<=|=|~|>|<)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BARE = re.compile(r"[^\s()]+")
_WORDS = {"or", "and", "not"}
_DEEPEST = 50


class FilterError(ValueError):
    """A filter that makes no sense: why, and the character at which."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.why, self.at = why, at


@dataclass(frozen=True)
class Term:
    """One condition. `key` is "" for a word or regular expression over all texts; `operator` one
    of `OPERATORS`, or "" for a word; `at` where it stands in the text."""

    key: str
    operator: str
    value: str
    at: int = 0


@dataclass(frozen=True)
class Every:
    """All parts hold; without parts everything matches."""

    parts: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Some:
    """One of the parts holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Expression


Expression: TypeAlias = Term | Every | Some | Not


def parse(text: str) -> Expression:
    """The expression of a filter; an empty one matches everything. Raises `FilterError`."""
    parser = _Parser(text)
    found = parser.alternatives(0)
    if parser.at < len(text):
        raise FilterError("There is a “)” too many", parser.at)
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._skip()

    def alternatives(self, depth: int) -> Expression:
        """Everything up to the end or a closing bracket."""
        parts = [self._side_by_side(depth)]
        while self._word("or"):
            parts.append(self._side_by_side(depth))
        if len(parts) > 1 and Every() in parts:
            raise FilterError("“or” stands between two conditions", self.at)
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _side_by_side(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while self.at < len(self.text) and self.text[self.at] != ")" and not self._peek("or"):
            if not self._word("and"):
                parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise FilterError("Conditions are nested too deeply", self.at)
        if self._word("not") or self._sign("-"):
            if self.at >= len(self.text) or self.text[self.at] == ")":
                raise FilterError("“not” stands before a condition", self.at)
            return Not(self._one(depth + 1))
        if self.text[self.at] == "(":
            return self._bracket(depth)
        begin = self.at
        if term := _TERM.match(self.text, self.at):
            key, operator = term["key"] or "", term["operator"]
            if key or operator in ("~", "!~"):
                self.at = term.end()
                return Term(key, operator, self._value(key + operator), begin)
        return Term("", "", self._value("a word"), begin)

    def _bracket(self, depth: int) -> Expression:
        opened = self.at
        self.at += 1
        self._skip()
        inner = self.alternatives(depth + 1)
        if self.at >= len(self.text):
            raise FilterError("This bracket is never closed", opened)
        self.at += 1
        self._skip()
        return inner

    def _value(self, after: str) -> str:
        if self.text[self.at : self.at + 1] == '"':
            quoted = _QUOTED.match(self.text, self.at)
            if quoted is None:
                raise FilterError("This quotation mark is never closed", self.at)
            self.at = quoted.end()
            self._skip()
            return re.sub(r'\\(["\\])', r"\1", quoted[1])
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            raise FilterError(f"A value should follow “{after}”", self.at)
        self.at = bare.end()
        self._skip()
        return bare[0]

    def _sign(self, sign: str) -> bool:
        """Whether `sign` stands right before a condition; it is passed."""
        following = self.text[self.at + 1 : self.at + 2]
        if self.text[self.at] != sign or not following or following.isspace():
            return False
        self.at += 1
        return True

    def _peek(self, word: str) -> bool:
        bare = _BARE.match(self.text, self.at)
        return bare is not None and bare[0].lower() == word

    def _word(self, word: str) -> bool:
        """Whether this word stands here; it is passed."""
        if not self._peek(word):
            return False
        self.at += len(word)
        self._skip()
        return True

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
