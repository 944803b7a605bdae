"""Byte strings to small ids: an open-addressed table over one arena, filled by kernels."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import (
    fold_multiply,
    load32,
    load64,
    load_signed,
    prefetch,
    store32,
    store64,
    store_signed,
)

FULL = -1
"""What `intern` returns when the table must grow before it can take the string."""

_EMPTY = np.uint64(0xFFFFFFFF)
_U = np.uint64
_ENTRY = 24
_SLACK = 136
_AHEAD = 8

# The descriptor a kernel gets: addresses and counts, one int64 each.
D_SLOTS, D_MASK, D_ENTRIES, D_ARENA, D_COUNT, D_USED, D_MAX_ENTRIES, D_MAX_ARENA = range(8)


@kernel("uint64(int64, int64)")
def hash_bytes(address, length):  # type: ignore[no-untyped-def]
    """A 64-bit hash of `length` bytes (wyhash's mixing on 8-byte words)."""
    h = _U(0x9E3779B97F4A7C15) ^ _U(length) * _U(0xD6E8FEB86659FD93)
    if length >= 8:
        i = 0
        while i + 8 < length:
            h = fold_multiply(h ^ load64(address + i), _U(0xA0761D6478BD642F))
            i += 8
        return fold_multiply(h ^ load64(address + length - 8), _U(0xE7037ED1A0B428DB))
    tail = load64(address) & ((_U(1) << _U(8 * length)) - _U(1)) if length > 0 else _U(0)
    return fold_multiply(h ^ tail, _U(0xE7037ED1A0B428DB))


@kernel("boolean(int64, int64, int64)")
def equal_bytes(left, right, length):  # type: ignore[no-untyped-def]
    """Whether two places hold the same `length` bytes."""
    if length >= 8:
        i = 0
        while i + 8 < length:
            if load64(left + i) != load64(right + i):
                return False
            i += 8
        return load64(left + length - 8) == load64(right + length - 8)
    if length == 0:
        return True
    mask = (_U(1) << _U(8 * length)) - _U(1)
    return ((load64(left) ^ load64(right)) & mask) == _U(0)


@part
def intern_hashed(address, length, h, table):  # type: ignore[no-untyped-def]
    """`intern` for whoever has the `hash_bytes` of the string already."""
    slots = load_signed(table + 8 * D_SLOTS)
    mask = load_signed(table + 8 * D_MASK)
    entries = load_signed(table + 8 * D_ENTRIES)
    arena = load_signed(table + 8 * D_ARENA)
    i = np.int64(h >> _U(20)) & mask
    while True:
        e = load32(slots + 4 * i)
        if e == _EMPTY:
            break
        x = entries + _ENTRY * np.int64(e)
        same_size = load64(x) == h and load_signed(x + 16) == length
        if same_size and equal_bytes(address, arena + load_signed(x + 8), length):
            return np.int64(e)
        i = (i + 1) & mask
    count = load_signed(table + 8 * D_COUNT)
    used = load_signed(table + 8 * D_USED)
    if count + 1 > load_signed(table + 8 * D_MAX_ENTRIES) or (count + 1) * 2 > mask + 1:
        return np.int64(FULL)
    if used + length + _SLACK > load_signed(table + 8 * D_MAX_ARENA):
        return np.int64(FULL)
    j = 0
    while j < length:
        store64(arena + used + j, load64(address + j))
        j += 8
    x = entries + _ENTRY * count
    store64(x, h)
    store_signed(x + 8, used)
    store_signed(x + 16, length)
    store32(slots + 4 * i, count)
    store_signed(table + 8 * D_COUNT, count + 1)
    store_signed(table + 8 * D_USED, used + length)
    return count


@part
def expect_slot(h, table):  # type: ignore[no-untyped-def]
    """Ask for the memory at which the search for a string of this hash starts."""
    at = np.int64(h >> _U(20)) & load_signed(table + 8 * D_MASK)
    prefetch(load_signed(table + 8 * D_SLOTS) + 4 * at)


@part
def expect_entry(h, table):  # type: ignore[no-untyped-def]
    """Ask for the entry that slot leads to, or else for where a new one would be written."""
    at = np.int64(h >> _U(20)) & load_signed(table + 8 * D_MASK)
    e = load32(load_signed(table + 8 * D_SLOTS) + 4 * at)
    if e != _EMPTY:
        prefetch(load_signed(table + 8 * D_ENTRIES) + _ENTRY * np.int64(e))


@kernel("int64(int64, int64, int64)")
def intern(address, length, table):  # type: ignore[no-untyped-def]
    """The id of the byte string, or `FULL` when the table has no room for a new one."""
    return intern_hashed(address, length, hash_bytes(address, length), table)


@kernel("void(int64)")
def _rehash(table):  # type: ignore[no-untyped-def]
    slots = load_signed(table + 8 * D_SLOTS)
    mask = load_signed(table + 8 * D_MASK)
    entries = load_signed(table + 8 * D_ENTRIES)
    for i in range(mask + 1):
        store32(slots + 4 * i, np.int64(-1))
    for k in range(load_signed(table + 8 * D_COUNT)):
        i = np.int64(load64(entries + _ENTRY * k) >> _U(20)) & mask
        while load32(slots + 4 * i) != _EMPTY:
            i = (i + 1) & mask
        store32(slots + 4 * i, k)


@kernel("int64(int64, int64, int32[::1], int64)")
def _merge(source, target, ids, start):  # type: ignore[no-untyped-def]
    """Intern the entries of one table from `start` on into another; the first not taken."""
    count = load_signed(source + 8 * D_COUNT)
    entries = load_signed(source + 8 * D_ENTRIES)
    arena = load_signed(source + 8 * D_ARENA)
    i = start
    while i < count:
        x = entries + _ENTRY * i
        # Asked for ahead, since nearly every search leads to memory that is in no cache.
        if i + 2 * _AHEAD < count:
            expect_slot(load64(x + 2 * _AHEAD * _ENTRY), target)
        if i + _AHEAD < count:
            expect_entry(load64(x + _AHEAD * _ENTRY), target)
        k = intern_hashed(arena + load_signed(x + 8), load_signed(x + 16), load64(x), target)
        if k < 0:
            return i
        ids[i] = k
        i += 1
    return i


class Interner:
    """A growing set of byte strings, numbered in order of arrival; kernels fill it by `address`.

    Not thread-safe: each worker has its own, `merge` unites them.
    """

    def __init__(self, entries: int = 1 << 12, arena: int = 1 << 18) -> None:
        self._slots = np.full(4 * entries, -1, np.int32)
        self._entries = np.zeros((entries, 3), np.int64)
        self._arena = np.zeros(arena, np.uint8)
        self._table = np.zeros(8, np.int64)
        self._bind()

    def _bind(self) -> None:
        t = self._table
        t[D_SLOTS], t[D_MASK] = self._slots.ctypes.data, self._slots.size - 1
        t[D_ENTRIES], t[D_MAX_ENTRIES] = self._entries.ctypes.data, len(self._entries)
        t[D_ARENA], t[D_MAX_ARENA] = self._arena.ctypes.data, self._arena.size

    @property
    def address(self) -> int:
        """Where the descriptor stands, for kernels. Stays the same when the table grows."""
        return int(self._table.ctypes.data)

    def __len__(self) -> int:
        return int(self._table[D_COUNT])

    @property
    def room(self) -> int:
        """How many strings fit before the table must grow."""
        return len(self._entries)

    def grow(self, room: int = 0) -> None:
        """Double what is nearly full, with space for at least `room` more bytes of text."""
        if (len(self) + 1) * 2 >= len(self._entries):
            self._hold_entries(2 * len(self._entries))
        if self.used * 2 + room + 2 * _SLACK > self._arena.size:
            self._hold_text(self._arena.size + max(self._arena.size, room + 2 * _SLACK))

    def reserve(self, entries: int, room: int) -> None:
        """Make room for this many strings of `room` bytes in all, so that growing is seldom."""
        if entries > len(self._entries):
            self._hold_entries(1 << (entries - 1).bit_length())
        if room > self._arena.size:
            self._hold_text(room)

    def _hold_entries(self, count: int) -> None:
        entries = np.empty((count, 3), np.int64)
        entries[: len(self)] = self._entries[: len(self)]
        self._entries, self._slots = entries, np.empty(4 * count, np.int32)
        self._bind()
        _rehash(self.address)

    def _hold_text(self, size: int) -> None:
        arena = np.empty(size, np.uint8)
        arena[: self.used] = self._arena[: self.used]
        self._arena = arena
        self._bind()

    @property
    def used(self) -> int:
        """Bytes of text held."""
        return int(self._table[D_USED])

    def add(self, text: bytes) -> int:
        """The id of `text`, new or old."""
        padded = np.zeros(len(text) + _SLACK, np.uint8)
        padded[: len(text)] = np.frombuffer(text, np.uint8)
        while (index := intern(padded.ctypes.data, len(text), self.address)) == FULL:
            self.grow(len(text))
        return int(index)

    def merge(self, other: Interner) -> NDArray[np.int32]:
        """Take over another table's strings: new ids, int32 by the other's old ids."""
        ids = np.full(len(other), -1, np.int32)
        done = 0
        while (done := _merge(other.address, self.address, ids, done)) < len(other):
            self.grow(int(other._entries[done, 2]))
        return ids

    def text(self, index: int) -> bytes:
        """One string as it was interned."""
        offset, length = self._entries[index, 1:].tolist()
        return self._arena[offset : offset + length].tobytes()

    def texts(self, start: int = 0) -> list[bytes]:
        """The strings as they were interned, by id, from id `start` on."""
        entries = self._entries[start : len(self), 1:].tolist()
        if not entries:
            return []
        base = entries[0][0]
        arena = self._arena[base : self.used].tobytes()
        return [arena[o - base : o - base + n] for o, n in entries]

    def packed(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Arena (uint8) and offsets (int64, count + 1): the strings end to end, by id."""
        offsets = np.zeros(len(self) + 1, np.int64)
        np.cumsum(self._entries[: len(self), 2], out=offsets[1:])
        return self._arena[: int(offsets[-1])].copy(), offsets


def unescape_json(text: bytes) -> bytes:
    """The content of a JSON string, its escapes resolved; as it is when they make no sense."""
    if b"\\" not in text:
        return text
    try:
        return str(json.loads(b'"' + text + b'"', strict=False)).encode("utf-8", "replace")
    except ValueError:
        return text
