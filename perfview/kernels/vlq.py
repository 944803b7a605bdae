"""Lists of signed numbers in base 64 with seven-bit groups: `;` ends a line, `,` an entry.

ECMA-426, "Source map format", Mappings structure: digits of five bits, least first, the sixth says
that more follow, the lowest bit of a number is its sign. Each number is a difference to the one
before it in its place; the first of an entry begins anew on each line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

PLACES = 5
"""Numbers of an entry at most."""

_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_DIGIT, _LINE, _ENTRY = 64, 65, 66
_MEANS = np.full(256, _NO_DIGIT, np.uint8)
_MEANS[np.frombuffer(_DIGITS, np.uint8)] = np.arange(64, dtype=np.uint8)
_MEANS[ord(";")], _MEANS[ord(",")] = _LINE, _ENTRY

_MOST = 1 << 31
"""Nothing counts farther."""


class BadNumbersError(ValueError):
    """What does not follow the rules begins at byte `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(f"no list of numbers at byte {at}")
        self.at = at


@kernel("int64(uint8[::1], uint8[::1], int32[::1], int32[:, ::1], uint8[::1])")
def _decode(text, means, line, value, length):  # type: ignore[no-untyped-def]
    """Entries found, or −1 − the place of the first byte that is wrong."""
    found, row, filled = 0, 0, 0
    number, shift = 0, 0
    so_far = (0, 0, 0, 0, 0)
    a, b, c, d, e = so_far
    for i in range(text.size + 1):
        mean = means[text[i]] if i < text.size else _ENTRY
        if mean < _NO_DIGIT:
            number |= np.int64(mean & 31) << shift
            if number > 2 * _MOST or shift > 35:
                return -1 - i
            if mean & 32:
                shift += 5
                continue
            step = -(number >> 1) if number & 1 else number >> 1
            number, shift = 0, 0
            if filled == 0:
                a += step
            elif filled == 1:
                b += step
            elif filled == 2:
                c += step
            elif filled == 3:
                d += step
            elif filled == 4:
                e += step
            else:
                return -1 - i
            if max(a, b, c, d, e) >= _MOST or min(a, b, c, d, e) < -_MOST:
                return -1 - i
            filled += 1
            continue
        if mean == _NO_DIGIT or shift:
            return -1 - i
        if filled:
            line[found] = row
            value[found, 0], value[found, 1], value[found, 2] = a, b, c
            value[found, 3], value[found, 4] = d, e
            length[found] = filled
            found, filled = found + 1, 0
        if mean == _LINE:
            row, a = row + 1, 0
    return found


def decode_vlq(
    text: NDArray[np.uint8],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """The entries of a text: line int32 (n) from 0, value int32 (n, 5) with the differences summed
    up, length uint8 (n): how many of the five an entry has, the others stand as they were.

    Raises BadNumbersError.
    """
    between = (text == ord(",")) | (text == ord(";"))
    room = int(np.count_nonzero(~between & np.append(True, between[:-1])))
    line, length = np.empty(room, np.int32), np.empty(room, np.uint8)
    value = np.empty((room, PLACES), np.int32)
    count = _decode(np.ascontiguousarray(text), _MEANS, line, value, length)
    if count < 0:
        raise BadNumbersError(-1 - count)
    return line[:count], value[:count], length[:count]
