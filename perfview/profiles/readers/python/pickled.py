"""Pickles as data: the few opcodes that plain data and plain objects are made of.

`pickle.load` runs what a file names. This reads texts, numbers, None, tuples, lists, dicts with
texts as keys, and objects as a name and a state; nothing is imported, called or hashed, and
nothing is made that takes more than the bytes that ask for it.
Format: https://github.com/python/cpython/blob/main/Lib/pickletools.py, protocols 2 to 5.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_LARGEST_NUMBER = 16


class NotPickled(Exception):
    """Bytes that are no pickle of the kinds read here; `offset` is where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


@dataclass(eq=False)
class PickledObject:
    """An object of a class of that name; `state` is what its `__dict__` would be."""

    name: str
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Name:
    name: str


class _Mark:
    """Where a list of values begins on the stack."""


class PickleReader:
    """Reads one value from bytes; `offset` is where it has come to. `check` is called now and then
    and may raise."""

    def __init__(self, content: bytes, check: Callable[[int], None]) -> None:
        self.content, self.offset, self._check = content, 0, check
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def value(self) -> Any:
        """The value. Raises `NotPickled`."""
        operations, steps = _operations(), 0
        try:
            while (code := self._byte()) != 0x2E:
                operation = operations.get(code)
                if operation is None:
                    raise NotPickled(f"it holds the opcode {code:#04x}", self.offset - 1)
                operation(self)
                steps += 1
                if not steps % 65536:
                    self._check(self.offset)
            return self._stack[-1]
        except (IndexError, KeyError, struct.error, ValueError) as error:
            raise NotPickled("it breaks off or refers to nothing", self.offset) from error

    def _byte(self) -> int:
        byte = self.content[self.offset]
        self.offset += 1
        return byte

    def _take(self, count: int) -> bytes:
        taken = self.content[self.offset : self.offset + count]
        if len(taken) < count:
            raise NotPickled("the data break off", self.offset)
        self.offset += count
        return taken

    def _skip(self, count: int) -> None:
        self._take(count)

    def _number(self, form: str) -> int:
        (found,) = struct.unpack(form, self._take(struct.calcsize(form)))
        return int(found)

    def _push(self, value: Any) -> None:
        self._stack.append(value)

    def _text(self, form: str) -> None:
        self._push(self._take(self._number(form)).decode("utf-8", "surrogatepass"))

    def _long(self) -> None:
        length = self._number("<B")
        if length > _LARGEST_NUMBER:
            raise NotPickled("it holds a number of more than 128 bits", self.offset)
        self._push(int.from_bytes(self._take(length), "little", signed=True))

    def _since_mark(self) -> list[Any]:
        at = len(self._stack) - 1
        while self._stack[at] is not _Mark:
            at -= 1
            if at < 0:
                raise NotPickled("a list has no beginning", self.offset)
        items = self._stack[at + 1 :]
        del self._stack[at:]
        return items

    def _tuple(self, count: int) -> None:
        items = tuple(self._stack[-count:])
        if len(items) < count:
            raise NotPickled("a tuple has too few values", self.offset)
        del self._stack[-count:]
        self._push(items)

    def _named(self) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._push(_Name(f"{module}.{name}"))

    def _global(self) -> None:
        lines = []
        for _ in range(2):
            end = self.content.index(b"\n", self.offset, self.offset + 1024)
            lines.append(self._take(end - self.offset + 1)[:-1].decode("utf-8", "replace"))
        self._push(_Name(".".join(lines)))

    def _new(self) -> None:
        arguments, kind = self._stack.pop(), self._stack.pop()
        if arguments != () or not isinstance(kind, _Name):
            raise NotPickled("it makes an object of something", self.offset)
        self._push(PickledObject(kind.name))

    def _append(self, items: list[Any]) -> None:
        whole = self._stack[-1]
        if type(whole) is not list:
            raise NotPickled("it adds to what is no list", self.offset)
        whole.extend(items)

    def _set(self, items: list[Any]) -> None:
        whole = self._stack[-1]
        keys = items[::2]
        if type(whole) is not dict or len(items) % 2 or any(type(k) is not str for k in keys):
            raise NotPickled("it fills what is no dict of names", self.offset)
        whole.update(zip(keys, items[1::2], strict=True))

    def _build(self) -> None:
        state = self._stack.pop()
        if type(state) is not dict or type(self._stack[-1]) is not PickledObject:
            raise NotPickled("it gives a state to what is no object", self.offset)
        self._stack[-1].state = state


def _operations() -> dict[int, Callable[[PickleReader], None]]:
    """What each opcode does (names in `pickletools`)."""
    R = PickleReader  # noqa: N806 - as short as the table is wide
    found: dict[bytes, Callable[[PickleReader], None]] = {
        b"\x80": lambda r: r._skip(1),
        b"\x95": lambda r: r._skip(8),
        b"\x8c": lambda r: R._text(r, "<B"),
        b"X": lambda r: R._text(r, "<I"),
        b"\x8d": lambda r: R._text(r, "<Q"),
        b"\x94": lambda r: r._memo.__setitem__(len(r._memo), r._stack[-1]),
        b"q": lambda r: r._memo.__setitem__(r._byte(), r._stack[-1]),
        b"r": lambda r: r._memo.__setitem__(r._number("<I"), r._stack[-1]),
        b"h": lambda r: r._push(r._memo[r._byte()]),
        b"j": lambda r: r._push(r._memo[r._number("<I")]),
        b"\x93": R._named,
        b"c": R._global,
        b")": lambda r: r._push(()),
        b"]": lambda r: r._push([]),
        b"}": lambda r: r._push({}),
        b"(": lambda r: r._push(_Mark),
        b"\x81": R._new,
        b"b": R._build,
        b"K": lambda r: r._push(r._byte()),
        b"M": lambda r: r._push(r._number("<H")),
        b"J": lambda r: r._push(r._number("<i")),
        b"\x8a": R._long,
        b"N": lambda r: r._push(None),
        b"\x88": lambda r: r._push(True),
        b"\x89": lambda r: r._push(False),
        b"G": lambda r: r._push(struct.unpack(">d", r._take(8))[0]),
        b"\x85": lambda r: r._tuple(1),
        b"\x86": lambda r: r._tuple(2),
        b"\x87": lambda r: r._tuple(3),
        b"t": lambda r: r._push(tuple(r._since_mark())),
        b"a": lambda r: r._append([r._stack.pop()]),
        b"e": lambda r: r._append(r._since_mark()),
        b"s": lambda r: r._set([r._stack.pop(-2), r._stack.pop()]),
        b"u": lambda r: r._set(r._since_mark()),
    }
    return {code[0]: operation for code, operation in found.items()}
