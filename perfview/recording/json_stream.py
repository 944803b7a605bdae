"""The bytes of a JSON file in order, of which what was read too far can be given back."""

from __future__ import annotations

import json
from typing import Protocol

from perfview.kernels.json_skipping import Skipper
from perfview.kernels.padding import PAD

_SPACE = b" \t\r\n"
_PIECE = 64 << 10
_LARGE_PIECE = 1 << 20
_LONGEST_KEY = 4096
_LONGEST_WORD = 4096


class Bytes(Protocol):
    """Where the bytes come from."""

    def read_into(self, view: memoryview) -> int:
        """Fill `view`; fewer bytes only at the end, then 0."""


class Broken(Exception):
    """The file ends, or says something else than it should, at `Stream.position`."""


class Stream:
    """A JSON text read once, in order; `position` is the offset of the next byte.

    `key`, `value` and `expect` raise `Broken` where the text does not go on as JSON.
    """

    def __init__(self, content: Bytes, position: int = 0) -> None:
        self.position = position
        self._content = content
        self._held = memoryview(b"")

    def read_into(self, view: memoryview) -> int:
        """Fill `view` (bytes); fewer only at the end."""
        got = min(len(self._held), len(view))
        view[:got] = self._held[:got]
        self._held = self._held[got:]
        if got < len(view):
            got += self._content.read_into(view[got:])
        self.position += got
        return got

    def give_back(self, view: memoryview) -> None:
        """The last bytes that were read, to be read again."""
        if len(view):
            self._held = memoryview(bytes(view) + bytes(self._held))
            self.position -= len(view)

    def next_byte(self) -> int:
        """The next byte that is no white space, left where it is; -1 at the end."""
        while True:
            if not len(self._held):
                piece = bytearray(_PIECE)
                got = self._content.read_into(memoryview(piece))
                if not got:
                    return -1
                self._held = memoryview(bytes(piece[:got]))
            seen = bytes(self._held[:_PIECE])
            self._pass(len(seen) - len(seen.lstrip(_SPACE)))
            if len(self._held):
                return self._held[0]

    def _pass(self, count: int) -> None:
        self._held = self._held[count:]
        self.position += count

    def take(self, wanted: bytes) -> bool:
        """Whether that byte comes next; it is then read."""
        if self.next_byte() != wanted[0]:
            return False
        self._pass(1)
        return True

    def expect(self, wanted: bytes) -> None:
        """Read that byte."""
        if not self.take(wanted):
            raise Broken

    def key(self) -> str:
        """Read a member's key and the colon behind it."""
        if self.next_byte() != 0x22:
            raise Broken
        text = self.value(_LONGEST_KEY)
        self.expect(b":")
        try:
            return str(json.loads(text, strict=False))
        except ValueError:
            return text.decode("utf-8", "replace")

    def value(self, most: int = 0) -> bytes:
        """Read a value of any kind; its first `most` bytes."""
        if self.next_byte() not in tuple(b'[{"'):
            return self._word()[:most]
        skipper, kept = Skipper(), bytearray()
        piece = bytearray(_LARGE_PIECE + PAD)
        view = memoryview(piece)
        wanted = _LONGEST_KEY
        while got := self.read_into(view[:wanted]):
            piece[got : got + PAD] = bytes(PAD)
            used = skipper.skip(piece, got)
            kept += view[: max(0, min(used, most - len(kept)))]
            if skipper.done:
                self.give_back(view[used:got])
                return bytes(kept)
            wanted = min(2 * wanted, _LARGE_PIECE)
        raise Broken

    def _word(self) -> bytes:
        """Read a number or a literal."""
        kept = bytearray()
        while (byte := self.next_byte()) not in tuple(b",]}"):
            if byte < 0 or len(kept) == _LONGEST_WORD:
                raise Broken
            kept.append(byte)
            self._pass(1)
        if not kept:
            raise Broken
        return bytes(kept)
