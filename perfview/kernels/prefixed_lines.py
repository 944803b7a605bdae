"""Entries of a log whose lines begin with fields, then a word for how severe it is, then text.

What lines begin with is told by steps, as they are learned from the log itself; an entry may go on
over further lines, and some words do not begin an entry but tell more of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import is_blank, is_digit, is_hex, line_end
from perfview.kernels.memory import load8
from perfview.kernels.word_meanings import meaning_of, word_table
from perfview.kernels.written_moments import date_at

MOMENT, DIGITS, HEXADECIMAL, FRACTION, ANY = range(1, 6)
"""What a step takes: a date and time; digits; hexadecimal digits and points; digits, signs and
slashes; anything up to the literal after it."""

_U = np.uint64
_FURTHEST = 1024
_SLOTS = 1 << 16
_TAB, _COLON = 9, 58


@dataclass(frozen=True)
class Beginning:
    """What lines begin with: a literal, then fields, each with the literal after it.

    `steps` are (what it takes, column or -1, literal). `words` are what stands before the colon,
    with the number of its meaning; numbers from `first_more` on tell more of the entry before,
    into column `columns[number - first_more]` (-1: left out). A blank in a literal stands for
    one or more.
    """

    literal: bytes
    steps: tuple[tuple[int, int, bytes], ...]
    words: dict[bytes, int]
    first_more: int
    columns: tuple[int, ...]
    message: int
    owner: int
    only_tabbed: bool


@dataclass
class Entries:
    """n entries: spans int32 (n, columns, 2) in the content, -1 for none; meaning uint8 (n); place
    int32 (n): where each begins. strange: lines that belong to no entry."""

    spans: NDArray[np.int32]
    meaning: NDArray[np.uint8]
    place: NDArray[np.int32]
    strange: int = 0
    state: NDArray[np.int64] = field(default_factory=lambda: np.zeros(8, np.int64))


@inlined
def _after_literal(p, end, text, start, length):  # type: ignore[no-untyped-def]
    """Past the literal at `p`, or 0 when it does not stand there; what is cut off at `end` does."""
    for k in range(start, start + length):
        if text[k] == 32:
            if p < end and not is_blank(load8(p)):
                return np.int64(0)
            while p < end and is_blank(load8(p)):
                p += 1
        elif p >= end:
            return p
        elif load8(p) != text[k]:
            return np.int64(0)
        else:
            p += 1
    return p


@inlined
def _after_taken(p, end, kind, text, start, length):  # type: ignore[no-untyped-def]
    """Past what a step takes at `p`."""
    if kind == MOMENT:
        return date_at(p, end)[1]
    if kind == ANY:
        while p < end:
            fits = load8(p) == text[start] or (text[start] == 32 and is_blank(load8(p)))
            if length > 0 and fits and _after_literal(p, end, text, start, length) > 0:
                return p
            p += 1
        return end
    while p < end:
        c = load8(p)
        fits = is_digit(c)
        if kind == HEXADECIMAL:
            fits = is_hex(c) or c == 46
        elif kind == FRACTION:
            fits = fits or c == 47 or c == 45 or c == 46
        if not fits:
            return p
        p += 1
    return p


@inlined
def _fields(p, end, origin, text, leading, steps, spans):  # type: ignore[no-untyped-def]
    """Take the fields of one line; how many steps were taken, -1 when it does not begin so."""
    p = _after_literal(p, end, text, 0, leading)
    if p == 0:
        return np.int64(-1)
    for s in range(steps.shape[0]):
        while p < end and steps[s, 0] != ANY and load8(p) == 32:
            p += 1
        after = _after_taken(p, end, steps[s, 0], text, steps[s, 2], steps[s, 3])
        if s == 0 and steps[s, 0] == MOMENT and after == p:
            return np.int64(-1)
        stop = after
        while stop > p and is_blank(load8(stop - 1)):
            stop -= 1
        if steps[s, 1] >= 0 and stop > p:
            spans[steps[s, 1], 0] = p - origin
            spans[steps[s, 1], 1] = stop - origin
        if after >= end:
            return np.int64(s + 1)
        following = _after_literal(after, end, text, steps[s, 2], steps[s, 3])
        if following == 0:
            return np.int64(s + 1)
        p = following
    return np.int64(steps.shape[0])


@inlined
def _word(p, end, words, meanings, found):  # type: ignore[no-untyped-def]
    """Look for a known word before a colon and a blank: its meaning, or -1. found: where it begins,
    and where the text after it does."""
    begin = p
    stop = min(end, p + _FURTHEST)
    while p < stop:
        if load8(p) != _COLON or (p + 1 < end and not is_blank(load8(p + 1))):
            p += 1
            continue
        last = p
        if last - begin > 1 and load8(last - 1) == 32:
            last -= 1
        elif last - begin > 2 and load8(last - 1) == 0xA0 and load8(last - 2) == 0xC2:
            last -= 2
        first = last
        if first > begin and is_digit(load8(first - 1)):
            first -= 1
            last -= 1
        while first > begin and (65 <= (load8(first - 1) & 0xDF) <= 90 or load8(first - 1) >= 128):
            first -= 1
        if last > first:
            known = meaning_of(first, last, words, meanings)
            if known >= 0:
                found[0] = first
                after = p + 1
                while after < end and after < p + 3 and load8(after) == 32:
                    after += 1
                found[1] = after
                return known
        p += 1
    return np.int64(-1)


@inlined
def _row_of(h, row, keys, rows, is_new):  # type: ignore[no-untyped-def]
    """The entry last begun by the owner of this hash, -1 for none; or `row` is from now on."""
    slot = np.int64(h >> _U(20)) & (_SLOTS - 1)
    tries = 0
    while keys[slot] != 0 and keys[slot] != h and tries < 64:
        slot = (slot + 1) & (_SLOTS - 1)
        tries += 1
    if is_new:
        keys[slot] = h
        rows[slot] = row
        return np.int64(row)
    return np.int64(rows[slot]) if keys[slot] == h else np.int64(-1)


(_AT, _ROW, _OPEN, _OPEN_COLUMN, _STRANGE, _LAST) = range(6)


@inlined
def _close(spans, state, origin, p):  # type: ignore[no-untyped-def]
    """End the text that is still open before `p`, without the line's end."""
    if state[_OPEN] >= 0:
        begin = origin + spans[state[_OPEN], state[_OPEN_COLUMN], 0]
        while p > begin and (load8(p - 1) == 10 or load8(p - 1) == 13):
            p -= 1
        spans[state[_OPEN], state[_OPEN_COLUMN], 1] = p - origin
    state[_OPEN] = -1


