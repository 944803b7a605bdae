"""Records of comma-separated values, taken apart where they stand; doubled quotes become one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import line_end
from perfview.kernels.memory import load8, quotes64, store8, trailing_zeros
from perfview.kernels.word_meanings import meaning_of, word_table
from perfview.kernels.written_moments import date_at

_U = np.uint64
_QUOTE, _COMMA, _LINE, _RETURN = 34, 44, 10, 13
_AT, _ROW, _STRANGE = range(3)


@inlined
def _next_quote(p, end):  # type: ignore[no-untyped-def]
    """The next quote from `p` on, or `end`."""
    while p < end:
        mask = quotes64(p)
        if mask != _U(0):
            return min(end, p + trailing_zeros(mask))
        p += 64
    return end


@inlined
def _past_quoted(p, end, found):  # type: ignore[no-untyped-def]
    """Past the quoted field whose first letter is at `p`, its text moved together; found[0] is
    where the text ends. 0 when it never ends."""
    w = p
    moved = False
    while True:
        q = _next_quote(p, end)
        if moved:
            for at in range(p, q):
                store8(w, load8(at))
                w += 1
        else:
            w = q
        if q >= end:
            found[0] = w
            return np.int64(0)
        if q + 1 < end and load8(q + 1) == _QUOTE:
            store8(w, _QUOTE)
            w += 1
            moved = True
            p = q + 2
            continue
        found[0] = w
        return q + 1


@inlined
def _past_bare(p, end):  # type: ignore[no-untyped-def]
    while p < end and load8(p) != _COMMA and load8(p) != _LINE:
        p += 1
    return p


@inlined
def _begins(p, end):  # type: ignore[no-untyped-def]
    """Whether a record may begin at `p`: with a date and time."""
    q = p + 1 if p < end and load8(p) == _QUOTE else p
    return date_at(q, min(end, q + 40))[1] > q


@kernel(
    "int64(int64, int64, int64[::1], int64, uint64[::1], uint8[::1], int64[::1], int64[::1],"
    " int32[:, :, ::1], uint8[::1], int32[::1])",
    _nrt=False,
)
def _scan(origin, length, columns, fewest, words, meanings, found, state, spans, meaning, place):  # type: ignore[no-untyped-def]
    """Records from state[_AT] on; 1 when there is no room for another, 0 at the end."""
    end = origin + length
    while state[_AT] < length:
        begin = origin + state[_AT]
        if not _begins(begin, end):
            stop = line_end(begin, end)
            state[_STRANGE] += stop > begin + 1
            state[_AT] = stop - origin + 1
            continue
        row = state[_ROW]
        if row >= meaning.size:
            return np.int64(1)
        spans[row, :, :] = -1
        meaning[row] = 0
        p = begin
        field = np.int64(0)
        known = np.int64(-1)
        fits = True
        while p <= end:
            start = p
            if p < end and load8(p) == _QUOTE:
                start = p + 1
                p = _past_quoted(start, end, found)
                stop = found[0]
                if p == 0:
                    p = end
            else:
                p = _past_bare(p, end)
                stop = p
                if stop > start and load8(stop - 1) == _RETURN:
                    stop -= 1
            if field < columns.size and stop > start:
                if columns[field] >= 0:
                    spans[row, columns[field], 0] = start - origin
                    spans[row, columns[field], 1] = stop - origin
                elif columns[field] == -2:
                    known = meaning_of(start, stop, words, meanings)
            field += 1
            if p < end and load8(p) == _RETURN:
                p += 1
            if p >= end or load8(p) == _LINE:
                break
            if load8(p) != _COMMA:
                fits = False
                break
            p += 1
        if not fits or field < fewest or known < 0:
            state[_STRANGE] += 1
            state[_AT] = line_end(begin, end) - origin + 1
            continue
        meaning[row] = known
        place[row] = begin - origin
        state[_ROW] = row + 1
        state[_AT] = p - origin + 1
    return np.int64(0)


def quoted_records(
    content: NDArray[np.uint8],
    length: int,
    columns: NDArray[np.int64],
    fewest: int,
    words: dict[bytes, int],
    width: int,
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32], int]:
    """The records of content[:length] (uint8, padded, of less than 2 GiB; changed in place).

    columns: of each field the column it is, of `width`, -1 for none, -2 for the one that holds one
    of `words`. Returns spans int32 (n, width, 2), -1 for none and empty ones; what the word means
    uint8; place int32; and how many lines or records with fewer than `fewest` fields, without a
    known word or broken ones were left out. Records begin with a date and time.
    """
    keys, meanings = word_table(words)
    found, state = np.zeros(1, np.int64), np.zeros(3, np.int64)
    room = max(64, length // 250)
    spans = np.empty((room, width, 2), np.int32)
    meaning, place = np.empty(room, np.uint8), np.empty(room, np.int32)
    while _scan(
        int(content.ctypes.data), length, columns, fewest, keys, meanings, found, state,
        spans, meaning, place,
    ):  # fmt: skip
        wanted = int(room * min(4.0, 1.1 * length / max(1, int(state[_AT])))) + 64
        spans = _grown(spans, wanted)
        meaning, place, room = _grown(meaning, wanted), _grown(place, wanted), wanted
    rows = int(state[_ROW])
    return spans[:rows], meaning[:rows], place[:rows], int(state[_STRANGE])


def _grown(rows: np.ndarray, wanted: int) -> np.ndarray:
    grown = np.empty((wanted, *rows.shape[1:]), rows.dtype)
    grown[: len(rows)] = rows
    return grown
