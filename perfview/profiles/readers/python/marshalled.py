"""Python's marshal format as data: the few types that profiles are made of, and nothing else.

`marshal.loads` is not meant for files one does not trust: it may crash, and it makes code objects.
This reads dicts, tuples, lists, texts and numbers, versions 0 to 5, within the bytes there are.
Format: https://github.com/python/cpython/blob/main/Python/marshal.c.
"""

from __future__ import annotations

import struct
from typing import Any

_DEEPEST = 12
_LONG_SHIFT = 15
_MOST_DIGITS = 64

_REFERABLE = 0x80
_REFERENCE, _INTEGER, _FLOAT, _SMALL_TUPLE = b"rig)"
_INT, _DOUBLE = struct.Struct("<i"), struct.Struct("<d")
_SINGLES: dict[int, object] = {ord("N"): None, ord("T"): True, ord("F"): False, ord("."): ...}


class NotMarshal(Exception):
    """Bytes that are no marshal data of the types read here; `offset` is where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


class _End:
    """What stands behind the last pair of a dict."""


class MarshalReader:
    """Reads values from bytes, from `offset` on."""

    def __init__(self, content: bytes) -> None:
        self.content, self.offset = content, 0
        self._referred: list[Any] = []
        self._interned: list[str] = []

    def value(self, depth: int = 0) -> Any:
        """The next value. Raises `NotMarshal` for anything else than what profiles hold."""
        begins = self.offset
        if begins >= len(self.content):
            raise NotMarshal("the data break off", begins)
        kind = self.content[begins]
        self.offset = begins + 1
        # Nearly everything in a profile is a reference or a number.
        if kind == _REFERENCE:
            return self._listed(self._referred, begins)
        if kind == _INTEGER:
            return self._integer()
        place = -1
        if kind & _REFERABLE:
            place = len(self._referred)
            self._referred.append(_End)
            kind &= ~_REFERABLE
        if depth > _DEEPEST:
            raise NotMarshal("values nested too deeply", begins)
        found = self._content(kind, depth, begins)
        if place >= 0:
            self._referred[place] = found
        return found

    def _integer(self) -> int:
        at = self.offset
        self.offset = at + 4
        if self.offset > len(self.content):
            self.offset = at
            raise NotMarshal("the data break off", len(self.content))
        return int(_INT.unpack_from(self.content, at)[0])

    def pairs(self) -> Any:
        """The pairs of a dict, one by one, so that those before a break can be kept.

        Raises `NotMarshal` where the bytes are no dict or end in it.
        """
        begins = self.offset
        kind = self._take(1)[0]
        if kind & _REFERABLE:
            self._referred.append(_End)
        if kind & ~_REFERABLE != ord("{"):
            raise NotMarshal("no dict", begins)
        while (key := self.value(1)) is not _End:
            yield key, self.value(1)

    def _content(self, kind: int, depth: int, begins: int) -> Any:
        if kind == _SMALL_TUPLE:
            return tuple([self.value(depth + 1) for _ in range(self._take(1)[0])])
        if kind == _FLOAT:
            return _DOUBLE.unpack(self._take(8))[0]
        if kind in _SINGLES:
            return _SINGLES[kind]
        letter = chr(kind)
        if letter in "([":
            return tuple([self.value(depth + 1) for _ in range(self._count())])
        if letter in "zZ":
            return self._text(self._take(1)[0], "ascii")
        if letter in "aAut":
            text = self._text(self._count(), "utf-8")
            if letter == "t":
                self._interned.append(text)
            return text
        if letter == "s":
            return self._text(self._count(), "utf-8")
        return self._other(letter, depth, begins)

    def _other(self, letter: str, depth: int, begins: int) -> Any:
        if letter == "i":
            return self._integer()
        if letter == "r":
            return self._listed(self._referred, begins)
        if letter == "R":
            return self._listed(self._interned, begins)
        if letter == "{":
            return dict(self._dict(depth))
        if letter == "0":
            return _End
        if letter == "I":
            return struct.unpack("<q", self._take(8))[0]
        if letter == "l":
            return self._long(begins)
        if letter == "f":
            return self._written_float(begins)
        raise NotMarshal("a type that profiles do not hold", begins)

    def _dict(self, depth: int) -> Any:
        while (key := self.value(depth + 1)) is not _End:
            # Tuples of tuples that refer to each other take forever to hash.
            parts = key if isinstance(key, tuple) else (key,)
            if any(isinstance(part, (dict, tuple)) for part in parts):
                raise NotMarshal("a key of several parts", self.offset)
            yield key, self.value(depth + 1)

    def _take(self, count: int) -> bytes:
        found = self.content[self.offset : self.offset + count]
        if len(found) < count:
            raise NotMarshal("the data break off", len(self.content))
        self.offset += count
        return found

    def _count(self) -> int:
        """A number of bytes or of values, each at least a byte: no more than are left."""
        count = self._integer()
        if count < 0 or count > len(self.content) - self.offset:
            raise NotMarshal("the data break off", len(self.content))
        return count

    def _text(self, length: int, encoding: str) -> str:
        return self._take(length).decode(encoding, "replace")

    def _listed(self, known: list[Any], begins: int) -> Any:
        index = self._integer()
        if not 0 <= index < len(known) or known[index] is _End:
            raise NotMarshal("a reference to nothing", begins)
        return known[index]

    def _long(self, begins: int) -> int:
        digits = self._integer()
        if abs(digits) > _MOST_DIGITS:
            raise NotMarshal("a number of too many digits", begins)
        parts = struct.unpack(f"<{abs(digits)}H", self._take(2 * abs(digits)))
        whole: int = sum(int(part) << (_LONG_SHIFT * i) for i, part in enumerate(parts))
        return -whole if digits < 0 else whole

    def _written_float(self, begins: int) -> float:
        try:
            return float(self._take(self._take(1)[0]))
        except ValueError as error:
            raise NotMarshal("no number", begins) from error
