"""How far bytes are whole records, each after a tag and its length."""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8
from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_wire import varint


@kernel("int64(int64, int64, int64)", _nrt=False)
def _whole(address, length, tag):  # type: ignore[no-untyped-def]
    end = address + length
    place = address
    while place < end and load8(place) == tag:
        size, start = varint(place + 1, end)
        if start < 0 or size < 0 or size > end - start:
            break
        place = start + size
    return np.int64(place - address)


def whole_records(content: bytes, tag: int) -> int:
    """The length in bytes of the whole records that content begins with.

    Each is one byte `tag`, a varint, and so many bytes. What follows something else is not counted.
    """
    padded = np.frombuffer(bytearray(content) + bytes(PAD), np.uint8)
    return int(_whole(padded.ctypes.data, len(content), tag))
