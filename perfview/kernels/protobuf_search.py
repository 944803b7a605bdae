"""Which of many messages have certain fields somewhere deep inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.protobuf_wire import MALFORMED, after_field, varint
from perfview.kernels.references import LENGTH_BITS, LONGEST, OFFSET_BITS, unpack


@kernel("void(int64, uint64[::1], int64, int64, int64, int64, uint64, uint64)", _nrt=False)
def mark_deep(
    origin: int,
    references: NDArray[np.uint64],
    begin: int,
    stop: int,
    kind: int,
    marked: int,
    nesting: int,
    wanted: int,
) -> None:
    """Give references of one kind another where a field is found inside their messages.

    Of references[begin:stop] (uint64, `references.pack`), those of type `kind` become `marked` when
    a message below the outermost has a field of the bit set `wanted` (numbers below 64). `nesting`
    are the fields that lead deeper. `origin` is the address of the stream's byte 0. Messages that
    make no sense, and those whose length is not known, are marked: they need a closer look.
    """
    change = np.uint64(kind ^ marked) << np.uint64(OFFSET_BITS + LENGTH_BITS)
    for i in range(begin, stop):
        offset, length, own = unpack(references[i])
        if own != kind:
            continue
        p, end = origin + offset, origin + offset + length
        if length >= LONGEST:
            end = p
            references[i] ^= change
        deep_until = p
        while p < end:
            tag, q = varint(p, end)
            value, after = q, np.int64(MALFORMED)
            if q >= 0 and tag >= 8:
                value, after = after_field(tag & 7, q, end)
            field = np.uint64(1) << np.uint64(min(tag >> 3, 63))
            if after < 0 or (p < deep_until and field & wanted):
                references[i] ^= change
                break
            if tag & 7 != 2 or not field & nesting:
                p = after
                continue
            # Deeper messages are read on in place: where each of them ends matters to nobody.
            deep_until = max(deep_until, after)
            p = value
