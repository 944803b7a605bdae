"""Entries of a log: a few lines of ``# Name: value  Name: value`` above a text of any length.

One pass over the bytes: of each entry where the values of the wanted names stand, and where its
text does. Nothing is copied or made of what nobody asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import equal_bytes
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import before_blanks, is_blank, past_blanks, word_end
from perfview.kernels.memory import load8
from perfview.kernels.numbers import parse_number
from perfview.kernels.padding import PAD

_HASH, _COLON, _LINE, _RETURN = 0x23, 0x3A, 10, 13
_PLAIN, _REST, _MANY = 0, 1, 2


@dataclass(frozen=True)
class Entries:
    """n entries in their order, places in bytes of the content, -1 for none.

    place int64 (n): its first line. value int64 (k, n, 2): where the value of each wanted name
    begins and ends. opener int64 (m, n, 2): the lines of each opener before the text, without what
    they begin with. text int64 (n, 2).
    """

    place: NDArray[np.int64]
    value: NDArray[np.int64]
    opener: NDArray[np.int64]
    text: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Form:
    """How entries are written. `names`: of one word each (the next blank ends it), `whole`: those
    whose value is all the rest of the line, `repeated`: those that stand on several lines, taken
    from the first to the last. `openers`: what lines before the text begin with, the last of which
    is the last such line. `strays`: what lines begin with that belong to no entry, and
    `stray_end` what they end with.
    """

    names: Sequence[bytes]
    whole: Sequence[bytes] = ()
    repeated: Sequence[bytes] = ()
    openers: Sequence[bytes] = ()
    strays: Sequence[bytes] = ()
    stray_end: bytes = b""

    @property
    def wanted(self) -> list[bytes]:
        """All names, in the order of `Entries.value`."""
        return [*self.names, *self.whole, *self.repeated]


@inlined
def _line_end(p, end):  # type: ignore[no-untyped-def]
    while p < end and load8(p) != _LINE:
        p += 1
    return p


@inlined
def _which(p, length, texts, offsets):  # type: ignore[no-untyped-def]
    """Which text stands at `p` with exactly this length, -1 for none."""
    for i in range(len(offsets) - 1):
        size = offsets[i + 1] - offsets[i]
        if size == length and equal_bytes(p, texts + offsets[i], size):
            return i
    return -1


@inlined
def _begins(p, end, texts, offsets):  # type: ignore[no-untyped-def]
    """Which text the line begins with, -1 for none."""
    for i in range(len(offsets) - 1):
        size = offsets[i + 1] - offsets[i]
        if size <= end - p and equal_bytes(p, texts + offsets[i], size):
            return i
    return -1


@inlined
def _name_end(p, end):  # type: ignore[no-untyped-def]
    """Where the name at `p` ends at its colon; `p` itself where none stands there."""
    q = p
    while q < end and not is_blank(load8(q)) and load8(q) != _COLON:
        q += 1
    return q if q < end and load8(q) == _COLON else p


@inlined
def _head_begin(p, end, in_head, texts, offsets):  # type: ignore[no-untyped-def]
    """Where the first name of a head line stands, 0 where the line is none: the first of an entry
    begins with a wanted name, those after it with any."""
    if p >= end or load8(p) != _HASH:
        return np.int64(0)
    p = past_blanks(p + 1, end)
    if p == end:
        return p
    stop = _name_end(p, end)
    if stop > p and (in_head or _which(p, stop - p, texts, offsets) >= 0):
        return p
    return np.int64(0)


@inlined
def _read_head(p, end, origin, texts, offsets, ways, value, row):  # type: ignore[no-untyped-def]
    """Take a head line apart."""
    while p < end:
        p = past_blanks(p, end)
        stop = _name_end(p, end)
        if stop == p:
            p = word_end(p, end)
            continue
        which = _which(p, stop - p, texts, offsets)
        begin = past_blanks(stop + 1, end)
        finish = word_end(begin, end)
        if which >= 0 and ways[which] != _PLAIN:
            finish = before_blanks(begin, end)
        elif finish > begin and load8(finish - 1) == _COLON:
            # The value is empty and this the next name.
            p = begin
            continue
        if which >= 0:
            if ways[which] != _MANY or value[which, row, 0] < 0:
                value[which, row, 0] = begin - origin
            value[which, row, 1] = finish - origin
        p = finish


@kernel(
    "int64(int64, int64, int64[::1], int64[::1], int64[::1], int64[::1], uint8[::1], int64[::1],"
    " int64[:, :, ::1], int64[:, :, ::1], int64[:, ::1])",
    _nrt=False,
)
def _read(  # type: ignore[no-untyped-def]
    address, length, sites, names, openers, strays, ways, place, value, opener, text
):
    """All entries into the tables, which have room for every head; how many."""
    end = address + length
    p = address
    row = np.int64(-1)
    in_head = False
    opening = False
    stray_size = strays[len(strays) - 1]
    strays = strays[: len(strays) - 1]
    while p < end:
        stop = _line_end(p, end)
        last = stop
        while last > p and load8(last - 1) == _RETURN:
            last -= 1
        head = _head_begin(p, last, in_head, sites[0], names)
        if head > 0 and (head < last or in_head):
            if not in_head:
                if row + 1 == len(place):
                    return row + 1
                row += 1
                place[row] = p - address
                in_head = opening = True
            _read_head(head, last, address, sites[0], names, ways, value, row)
        elif row >= 0:
            in_head = False
            is_stray = _begins(p, last, sites[2], strays) >= 0
            if last - p >= stray_size > 0:
                is_stray = is_stray or equal_bytes(last - stray_size, sites[3], stray_size)
            which = _begins(p, last, sites[1], openers) if opening else -1
            if is_stray:
                opening = False
            elif which >= 0:
                opener[which, row, 0] = p + (openers[which + 1] - openers[which]) - address
                opener[which, row, 1] = last - address
                opening = which < len(openers) - 2
            elif last > p:
                opening = False
                if text[row, 0] < 0:
                    text[row, 0] = p - address
                text[row, 1] = last - address
        p = stop + 1
    return row + 1


@kernel("int64(int64, int64, int64, int64[::1])", _nrt=False)
def _count_entries(address, length, texts, offsets):  # type: ignore[no-untyped-def]
    """How many entries `_read` will find: as it looks at lines, so does this."""
    end = address + length
    p = address
    in_head = False
    count = np.int64(0)
    while p < end:
        stop = _line_end(p, end)
        last = stop
        while last > p and load8(last - 1) == _RETURN:
            last -= 1
        head = _head_begin(p, last, in_head, texts, offsets)
        is_head = head > 0 and (head < last or in_head)
        count += is_head and not in_head
        in_head = is_head
        p = stop + 1
    return count


def _packed(texts: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    joined = np.frombuffer(bytearray(b"".join(texts) + bytes(PAD)), np.uint8)
    return joined, np.cumsum([0, *(len(text) for text in texts)]).astype(np.int64)


def read_entries(content: NDArray[np.uint8], length: int, form: Form) -> Entries:
    """The entries of the first `length` bytes of a content, uint8 padded with `PAD` bytes."""
    address = np.int64(content.ctypes.data)
    wanted = form.wanted
    ways = [_PLAIN] * len(form.names) + [_REST] * len(form.whole) + [_MANY] * len(form.repeated)
    names, name_ends = _packed(wanted)
    openers, opener_ends = _packed(form.openers)
    strays, stray_ends = _packed(form.strays)
    stray_end, size = _packed([form.stray_end])
    sites = np.array([each.ctypes.data for each in (names, openers, strays, stray_end)], np.int64)
    rows = int(_count_entries(address, np.int64(length), sites[0], name_ends))
    place = np.full(rows, -1, np.int64)
    value = np.full((len(wanted), rows, 2), -1, np.int64)
    opener = np.full((len(form.openers), rows, 2), -1, np.int64)
    text = np.full((rows, 2), -1, np.int64)
    found = _read(
        address,
        np.int64(length),
        sites,
        name_ends,
        opener_ends,
        np.append(stray_ends, size[1]),
        np.array(ways, np.uint8),
        place,
        value,
        opener,
        text,
    )
    return Entries(place[:found], value[:, :found], opener[:, :found], text[:found])


@kernel("void(int64, int64[:, ::1], int64, int64, int64, int64[::1])", _nrt=False)
def _numbers(address, spans, scale, label, size, found):  # type: ignore[no-untyped-def]
    for row in range(len(spans)):
        begin, stop = spans[row, 0], spans[row, 1]
        if begin < 0:
            continue
        p, end = address + begin, address + stop
        if size > 0:
            while p + size <= end and not equal_bytes(p, label, size):
                p += 1
            p = past_blanks(p + size, end)
        last = p
        while last < end and (48 <= load8(last) <= 57 or load8(last) == 46):
            last += 1
        if last > p and last - p < 40:
            fits, value = parse_number(p, last - p, scale)
            if fits:
                found[row] = value


def numbers_at(
    content: NDArray[np.uint8], spans: NDArray[np.int64], scale: int = 0, label: bytes = b""
) -> NDArray[np.int64]:
    """The decimal numbers that stand at places (n, 2) of a content times 10**scale, int64 (n), -1
    where none does; with a label, those behind it and blanks."""
    found = np.full(len(spans), -1, np.int64)
    text, _ = _packed([label])
    _numbers(
        np.int64(content.ctypes.data),
        np.ascontiguousarray(spans),
        np.int64(scale),
        np.int64(text.ctypes.data),
        np.int64(len(label)),
        found,
    )
    return found
