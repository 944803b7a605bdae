"""Rows of one message type, millions of them, of which each is a list, numbers and details.

For messages whose field `row` has a list of numbers (field 1), some numbers (field 2) and details
(field 3, messages), and whose field `text` is a table of texts. Lists and details repeat from row
to row: they are told apart by their bytes alone, before anything in them is decoded, and kept once.
Wire format: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, hash_bytes, intern_hashed
from perfview.kernels.jit import inlined, kernel, part
from perfview.kernels.memory import load8, store8
from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_wire import after_field, varint

(
    _POSITION,
    _LIMIT,
    _ORIGIN,
    _WANTED,
    _ROW_TAG,
    _TEXT_TAG,
    _ROWS,
    _NUMBERS,
    _TEXTS,
    _SCRATCH,
    _SCRATCH_ROOM,
    _DAMAGED,
    _FIRST_DAMAGE,
    _FIELDS,
) = range(14)

MORE, BROKEN = 0, 1
"""What `RowWalker.walk` returns: more bytes are wanted; the outermost message makes no sense."""

(_ROWS_FULL, _NUMBERS_FULL, _TEXTS_FULL, _LISTS_FULL, _DETAILS_FULL, _TABLE_FULL, _NO_SCRATCH) = (
    range(2, 9)
)
_BAD, _DONE = -1, -2
_LONGEST_VARINT = 10

_T = TypeVar("_T", bound=np.generic)


@part
def _joined(at, length, piece, piece_length, scratch):  # type: ignore[no-untyped-def]
    """Bytes and those to follow them, end to end in the scratch room; the length of both."""
    if at != scratch:
        for i in range(length):
            store8(scratch + i, load8(at + i))
    for i in range(piece_length):
        store8(scratch + length + i, load8(piece + i))
    return length + piece_length


@inlined
def _row(state, value, after, numbers, ends, lists, details, of_list, of_detail):  # type: ignore[no-untyped-def]
    """Take one row: `_DONE`, `_BAD`, or what must grow first."""
    row = state[_ROWS]
    if row >= of_list.size:
        return np.int64(_ROWS_FULL)
    scratch = state[_SCRATCH]
    apart = scratch + (state[_SCRATCH_ROOM] >> 1)
    list_at = list_length = detail_at = detail_length = np.int64(0)
    count = state[_NUMBERS]
    p = value
    while p < after:
        tag, q = varint(p, after)
        if q < 0 or tag < 8:
            return np.int64(_BAD)
        start, end = after_field(tag & 7, q, after)
        if end < 0:
            return np.int64(_BAD)
        # Fields 1 and 2 stand packed (wire type 2) or number by number (0).
        if tag == 10 or tag == 8:
            if list_length == 0:
                list_at, list_length = start, end - start
            elif 2 * (after - value + PAD) > state[_SCRATCH_ROOM]:
                state[_WANTED] = after - value
                return np.int64(_NO_SCRATCH)
            else:
                list_length = _joined(list_at, list_length, start, end - start, scratch)
                list_at = scratch
        elif tag == 18 or tag == 16:
            while start < end:
                if count >= numbers.size:
                    return np.int64(_NUMBERS_FULL)
                number, start = varint(start, end)
                if start < 0:
                    return np.int64(_BAD)
                numbers[count] = number
                count += 1
        elif tag == 26:
            if detail_length == 0:
                detail_at, detail_length = p, end - p
            elif detail_at + detail_length == p:
                detail_length += end - p
            elif 2 * (after - value + PAD) > state[_SCRATCH_ROOM]:
                state[_WANTED] = after - value
                return np.int64(_NO_SCRATCH)
            else:
                detail_length = _joined(detail_at, detail_length, p, end - p, apart)
                detail_at = apart
        p = end
    found = np.int64(-1)
    if list_length > 0:
        found = intern_hashed(list_at, list_length, hash_bytes(list_at, list_length), lists)
        if found == FULL:
            state[_WANTED] = list_length
            return np.int64(_LISTS_FULL)
    detail = np.int64(-1)
    if detail_length > 0:
        h = hash_bytes(detail_at, detail_length)
        detail = intern_hashed(detail_at, detail_length, h, details)
        if detail == FULL:
            state[_WANTED] = detail_length
            return np.int64(_DETAILS_FULL)
    of_list[row], of_detail[row], ends[row] = found, detail, count
    state[_ROWS], state[_NUMBERS] = row + 1, count
    return np.int64(_DONE)


@inlined
def _text(state, value, length, texts, of_text):  # type: ignore[no-untyped-def]
    count = state[_TEXTS]
    if count >= of_text.size:
        return np.int64(_TABLE_FULL)
    found = intern_hashed(value, length, hash_bytes(value, length), texts)
    if found == FULL:
        state[_WANTED] = length
        return np.int64(_TEXTS_FULL)
    of_text[count] = found
    state[_TEXTS] = count + 1
    return np.int64(_DONE)


@kernel(
    "int64(int64[::1], int64[::1], int64[::1], int32[::1], int32[::1], int32[::1], int64, int64,"
    " int64)",
    _nrt=False,
)
def _walk(state, numbers, ends, of_list, of_detail, of_text, lists, details, texts):  # type: ignore[no-untyped-def]
    origin, limit = state[_ORIGIN], state[_LIMIT]
    p = state[_POSITION] + origin
    while p < limit:
        state[_POSITION] = p - origin
        tag, q = varint(p, limit)
        if q < 0:
            state[_WANTED] = limit + 1 - origin
            return MORE if limit - p < _LONGEST_VARINT else BROKEN
        wire = tag & 7
        if tag < 8 or tag > 0xFFFFFFFF or wire == 4 or wire > 5:
            return BROKEN
        if wire == 2:
            length, value = varint(q, limit)
            if value < 0:
                state[_WANTED] = limit + 1 - origin
                return MORE if limit - q < _LONGEST_VARINT else BROKEN
            if length < 0:
                return BROKEN
            if length > limit - value:
                state[_WANTED] = value - origin + length
                return MORE
            after = value + length
        else:
            value, after = after_field(wire, q, limit)
            if after < 0:
                state[_WANTED] = limit + 1 - origin
                return MORE if limit - p < 2 * _LONGEST_VARINT or wire == 3 else BROKEN
        code = np.int64(_DONE)
        if tag == state[_ROW_TAG]:
            code = _row(state, value, after, numbers, ends, lists, details, of_list, of_detail)
        elif tag == state[_TEXT_TAG]:
            code = _text(state, value, after - value, texts, of_text)
        if code == _BAD:
            if state[_DAMAGED] == 0:
                state[_FIRST_DAMAGE] = p - origin
            state[_DAMAGED] += 1
        elif code != _DONE:
            return code
        p = after
    state[_POSITION] = p - origin
    state[_WANTED] = p + 1 - origin
    return MORE


class RowWalker:
    """Walks a message's fields block by block and keeps rows and texts.

    `row`, `text`: the numbers of the two fields. `lists`, `details`: the distinct ones as bytes
    (varints end to end; fields 3 end to end). `texts`: the distinct texts.
    """

    def __init__(self, row: int, text: int) -> None:
        self.lists, self.details, self.texts = Interner(), Interner(), Interner()
        self._state = np.zeros(_FIELDS, np.int64)
        self._state[_ROW_TAG], self._state[_TEXT_TAG] = row << 3 | 2, text << 3 | 2
        self._of_list, self._of_detail = np.empty((2, 1 << 12), np.int32)
        self._ends = np.empty(1 << 12, np.int64)
        self._numbers = np.empty(1 << 13, np.int64)
        self._of_text = np.empty(1 << 12, np.int32)
        self._make_scratch(1 << 12)

    def _make_scratch(self, size: int) -> None:
        self._scratch = np.zeros(2 * (size + 2 * PAD), np.uint8)
        self._state[_SCRATCH] = self._scratch.ctypes.data
        self._state[_SCRATCH_ROOM] = len(self._scratch)

    @property
    def position(self) -> int:
        """The offset from which it has to read on."""
        return int(self._state[_POSITION])

    @property
    def wanted(self) -> int:
        """The offset up to which it needs bytes to make any progress."""
        return int(self._state[_WANTED])

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._state[_ROWS])

    @property
    def damaged(self) -> tuple[int, int]:
        """How many rows made no sense and were left out, and the offset of the first."""
        return int(self._state[_DAMAGED]), int(self._state[_FIRST_DAMAGE])

    @property
    def of_list(self) -> NDArray[np.int32]:
        """The list of each row, int32 (rows), -1 for none."""
        return self._of_list[: self.rows]

    @property
    def of_detail(self) -> NDArray[np.int32]:
        """The details of each row, int32 (rows), -1 for none."""
        return self._of_detail[: self.rows]

    @property
    def ends(self) -> NDArray[np.int64]:
        """Where each row's numbers end among all, int64 (rows)."""
        return self._ends[: self.rows]

    @property
    def numbers(self) -> NDArray[np.int64]:
        """All rows' numbers end to end, int64."""
        return self._numbers[: int(self._state[_NUMBERS])]

    @property
    def of_text(self) -> NDArray[np.int32]:
        """The distinct text that each text of the table is, int32."""
        return self._of_text[: int(self._state[_TEXTS])]

    def walk(self, address: int, length: int, offset: int) -> int:
        """Walk on over the `length` bytes at `address`, which begin at `offset` of the stream.

        The buffer must be padded. Returns MORE or BROKEN.
        """
        state = self._state
        state[_LIMIT], state[_ORIGIN] = address + length, address - offset
        while True:
            code = _walk(
                state,
                self._numbers,
                self._ends,
                self._of_list,
                self._of_detail,
                self._of_text,
                self.lists.address,
                self.details.address,
                self.texts.address,
            )
            if code in (MORE, BROKEN):
                return int(code)
            self._grow(int(code))

    def _grow(self, code: int) -> None:
        if code == _ROWS_FULL:
            more = 2 * len(self._ends)
            self._of_list = _longer(self._of_list, more)
            self._of_detail = _longer(self._of_detail, more)
            self._ends = _longer(self._ends, more)
        elif code == _NUMBERS_FULL:
            self._numbers = _longer(self._numbers, 2 * len(self._numbers))
        elif code == _TABLE_FULL:
            self._of_text = _longer(self._of_text, 2 * len(self._of_text))
        elif code == _NO_SCRATCH:
            self._make_scratch(2 * self.wanted)
        else:
            tables = {_LISTS_FULL: self.lists, _DETAILS_FULL: self.details}
            tables.get(code, self.texts).grow(self.wanted)


def _longer(column: NDArray[_T], size: int) -> NDArray[_T]:
    grown = np.empty(size, column.dtype)
    grown[: len(column)] = column
    return grown
