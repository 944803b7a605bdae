"""JSON objects one after the other, their members taken out where they stand, escapes resolved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import line_end
from perfview.kernels.memory import load8, quotes_or_backslashes32, store8, trailing_zeros
from perfview.kernels.word_meanings import meaning_of, word_table

_U = np.uint64
_QUOTE, _BACKSLASH, _COMMA, _COLON = 34, 92, 44, 58
_OPEN, _CLOSE, _SQUARE, _UNSQUARE = 123, 125, 91, 93
_AT, _ROW, _STRANGE = range(3)
_DEEPEST = 64


@inlined
def _past_space(p, end):  # type: ignore[no-untyped-def]
    while p < end and (load8(p) == 32 or 9 <= load8(p) <= 13):
        p += 1
    return p


@inlined
def _hex(p):  # type: ignore[no-untyped-def]
    """The number of four hexadecimal digits, negative for anything else."""
    value = np.int64(0)
    for k in range(4):
        c = load8(p + k)
        if 48 <= c <= 57:
            value = value * 16 + (c - 48)
        elif 97 <= (c | 32) <= 102:
            value = value * 16 + ((c | 32) - 87)
        else:
            return np.int64(-1)
    return value


@inlined
def _write_letter(w, letter):  # type: ignore[no-untyped-def]
    """Write a code point in UTF-8; where it ends."""
    if letter < 0x80:
        store8(w, letter)
        return w + 1
    if letter < 0x800:
        store8(w, 0xC0 | letter >> 6)
        store8(w + 1, 0x80 | (letter & 63))
        return w + 2
    if letter < 0x10000:
        store8(w, 0xE0 | letter >> 12)
        store8(w + 1, 0x80 | (letter >> 6 & 63))
        store8(w + 2, 0x80 | (letter & 63))
        return w + 3
    store8(w, 0xF0 | letter >> 18)
    store8(w + 1, 0x80 | (letter >> 12 & 63))
    store8(w + 2, 0x80 | (letter >> 6 & 63))
    store8(w + 3, 0x80 | (letter & 63))
    return w + 4


@inlined
def _plain(c):  # type: ignore[no-untyped-def]
    """What the letter behind a backslash stands for."""
    if c == 110:
        return np.int64(10)
    if c == 116:
        return np.int64(9)
    if c == 114:
        return np.int64(13)
    if c == 98:
        return np.int64(8)
    return np.int64(12) if c == 102 else c


@inlined
def _past_text(p, end, found):  # type: ignore[no-untyped-def]
    """Past the quote that ends the text whose first letter is at `p`, its escapes resolved in
    place; found[0] is where the text ends. 0 when it never ends."""
    w = p
    moved = False
    while p < end:
        mask = quotes_or_backslashes32(p)
        q = min(end, p + (trailing_zeros(mask) if mask != _U(0) else 32))
        if moved:
            for at in range(p, q):
                store8(w, load8(at))
                w += 1
        else:
            w = q
        p = q
        if p >= end or mask == _U(0):
            continue
        if load8(p) == _QUOTE:
            found[0] = w
            return p + 1
        moved = True
        c = load8(p + 1) if p + 1 < end else np.int64(0)
        letter = _hex(p + 2) if c == 117 and p + 6 <= end else np.int64(-1)
        if letter < 0:
            store8(w, _plain(c))
            w += 1
            p += 2
            continue
        p += 6
        if 0xD800 <= letter < 0xDC00 and p + 6 <= end and load8(p) == _BACKSLASH:
            second = _hex(p + 2) if load8(p + 1) == 117 else np.int64(-1)
            if 0xDC00 <= second < 0xE000:
                letter = 0x10000 + ((letter - 0xD800) << 10) + (second - 0xDC00)
                p += 6
        if 0xD800 <= letter < 0xE000:
            letter = np.int64(0xFFFD)
        w = _write_letter(w, letter)
    found[0] = w
    return np.int64(0)


@inlined
def _past_list(p, end):  # type: ignore[no-untyped-def]
    """Past the list that opens at `p`; 0 when it never closes."""
    depth = 0
    while p < end:
        c = load8(p)
        if c == _QUOTE:
            p += 1
            while p < end and load8(p) != _QUOTE:
                p += 2 if load8(p) == _BACKSLASH else 1
        elif c == _SQUARE:
            depth += 1
        elif c == _UNSQUARE:
            depth -= 1
            if depth == 0:
                return p + 1
        p += 1
    return np.int64(0)


@inlined
def _object(p, end, origin, names, columns, found, spans):  # type: ignore[no-untyped-def]
    """Take the members of the object that opens at `p`, also those of objects in it; past it, 0
    when it never closes, the negative place at which it makes no sense."""
    depth = 0
    while p < end:
        p = _past_space(p, end)
        c = load8(p) if p < end else np.int64(0)
        if c == _OPEN:
            depth += 1
            p = p + 1
            if depth > _DEEPEST:
                return -p
            continue
        if c == _CLOSE:
            depth -= 1
            p += 1
            if depth == 0:
                return p
            continue
        if c == _COMMA:
            p += 1
            continue
        if c != _QUOTE:
            return -p if p < end else np.int64(0)
        begin = p + 1
        p = _past_text(begin, end, found)
        if p == 0:
            return p
        column = meaning_of(begin, found[0], names, columns) - 1
        p = _past_space(p, end)
        if p >= end or load8(p) != _COLON:
            return -p if p < end else np.int64(0)
        p = _past_space(p + 1, end)
        c = load8(p) if p < end else np.int64(0)
        if c == _OPEN:
            continue
        begin = p
        if c == _QUOTE:
            begin = p + 1
            p = _past_text(begin, end, found)
            stop = found[0]
        elif c == _SQUARE:
            p = _past_list(p, end)
            column = np.int64(-1)
            stop = p
        else:
            while p < end and load8(p) not in (_COMMA, _CLOSE, 10, 13, 32):
                p += 1
            stop = p
            if load8(begin) == 110:
                column = np.int64(-1)
        if p == 0:
            return p
        if column >= 0 and stop > begin and spans[column, 0] < 0:
            spans[column, 0], spans[column, 1] = begin - origin, stop - origin
    return np.int64(0)


@kernel(
    "int64(int64, int64, uint64[::1], uint8[::1], int64[::1], int64[::1], int32[:, :, ::1],"
    " int32[::1])",
    _nrt=False,
)
def _scan(origin, length, names, columns, found, state, spans, place):  # type: ignore[no-untyped-def]
    """Objects from state[_AT] on; 1 when there is no room for another, 0 at the end."""
    end = origin + length
    while state[_AT] < length:
        begin = origin + state[_AT]
        c = load8(begin)
        if c != _OPEN:
            is_between = c <= 32 or c in (_COMMA, _SQUARE, _UNSQUARE) or c >= 0xEF
            stop = begin if is_between else line_end(begin, end)
            state[_STRANGE] += not is_between
            state[_AT] = stop - origin + 1
            continue
        row = state[_ROW]
        if row >= place.size:
            return np.int64(1)
        spans[row, :, :] = -1
        p = _object(begin, end, origin, names, columns, found, spans[row])
        if p > 0:
            place[row] = begin - origin
            state[_ROW] = row + 1
            state[_AT] = p - origin
        else:
            state[_STRANGE] += 1
            state[_AT] = line_end(begin, end) - origin + 1
    return np.int64(0)


def flat_objects(
    content: NDArray[np.uint8], length: int, names: dict[bytes, int], width: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """The objects of content[:length] (uint8, padded, of less than 2 GiB; changed in place): in a
    list, or one after the other.

    names: the column, of `width`, of each member that is wanted, however deep it stands; of several
    the first counts. Returns spans int32 (n, width, 2), -1 for none, null and empty texts; place
    int32; and how many pieces make no sense.
    """
    keys, columns = word_table({name: column + 1 for name, column in names.items()})
    found, state = np.zeros(1, np.int64), np.zeros(3, np.int64)
    room = max(64, length // 350)
    spans, place = np.empty((room, width, 2), np.int32), np.empty(room, np.int32)
    while _scan(int(content.ctypes.data), length, keys, columns, found, state, spans, place):
        wanted = int(room * min(4.0, 1.1 * length / max(1, int(state[_AT])))) + 64
        spans, place, room = _grown(spans, wanted), _grown(place, wanted), wanted
    rows = int(state[_ROW])
    return spans[:rows], place[:rows], int(state[_STRANGE])


def _grown(rows: np.ndarray, wanted: int) -> np.ndarray:
    grown = np.empty((wanted, *rows.shape[1:]), rows.dtype)
    grown[: len(rows)] = rows
    return grown
