"""Lines of a log taken apart: `name-12 (34) [005] d..1 1234.567890: word: anything`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import equal_bytes
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load8
from perfview.kernels.padding import PAD
from perfview.kernels.references import TEXT, pack, unpack

_SPACE, _HASH, _MINUS, _POINT, _COLON = 0x20, 0x23, 0x2D, 0x2E, 0x3A
_OPEN, _CLOSE, _SQUARE, _UNSQUARE = 0x28, 0x29, 0x5B, 0x5D
_MOST_DIGITS = 10
_NOTHING = -1


@dataclass(frozen=True)
class LogLines:
    """n lines in their order, and how many others there were.

    time_ns int64 (n); owner, group (-1 none) and place int32 (n): the numbers behind the name, in
    round and in square brackets. name, word and rest uint64 (n): references (`references.pack`) to
    texts in the content. strange: lines of another form that are neither empty nor comments, the
    first at the byte first_strange (-1 none).
    """

    time_ns: NDArray[np.int64]
    owner: NDArray[np.int32]
    group: NDArray[np.int32]
    place: NDArray[np.int32]
    name: NDArray[np.uint64]
    word: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    strange: int
    first_strange: int

    def __len__(self) -> int:
        return len(self.time_ns)


@inlined
def _is_digit(c):  # type: ignore[no-untyped-def]
    return 48 <= c <= 57


@inlined
def _is_blank(c):  # type: ignore[no-untyped-def]
    return c == _SPACE or c == 9


@inlined
def _past_blanks(p, end):  # type: ignore[no-untyped-def]
    while p < end and _is_blank(load8(p)):
        p += 1
    return p


@inlined
def _number(p, end):  # type: ignore[no-untyped-def]
    """The number at `p` and where it ends; -1 when there is none of at most ten digits."""
    value = np.int64(0)
    begin = p
    while p < end and _is_digit(load8(p)):
        value = value * 10 + (load8(p) - 48) if p - begin < _MOST_DIGITS else value
        p += 1
    if p == begin or p - begin > _MOST_DIGITS:
        return np.int64(-1), p
    return value, p


@inlined
def _time(p, end):  # type: ignore[no-untyped-def]
    """Seconds with a fraction before a colon, in ns, and where the colon stands; else -1."""
    seconds, p = _number(p, end)
    if seconds < 0 or p >= end or load8(p) != _POINT:
        return np.int64(-1), p
    p += 1
    begin = p
    fraction = np.int64(0)
    while p < end and _is_digit(load8(p)):
        fraction = fraction * 10 + (load8(p) - 48) if p - begin < 9 else fraction
        p += 1
    digits = p - begin
    while 0 < digits < 9:
        fraction *= 10
        digits += 1
    if p == begin or p >= end or load8(p) != _COLON or seconds > 9000000000:
        return np.int64(-1), p
    return seconds * 1000000000 + fraction, p


@inlined
def _group(p, end):  # type: ignore[no-untyped-def]
    """What stands in round brackets at `p`, if anything does, and what follows it; -2 if odd."""
    if p >= end or load8(p) != _OPEN:
        return np.int64(-1), p
    p = _past_blanks(p + 1, end)
    value = np.int64(-1)
    if p < end and _is_digit(load8(p)):
        value, p = _number(p, end)
    while p < end and load8(p) == _MINUS:
        p += 1
    p = _past_blanks(p, end)
    if p >= end or load8(p) != _CLOSE:
        return np.int64(-2), p
    return value, _past_blanks(p + 1, end)


@kernel("int64(int64, int64, int64, int64, int64[::1])", _nrt=False)
def _fields_from(dash, begin, end, origin, found):  # type: ignore[no-untyped-def]
    """Take a line apart whose name ends at `dash`; 1 and `found` if it has the form, else 0."""
    owner, p = _number(dash + 1, end)
    if owner < 0 or owner > 0x7FFFFFFF or p >= end:
        return 0
    group, p = _group(_past_blanks(p, end), end)
    if group < -1 or group > 0x7FFFFFFF or p >= end or load8(p) != _SQUARE:
        return 0
    place, p = _number(p + 1, end)
    if place < 0 or place > 0x7FFFFFFF or p >= end or load8(p) != _UNSQUARE:
        return 0
    p = _past_blanks(p + 1, end)
    time, q = _time(p, end)
    if time < 0:
        while p < end and not _is_blank(load8(p)):
            p += 1
        time, q = _time(_past_blanks(p, end), end)
    if time < 0:
        return 0
    word = _past_blanks(q + 1, end)
    p = word
    while p < end and load8(p) != _COLON and not _is_blank(load8(p)):
        p += 1
    name = _past_blanks(begin, dash)
    rest = _past_blanks(p + 1, end) if p < end and load8(p) == _COLON else p
    found[0], found[1], found[2], found[3] = time, owner, group, place
    found[4] = pack(name - origin, dash - name, TEXT)
    found[5] = pack(word - origin, p - word, TEXT)
    found[6] = pack(min(rest, end) - origin, max(end - rest, 0), TEXT)
    return 1


@kernel("int64(int64, int64, int64[:, ::1], int64[::1], int64[::1])", _nrt=False)
def _take_apart(address, length, rows, found, tally):  # type: ignore[no-untyped-def]
    """All lines into `rows` (int64 (lines, 7)); how many. tally: strange ones, the first."""
    count = 0
    p = address
    stop = address + length
    while p < stop:
        end = p
        while end < stop and load8(end) != 10:
            end += 1
        last = end
        while last > p and (load8(last - 1) == 13 or _is_blank(load8(last - 1))):
            last -= 1
        begin = _past_blanks(p, last)
        fits = 0
        if begin < last and load8(begin) != _HASH:
            dash = begin
            while dash < last and fits == 0:
                if load8(dash) == _MINUS and _is_digit(load8(dash + 1)):
                    fits = _fields_from(dash, begin, last, address, found)
                dash += 1
            if fits:
                for i in range(7):
                    rows[count, i] = found[i]
                count += 1
            else:
                tally[1] = p - address if tally[0] == 0 else tally[1]
                tally[0] += 1
        p = end + 1
    return count


def log_lines(content: NDArray[np.uint8]) -> LogLines:
    """All lines of the content (uint8, its last `PAD` bytes slack) that have the form above."""
    length = len(content) - PAD
    lines = int(np.count_nonzero(content[:length] == 10)) + 1
    rows = np.empty((lines, 7), np.int64)
    tally = np.array([0, _NOTHING])
    found = np.empty(7, np.int64)
    count = int(_take_apart(content.ctypes.data, length, rows, found, tally))
    column = np.ascontiguousarray(rows[:count].T)
    owner, group, place = (column[i].astype(np.int32) for i in (1, 2, 3))
    name, word, rest = (column[i].view(np.uint64) for i in (4, 5, 6))
    return LogLines(column[0], owner, group, place, name, word, rest, int(tally[0]), int(tally[1]))


@inlined
def _find(p, end, wanted, size):  # type: ignore[no-untyped-def]
    """Where the wanted bytes stand first; -1 for nowhere."""
    first = load8(wanted)
    while p + size <= end:
        if load8(p) == first and equal_bytes(p, wanted, size):
            return p
        p += 1
    return np.int64(-1)


@kernel("void(int64, uint64[::1], int64, int64, int64, int64, uint64[::1])", _nrt=False)
def _between(origin, texts, before, before_size, after, after_size, found):  # type: ignore[no-untyped-def]
    for i in range(texts.size):
        offset, length, _ = unpack(texts[i])
        p = origin + offset
        end = p + length
        begin = _find(p, end, before, before_size)
        found[i] = np.uint64(0)
        if begin < 0:
            continue
        begin += before_size
        stop = _find(begin, end, after, after_size)
        found[i] = np.uint64(pack(begin - origin, (end if stop < 0 else stop) - begin, TEXT))


def between(
    content: NDArray[np.uint8], texts: NDArray[np.uint64], before: bytes, after: bytes
) -> NDArray[np.uint64]:
    """What stands behind `before` up to `after`, or the end, in each text: uint64 (n).

    `texts` are references into the content; the result, too, 0 where `before` does not stand.
    """
    found = np.empty(len(texts), np.uint64)
    left = np.frombuffer(bytearray(before + bytes(PAD)), np.uint8)
    right = np.frombuffer(bytearray(after + bytes(PAD)), np.uint8)
    _between(
        content.ctypes.data,
        np.ascontiguousarray(texts),
        left.ctypes.data,
        len(before),
        right.ctypes.data,
        len(after),
        found,
    )
    return found
