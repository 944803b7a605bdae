"""The bytes of a JSON file in order, of which what was read too far can be given back."""

from __future__ import annotations

import json
from typing import Protocol

import numpy as np

from perfview.kernels.json_skipping import S_DEPTH, STATE_FIELDS, skip_container
from perfview.kernels.padding import PAD

_SPACE = b" \t\r\n"
_PIECE = 64 << 10
_LONGEST_TEXT = 1 << 20


class Bytes(Protocol):
    """Where the bytes come from."""

    def read_into(self, view: memoryview) -> int:
        """Fill `view`; fewer bytes only at the end, then 0."""


class Broken(Exception):
    """The file ends, or says something else than JSON, at `Stream.position`."""


class Stream:
    """A JSON text read once from its start; `position` is the offset of the next byte.

    Every method but `read_into` raises `Broken` where the text does not go on as JSON.
    """

    def __init__(self, content: Bytes) -> None:
        self.position = 0
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
        """The last bytes read, to be read again."""
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
            piece = bytes(self._held[:_PIECE])
            blank = len(piece) - len(piece.lstrip(_SPACE))
            self._held = self._held[blank:]
            self.position += blank
            if len(self._held):
                return self._held[0]

    def take(self, wanted: bytes) -> bool:
        """Whether that byte comes next; it is then read."""
        if self.next_byte() != wanted[0]:
            return False
        self._held = self._held[1:]
        self.position += 1
        return True

    def expect(self, wanted: bytes) -> None:
        """Read that byte."""
        if not self.take(wanted):
            raise Broken

    def key(self) -> str:
        """Read a member's key and the colon behind it."""
        if self.next_byte() != 0x22:
            raise Broken
        text = bytearray()
        while (end := _end_of_text(text)) < 0:
            piece = bytearray(256)
            got = self.read_into(memoryview(piece))
            if not got or len(text) > _LONGEST_TEXT:
                raise Broken
            text += piece[:got]
        self.give_back(memoryview(bytes(text[end:])))
        self.expect(b":")
        try:
            return str(json.loads(bytes(text[:end]), strict=False))
        except ValueError:
            return bytes(text[1 : end - 1]).decode("utf-8", "replace")

    def value(self, most: int = 0) -> bytes:
        """Read a value of any kind; its first `most` bytes."""
        if self.next_byte() in b"[{":
            return self._container(most)
        return self._scalar(most)

    def _container(self, most: int) -> bytes:
        state, kept = np.zeros(STATE_FIELDS, np.int64), bytearray()
        buffer = np.zeros(16 * _PIECE + PAD, np.uint8)
        start, view = int(buffer.ctypes.data), memoryview(buffer)  # type: ignore[arg-type]
        while True:
            got = self.read_into(view[: 16 * _PIECE])
            if not got:
                raise Broken
            used = int(skip_container(start, start + got, state)) - start
            kept += view[: min(used, most - len(kept))]
            if not state[S_DEPTH]:
                self.give_back(view[used:got])
                return bytes(kept)

    def _scalar(self, most: int) -> bytes:
        if self.next_byte() == 0x22:
            return self._text(most)
        kept = bytearray()
        while self.next_byte() not in b",]}":
            if len(kept) > _LONGEST_TEXT or not len(self._held):
                raise Broken
            kept.append(self._held[0])
            self._held = self._held[1:]
            self.position += 1
        return bytes(kept[:most])

    def _text(self, most: int) -> bytes:
        kept, piece, escaped, begun = bytearray(), bytearray(_PIECE), False, False
        while got := self.read_into(memoryview(piece)):
            for i in range(got):
                byte = piece[i]
                if escaped:
                    escaped = False
                elif byte == 0x5C:
                    escaped = True
                elif byte == 0x22 and begun:
                    self.give_back(memoryview(bytes(piece[i + 1 : got])))
                    return bytes((kept + piece[: i + 1])[:most])
                begun = True
            kept += piece[: max(0, min(got, most - len(kept)))]
        raise Broken


def _end_of_text(text: bytearray) -> int:
    """Behind the quotation mark that ends the text at the start of these bytes, or -1."""
    at = 1
    while at < len(text):
        if text[at] == 0x5C:
            at += 1
        elif text[at] == 0x22:
            return at + 1
        at += 1
    return -1
