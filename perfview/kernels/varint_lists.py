"""Lists of numbers and of small records kept as protobuf's bytes, decoded all at once.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_wire import after_field, varint

_MOST_FIELD = 15


@kernel("void(int64, int64[::1], int64[::1], int64[::1])", _nrt=False)
def _decode_lists(arena, offsets, values, first):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(offsets.size - 1):
        first[i] = count
        p, end = arena + offsets[i], arena + offsets[i + 1]
        while p < end:
            value, p = varint(p, end)
            if p < 0:
                break
            values[count] = value
            count += 1
    first[offsets.size - 1] = count


def decode_lists(
    arena: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lists of varints, list i being bytes offsets[i]:offsets[i + 1] of the arena.

    Returns first int64 (lists + 1) and values int64: list i is first[i]:first[i + 1]. A list that
    breaks off ends before that.
    """
    padded = np.append(arena, np.zeros(PAD, np.uint8))
    values = np.empty(int(np.count_nonzero(arena < 128)), np.int64)
    first = np.empty(len(offsets), np.int64)
    _decode_lists(padded.ctypes.data, offsets, values, first)
    return first, values[: int(first[-1])]


@kernel("void(int64, int64[::1], int64[:,::1], int64[::1])", _nrt=False)
def _decode_records(arena, offsets, values, first):  # type: ignore[no-untyped-def]
    count = 0
    fields = values.shape[1]
    for i in range(offsets.size - 1):
        first[i] = count
        p, end = arena + offsets[i], arena + offsets[i + 1]
        while p < end:
            tag, q = varint(p, end)
            inner, after = after_field(tag & 7, q, end) if q >= 0 else (q, q)
            if after < 0:
                break
            for f in range(fields):
                values[count, f] = 0
            while inner < after:
                tag, q = varint(inner, after)
                value, past = after_field(tag & 7, q, after) if q >= 0 else (q, q)
                if past < 0:
                    break
                number = tag >> 3
                if tag & 7 == 0 and 1 <= number <= fields:
                    values[count, number - 1] = varint(value, past)[0]
                inner = past
            count += 1
            p = after
    first[offsets.size - 1] = count


def decode_records(
    arena: NDArray[np.uint8], offsets: NDArray[np.int64], fields: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lists of messages with the varint fields 1 .. `fields`, each message after its tag.

    List i is bytes offsets[i]:offsets[i + 1] of the arena. Returns first int64 (lists + 1) and
    values int64 (messages, fields), 0 for fields that are not given.
    """
    padded = np.append(arena, np.zeros(PAD, np.uint8))
    # A message has at least its tag and its length.
    values = np.empty((len(arena) // 2 + 1, min(fields, _MOST_FIELD)), np.int64)
    first = np.empty(len(offsets), np.int64)
    _decode_records(padded.ctypes.data, offsets, values, first)
    return first, values[: int(first[-1])].copy()
