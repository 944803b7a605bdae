"""Texts of a table that follow a template, and the last number in them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel

T = TypeVar("T", np.int32, np.int64)

_LITERAL, _DIGITS, _ANYTHING = 0, 1, 2
_MOST = (1 << 63) - 1
_TENTH = _MOST // 10


class Following(NamedTuple):
    """Texts that follow a template.

    text int32: ids, ascending; number int64: the last number in each, the greatest there is where
    it is too great; rest int64: where each text goes on after its first piece.
    """

    text: NDArray[np.int32]
    number: NDArray[np.int64]
    rest: NDArray[np.int64]


@inlined
def _is_digit(arena, at, end):  # type: ignore[no-untyped-def]
    return at < end and arena[at] >= 48 and arena[at] <= 57


@inlined
def _read_number(arena, at, end):  # type: ignore[no-untyped-def]
    number = np.int64(0)
    while _is_digit(arena, at, end):
        digit = np.int64(arena[at]) - 48
        fits = number < _TENTH or (number == _TENTH and digit < 8)
        number = number * 10 + digit if fits else _MOST
        at += 1
    return number, at


@inlined
def _breaks_line(arena, at, end):  # type: ignore[no-untyped-def]
    c = arena[at]
    if c == 0xE2 and at + 2 < end and arena[at + 1] == 0x80:
        return arena[at + 2] == 0xA8 or arena[at + 2] == 0xA9
    return c == 10 or c == 13


@inlined
def _next_place(arena, at, end, letter):  # type: ignore[no-untyped-def]
    """The first place from `at` on with this letter, or one that may break the line."""
    while at < end:
        c = arena[at]
        if c == letter or c == 10 or c == 13 or c == 0xE2:
            break
        at += 1
    return at


@inlined
def _follows(arena, begin, end, piece, letter):  # type: ignore[no-untyped-def]
    """Where the text goes on after its first piece, -1 if it does not follow; its last number."""
    at, k, pieces = begin, 0, piece.size
    open_piece, open_at = -1, begin
    last, after = np.int64(0), begin
    while k < pieces or at < end:
        fits = False
        if k < pieces and piece[k] == _ANYTHING:
            open_piece, open_at = k, at
            fits = True
        elif k < pieces and piece[k] == _LITERAL:
            fits = at < end and arena[at] == letter[k]
            at += 1
        elif k < pieces:
            fits = _is_digit(arena, at, end)
            last, at = _read_number(arena, at, end)
        if fits:
            k += 1
            if k == 1:
                after = at
            continue
        # What anything stands for takes one letter more, but never goes on to another line.
        if open_piece < 0 or open_at >= end or _breaks_line(arena, open_at, end):
            return np.int64(-1), last
        k, open_at = open_piece + 1, open_at + 1
        if k < pieces and piece[k] == _LITERAL:
            open_at = _next_place(arena, open_at, end, letter[k])
        at = open_at
    return after, last


@kernel(
    "int64(uint8[::1], int64[::1], uint8[::1], uint8[::1], int64, int64, int64, int64, int32[::1],"
    " int64[::1], int64[::1])",
    _nrt=False,
)
def _match(  # type: ignore[no-untyped-def]
    arena, offsets, piece, letter, least, most, start, count, text, number, rest
):
    """Goes on at the text `start` with `count` found; returns how many are, or, when there is no
    room for another, -1 - the text to go on at."""
    for t in range(start, offsets.size - 1):
        begin, end = offsets[t], offsets[t + 1]
        if end - begin < least or end - begin > most:
            continue
        if piece[0] == _LITERAL and arena[begin] != letter[0]:
            continue
        if piece[0] == _DIGITS and not _is_digit(arena, begin, end):
            continue
        after, last = _follows(arena, begin, end, piece, letter)
        if after < 0:
            continue
        if count == text.size:
            return -1 - t
        text[count], number[count], rest[count] = t, last, after
        count += 1
    return count


def follow(arena: NDArray[np.uint8], offsets: NDArray[np.int64], template: str) -> Following:
    """The texts arena[offsets[i]:offsets[i + 1]] that follow a template from beginning to end.

    In a template ``#`` stands for digits, at least one, ``*`` for anything on one line, nothing
    included, and all else for itself. A text is matched in time linear in its length for each
    ``*``, from left to right as wildcards are: what lies between two of them is taken at its first
    place (right as long as digits there are followed by something else).
    """
    wild = {"#": _DIGITS, "*": _ANYTHING}
    encoded = [(wild.get(each, _LITERAL), byte) for each in template for byte in each.encode()]
    piece = np.array([each[0] for each in encoded], np.uint8)
    letter = np.array([each[1] for each in encoded], np.uint8)
    least = len(encoded) - template.count("*")
    most = _MOST if any(each in template for each in wild) else least
    room = 1 << 12
    found = Following(np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int64))
    start = count = 0
    while True:
        told = _match(arena, offsets, piece, letter, least, most, start, count, *found)
        if told >= 0:
            text, number, rest = found
            return Following(text[:told].copy(), number[:told].copy(), rest[:told].copy())
        start, count = -1 - told, len(found.text)
        found = Following(_longer(found.text), _longer(found.number), _longer(found.rest))


def _longer(column: NDArray[T]) -> NDArray[T]:
    """The column with room for four times as many."""
    return np.concatenate([column, np.empty(3 * len(column), column.dtype)])
