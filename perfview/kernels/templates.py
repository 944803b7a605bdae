"""Texts of a table that follow a template, and the last number in them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

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
    pieces = piece.size
    for t in range(start, offsets.size - 1):
        begin, end = offsets[t], offsets[t + 1]
        if end - begin < least or end - begin > most:
            continue
        if piece[0] == _LITERAL and arena[begin] != letter[0]:
            continue
        if piece[0] == _DIGITS and (arena[begin] < 48 or arena[begin] > 57):
            continue
        at, k = begin, 0
        open_piece, open_at = -1, begin
        last, after = np.int64(0), begin
        while True:
            fits = False
            if k < pieces:
                if piece[k] == _ANYTHING:
                    open_piece, open_at = k, at
                    k += 1
                    continue
                if piece[k] == _LITERAL:
                    fits = at < end and arena[at] == letter[k]
                    at += 1
                else:
                    fits = at < end and arena[at] >= 48 and arena[at] <= 57
                    last = np.int64(0)
                    while at < end and arena[at] >= 48 and arena[at] <= 57:
                        digit = np.int64(arena[at]) - 48
                        last = (
                            last * 10 + digit
                            if last < _TENTH or (last == _TENTH and digit < 8)
                            else _MOST
                        )
                        at += 1
            elif at == end:
                break
            if fits:
                k += 1
                if k == 1:
                    after = at
                continue
            # What anything stands for takes one letter more, but never goes on to another line.
            if open_piece < 0 or open_at >= end:
                k = -1
                break
            c = arena[open_at]
            newline = c == 10 or c == 13
            if c == 0xE2 and open_at + 2 < end and arena[open_at + 1] == 0x80:
                newline = arena[open_at + 2] == 0xA8 or arena[open_at + 2] == 0xA9
            if newline:
                k = -1
                break
            k = open_piece + 1
            open_at += 1
            while open_at < end and k < pieces and piece[k] == _LITERAL:
                if arena[open_at] == letter[k] or arena[open_at] in (10, 13, 0xE2):
                    break
                open_at += 1
            at = open_at
        if k == pieces:
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