@kernel(
    "int64(int64, int64, uint8[::1], int64[::1], int64[:, ::1], uint64[::1], uint8[::1],"
    " int64[::1], uint64[::1], int32[::1], int64[::1], int32[:, ::1], int64[::1],"
    " int32[:, :, ::1], uint8[::1], int32[::1])",
    _nrt=False,
)
def _scan(  # type: ignore[no-untyped-def]
    origin, length, text, how, steps, words, meanings, columns, keys, rows, found, room, state,
    spans, meaning, place,
):  # fmt: skip
    """Lines from state[_AT] on; 1 when there is no room for another entry, 0 at the end.

    how: length of the leading literal, first meaning that tells more, the message's column, the
    owner's, whether lines that go on begin with a tab. room is one row of spans.
    """
    end = origin + length
    leading, first_more, message, owner, only_tabbed = how[0], how[1], how[2], how[3], how[4]
    while state[_AT] < length:
        p = origin + state[_AT]
        stop = line_end(p, end)
        known = np.int64(-1)
        if load8(p) != _TAB:
            known = _word(p, stop, words, meanings, found)
        if known >= 0:
            room[:, :] = -1
            if _fields(p, found[0], origin, text, leading, steps, room) < 0:
                known = np.int64(-1)
        if known < 0:
            goes_on = state[_OPEN] >= 0 and (load8(p) == _TAB or only_tabbed == 0)
            if not goes_on:
                _close(spans, state, origin, p)
                state[_STRANGE] += stop > p
            state[_AT] = stop - origin + 1
            continue
        _close(spans, state, origin, p)
        whose = np.uint64(1)
        if owner >= 0 and room[owner, 0] >= 0:
            whose = hash_bytes(origin + room[owner, 0], room[owner, 1] - room[owner, 0]) | _U(1)
        if known < first_more:
            row = state[_ROW]
            if row >= meaning.size:
                return np.int64(1)
            for c in range(spans.shape[1]):
                spans[row, c, 0], spans[row, c, 1] = room[c, 0], room[c, 1]
            meaning[row] = known
            place[row] = p - origin
            _row_of(whose, row, keys, rows, True)
            state[_OPEN], state[_OPEN_COLUMN] = row, message
            state[_ROW] = row + 1
        else:
            state[_OPEN] = _row_of(whose, 0, keys, rows, False)
            state[_OPEN_COLUMN] = columns[known - first_more]
            if state[_OPEN_COLUMN] < 0:
                state[_OPEN] = -1
        if state[_OPEN] >= 0:
            spans[state[_OPEN], state[_OPEN_COLUMN], 0] = found[1] - origin
        state[_AT] = stop - origin + 1
    _close(spans, state, origin, end)
    return np.int64(0)


