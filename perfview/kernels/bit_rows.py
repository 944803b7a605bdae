"""One bit a row, eight rows a byte, the lowest bit first: what fits a cache where bytes do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined


@inlined
def has_bit(bits, row):  # type: ignore[no-untyped-def]
    """Whether a row (int64) has its bit set."""
    return (bits[row >> 3] >> np.uint8(row & 7)) & np.uint8(1) != 0


@inlined
def set_bit(bits, row):  # type: ignore[no-untyped-def]
    """Set the bit of a row (int64)."""
    bits[row >> 3] |= np.uint8(1) << np.uint8(row & 7)


def no_bits(rows: int) -> NDArray[np.uint8]:
    """A bit for each of so many rows, none set."""
    return np.zeros((rows >> 3) + 1, np.uint8)


def bits_of(flags: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Flags, bool or uint8 (n), as bits."""
    return np.append(np.packbits(flags, bitorder="little"), np.uint8(0))


def set_bits(bits: NDArray[np.uint8], rows: NDArray[np.int64]) -> None:
    """Set the bits of some rows, in place."""
    np.bitwise_or.at(bits, rows >> 3, np.uint8(1) << (rows & 7).astype(np.uint8))


def clear_bits(bits: NDArray[np.uint8], rows: NDArray[np.int64]) -> None:
    """Clear the bits of some rows, in place."""
    np.bitwise_and.at(bits, rows >> 3, ~(np.uint8(1) << (rows & 7).astype(np.uint8)))


def flags_of(bits: NDArray[np.uint8], rows: int) -> NDArray[np.uint8]:
    """Bits as flags again, uint8 (rows) 0 or 1."""
    return np.unpackbits(bits, count=rows, bitorder="little")
