"""The pieces of protobuf's wire format, each checked against the end it is given.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.jit import inlined, part
from perfview.kernels.memory import load8

MALFORMED = -1


@inlined
def varint(address, end):  # type: ignore[no-untyped-def]
    """The number that stands here, as int64, and the address after it (`MALFORMED` for none)."""
    byte = load8(address)
    if byte < 128 and address < end:
        return byte, address + 1
    value = np.int64(0)
    shift = 0
    while address < end and shift < 64:
        byte = load8(address)
        address += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, address
        shift += 7
    return value, np.int64(MALFORMED)


@part
def after_group(address, end):  # type: ignore[no-untyped-def]
    """The address after the group whose start tag ends here, or `MALFORMED`."""
    depth = 1
    while depth > 0:
        tag, address = varint(address, end)
        if address < 0 or tag < 8:
            return np.int64(MALFORMED)
        wire = tag & 7
        if wire == 3:
            depth += 1
        elif wire == 4:
            depth -= 1
        else:
            _, address = extent(wire, address, end)
            if address < 0:
                return np.int64(MALFORMED)
    return address


@inlined
def extent(wire, address, end):  # type: ignore[no-untyped-def]
    """Where a value that is no group begins (after its length) and ends; end `MALFORMED` if past.

    For a varint the end is found by reading it.
    """
    if wire == 2:
        length, address = varint(address, end)
        if address < 0 or length < 0 or length > end - address:
            return address, np.int64(MALFORMED)
        return address, address + length
    if wire == 0:
        _, after = varint(address, end)
        return address, after
    after = address + (8 if wire == 1 else 4)
    if (wire != 1 and wire != 5) or after > end:
        return address, np.int64(MALFORMED)
    return address, after


@inlined
def after_field(wire, address, end):  # type: ignore[no-untyped-def]
    """Where a field's value begins and ends, groups included; end `MALFORMED` if it has none."""
    if wire == 3:
        return address, after_group(address, end)
    return extent(wire, address, end)