def prefixed_lines(
    content: NDArray[np.uint8], length: int, beginning: Beginning, columns: int
) -> Entries:
    """The entries of content[:length] (uint8, padded, of less than 2 GiB)."""
    literals = [beginning.literal, *(literal for _, _, literal in beginning.steps)]
    text = np.frombuffer(bytearray(b"".join(literals) + b"\0"), np.uint8)
    starts = np.cumsum([0, *(len(each) for each in literals)])
    steps = np.zeros((len(beginning.steps), 4), np.int64)
    for k, (kind, column, literal) in enumerate(beginning.steps):
        steps[k] = kind, column, starts[k + 1], len(literal)
    how = np.array(
        [
            len(beginning.literal), beginning.first_more, beginning.message, beginning.owner,
            beginning.only_tabbed,
        ],
        np.int64,
    )  # fmt: skip
    words, meanings = word_table(beginning.words)
    more = np.array(beginning.columns, np.int64)
    keys, rows = np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS, np.int32)
    found, room = np.zeros(2, np.int64), np.zeros((columns, 2), np.int32)
    wanted = max(64, length // 150)
    entries = Entries(
        np.empty((wanted, columns, 2), np.int32), np.empty(wanted, np.uint8),
        np.empty(wanted, np.int32),
    )  # fmt: skip
    entries.state[_OPEN] = -1
    while _scan(
        int(content.ctypes.data), length, text, how, steps, words, meanings, more, keys, rows,
        found, room, entries.state, entries.spans, entries.meaning, entries.place,
    ):  # fmt: skip
        _grow(entries, length)
    made = int(entries.state[_ROW])
    return Entries(
        entries.spans[:made], entries.meaning[:made], entries.place[:made],
        int(entries.state[_STRANGE]),
    )  # fmt: skip


def _grow(entries: Entries, length: int) -> None:
    """Room for what the rest of the text will hold at the density seen so far."""
    rows, done = len(entries.meaning), max(1, int(entries.state[_AT]))
    wanted = int(rows * min(4.0, 1.1 * length / done)) + 64
    for name in ("spans", "meaning", "place"):
        old = getattr(entries, name)
        new = np.empty((wanted, *old.shape[1:]), old.dtype)
        new[:rows] = old
        setattr(entries, name, new)
