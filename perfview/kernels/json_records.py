"""Lists of JSON objects, and trees of them, to rows: a few members of each become columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.decimals import parse_decimal
from perfview.kernels.interning import FULL, Interner, equal_bytes, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_lists import number_here
from perfview.kernels.json_outline import (
    CLOSE_BRACE,
    CLOSE_BRACKET,
    CUT,
    DONE,
    OPEN_BRACE,
    OPEN_BRACKET,
    QUOTE,
    WRONG,
    key_here,
    next_item,
    value_end,
)
from perfview.kernels.memory import PAD, load8

NUMBER, TEXT, BYTE = range(3)
"""How a member becomes a number: its value, NaN for none; the id of its text, -1 for none; the
first byte of its text, 0 for none."""

_KEY_ROOM = 40
_AT, _DEPTH, _INSIDE, _ROWS, _ENDED, _STATE = range(6)
_FULL_ROWS, _FULL_TEXTS, _FULL_WAY = 10, 11, 12
_ROOT = -2
"""In place of a column for names: there is one outermost record, and it stands by itself."""


@inlined
def _column_of(p, length, keys, lengths):  # type: ignore[no-untyped-def]
    for k in range(lengths.size):
        if lengths[k] == length and equal_bytes(p, keys + k * _KEY_ROOM, length):
            return np.int64(k)
    return np.int64(-1)


@inlined
def _captured(p, q, kind, texts):  # type: ignore[no-untyped-def]
    """A value from `p` to `q` as its column has it; FULL - 1 when `texts` has no room."""
    is_text = load8(p) == QUOTE
    if kind == NUMBER:
        if is_text:
            return parse_decimal(p + 1, q - p - 2)
        value, _ = number_here(p, q + 1)
        return value
    if not is_text:
        return -1.0 if kind == TEXT else 0.0
    if kind == BYTE:
        return np.float64(load8(p + 1))
    found = intern(p + 1, q - p - 2, texts)
    return np.float64(found) if found != FULL else np.float64(FULL - 1)


@kernel(
    "void(int64[::1], int64, int64, int64[::1], int64[::1], int64, float64[:, ::1], int32[::1],"
    " int32[::1], int64)"
)
def _records(state, end, keys, lengths, kinds, keyed, out, parent, way, texts):  # type: ignore[no-untyped-def]
    """Read records until something is full or they end. The last two keys are that of the children
    and that of an object whose members count as the record's own.

    `out` (rows, columns) and `parent` take a row for each object; `way` (the rows of the open
    objects) is as long as objects may be nested. `keyed` is the column that takes the names under
    which the outermost records stand in an object, -1 where they stand in an array, or _ROOT.
    """
    columns = out.shape[1]
    children, merged = lengths.size - 2, lengths.size - 1
    p, depth, inside, rows = state[_AT], state[_DEPTH], state[_INSIDE], state[_ROWS]
    # `inside`: 0 at the beginning of a list, 1 behind an element, 2 at the beginning of an object,
    # 3 behind a member; 4 and 5 the same of an object whose members count as the record's.
    ended = np.int64(DONE)
    while True:
        state[_AT], state[_DEPTH], state[_INSIDE], state[_ROWS] = p, depth, inside, rows
        named = keyed >= 0 and depth == 0
        closing = CLOSE_BRACE if inside >= 2 or named else CLOSE_BRACKET
        p, ended = next_item(p, end, closing, inside & 1 == 0)
        if ended != DONE:
            break
        if load8(p) == closing:
            p += 1
            if inside >= 4:
                inside = np.int64(3)
                continue
            if inside >= 2:
                depth -= 1
                inside = np.int64(1)
                if depth == 0 and keyed == _ROOT:
                    break
                continue
            if depth == 0:
                break
            inside = np.int64(3)
            continue
        column = np.int64(-1)
        key, length = p + 1, np.int64(0)
        if inside >= 2 or named:
            p, length, ended = key_here(p, end)
            if ended != DONE:
                break
            if inside >= 2:
                column = _column_of(key, length, keys, lengths)
        c = load8(p)
        if inside in (2, 3) and column == children and c == OPEN_BRACKET:
            inside = np.int64(0)
            p += 1
            continue
        if inside in (2, 3) and column == merged and c == OPEN_BRACE:
            inside = np.int64(4)
            p += 1
            continue
        if inside < 2:
            if rows >= out.shape[0]:
                ended = np.int64(_FULL_ROWS)
                break
            if depth >= way.size:
                ended = np.int64(_FULL_WAY)
                break
            for k in range(columns):
                out[rows, k] = np.nan if kinds[k] == NUMBER else (-1.0 if kinds[k] == TEXT else 0.0)
            if named:
                found = intern(key, length, texts)
                if found == FULL:
                    ended = np.int64(_FULL_TEXTS)
                    break
                out[rows, keyed] = found
            parent[rows] = way[depth - 1] if depth > 0 else -1
            if c == OPEN_BRACE:
                way[depth] = rows
                depth += 1
                rows += 1
                inside = np.int64(2)
                p += 1
                continue
        q = value_end(p, end)
        if q < 0:
            ended = np.int64(CUT if q == -1 else WRONG)
            break
        if inside < 2:
            rows += 1
        elif column >= 0 and column < columns:
            value = _captured(p, q, kinds[column], texts)
            if value == FULL - 1 and kinds[column] == TEXT:
                ended = np.int64(_FULL_TEXTS)
                break
            out[way[depth - 1], column] = value
        inside |= np.int64(1)
        p = q
    state[_ENDED] = ended
    if ended in (CUT, WRONG):
        state[_AT], state[_ROWS] = p, rows


@dataclass(frozen=True)
class Records:
    """n records in the file's order, those with children before them.

    values float64 (n, columns) in the order asked for; parent int32 (n), -1 for outermost ones.
    """

    values: NDArray[np.float64]
    parent: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.parent)

    def numbers(self, column: int) -> NDArray[np.float64]:
        """A column of numbers, NaN for none."""
        return np.ascontiguousarray(self.values[:, column])

    def whole(self, column: int, default: int = 0) -> NDArray[np.int32]:
        """The same as whole numbers from 0 on, int32; `default` for whatever is none."""
        value = self.values[:, column]
        fits = (value >= 0) & (value <= np.iinfo(np.int32).max)
        return np.where(fits, value, default).astype(np.int32)

    def texts(self, column: int) -> NDArray[np.int32]:
        """A column of text ids, int32, -1 for none."""
        return self.values[:, column].astype(np.int32)


def read_records(
    at: int,
    end: int,
    columns: dict[str, int],
    texts: Interner,
    *,
    children: str = "",
    keyed: str = "",
    merged: str = "",
) -> tuple[Records, int, int]:
    """The records of the list at address `at`: (records, how it ended, at which address).

    `columns` says of each member how it is taken (NUMBER, TEXT, BYTE); `children` is the member
    that lists further records, `merged` an object whose members are taken like the record's own.
    With `keyed` the records stand in an object, and the column of that name takes the texts they
    stand under. `at` may also be one object, the root of a tree.
    """
    names = [*columns, children, merged]
    keys = np.zeros(len(names) * _KEY_ROOM + PAD, np.uint8)
    for k, name in enumerate(names):
        keys[k * _KEY_ROOM :][: len(name)] = np.frombuffer(name.encode(), np.uint8)
    lengths = np.array([len(name) or -1 for name in names], np.int64)
    kinds = np.array(list(columns.values()), np.int64)
    is_root = not keyed and load_byte(at) == OPEN_BRACE
    place = list(columns).index(keyed) if keyed else (_ROOT if is_root else -1)
    out, parent = np.empty((1 << 10, len(columns))), np.empty(1 << 10, np.int32)
    way = np.empty(1 << 8, np.int32)
    state = np.zeros(_STATE, np.int64)
    room = 1 << 16
    state[_AT] = at if is_root else at + 1
    while True:
        _records(
            state, end, keys.ctypes.data, lengths, kinds, place, out, parent, way, texts.address
        )
        ended, rows = int(state[_ENDED]), int(state[_ROWS])
        if ended == _FULL_ROWS:
            out = np.concatenate([out, np.empty_like(out)])
            parent = np.concatenate([parent, np.empty_like(parent)])
        elif ended == _FULL_WAY:
            way = np.concatenate([way, np.empty_like(way)])
        elif ended == _FULL_TEXTS:
            room *= 2
            texts.grow(room)
        else:
            return Records(out[:rows].copy(), parent[:rows].copy()), ended, int(state[_AT])


@kernel("int64(int64)", _nrt=False)
def load_byte(address):  # type: ignore[no-untyped-def]
    """The byte at an address."""
    return load8(address)
