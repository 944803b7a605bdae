"""Where a value stands in a stream, in one word: byte offset, length and type."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined

(TEXT, ESCAPED_TEXT, BARE, JSON, VARINT, DOUBLE, MESSAGE, BOOL, BYTES) = range(9)
"""How the bytes are to be read. BARE is a JSON number, true, false or null as written."""

OFFSET_BITS, LENGTH_BITS = 40, 20
LONGEST = (1 << LENGTH_BITS) - 1
"""The length given for everything this long or longer: its end has to be looked for again."""

_OFFSET = np.uint64((1 << OFFSET_BITS) - 1)
_TO_LENGTH = np.uint64(OFFSET_BITS)
_TO_TYPE = np.uint64(OFFSET_BITS + LENGTH_BITS)


@inlined
def pack(offset, length, kind):  # type: ignore[no-untyped-def]
    """The word (as int64) for `length` bytes at `offset` of the stream."""
    return (
        np.int64(offset)
        | (min(np.int64(length), LONGEST) << OFFSET_BITS)
        | (np.int64(kind) << (OFFSET_BITS + LENGTH_BITS))
    )


@inlined
def unpack(word):  # type: ignore[no-untyped-def]
    """Offset, length and type of a uint64 word, each int64."""
    length = (word >> _TO_LENGTH) & np.uint64(LONGEST)
    return np.int64(word & _OFFSET), np.int64(length), np.int64(word >> _TO_TYPE)


def place_of(word: int) -> tuple[int, int, int]:
    """Offset, length and type of a word, in Python."""
    word = int(word)
    length = (word >> OFFSET_BITS) & LONGEST
    return word & int(_OFFSET), length, word >> (OFFSET_BITS + LENGTH_BITS)
