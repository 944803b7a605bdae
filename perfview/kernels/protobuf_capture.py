"""Putting the value of one protobuf field where the schema says: pieces of the walker."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import (
    D_ARENA,
    D_COUNT,
    D_ENTRIES,
    FULL,
    equal_bytes,
    hash_bytes,
    intern,
)
from perfview.kernels.jit import inlined
from perfview.kernels.memory import (
    load8,
    load32,
    load64,
    load_signed,
    store32,
    store_signed,
    swap_bytes,
)
from perfview.kernels.protobuf_schema import (
    CAPTURE,
    COMMIT,
    CONSTANT,
    CONSTANT_SLOT,
    DETAIL,
    FIRST_TAG,
    PACKED,
    RECORD,
    SLOT,
    TAGS,
    Capture,
)
from perfview.kernels.protobuf_wire import MALFORMED, extent, varint
from perfview.kernels.references import pack
from perfview.kernels.tables import CAPACITY, FIRST_COLUMN, ROWS, commit

NEXT_KEYS = 1024
"""Rows of `followers`: the two keys seen last after each key (ids folded into this range)."""

DONE, BAD, OTHERWISE = -1, -2, -3
"""What the pieces return when nothing is full: all well, makes no sense, not the usual case."""

(TABLE_FULL, TEXTS_FULL, KEYS_FULL) = range(4, 7)
"""What they return when something must grow first."""

(
    _VARINT,
    _ZIGZAG,
    _FIXED64,
    _FIXED32,
    _TEXT,
    _KEY,
    _ID8,
    _ID16,
    _REFERENCE,
    _AROUND,
    _SIGN,
) = (int(c) for c in list(Capture)[1:])


@inlined
def _is_key(address, length, keys, index):  # type: ignore[no-untyped-def]
    if index >= load_signed(keys + 8 * D_COUNT):
        return False
    entry = load_signed(keys + 8 * D_ENTRIES) + 24 * index
    if load_signed(entry + 16) != length:
        return False
    return equal_bytes(address, load_signed(keys + 8 * D_ARENA) + load_signed(entry + 8), length)


@inlined
def key_id(address, length, keys, followers, before):  # type: ignore[no-untyped-def]
    """The id of a key. What followed the last one before is tried first."""
    row = before & (NEXT_KEYS - 1)
    guess = np.int64(followers[row, 0])
    if _is_key(address, length, keys, guess):
        return guess
    followers[row, 0] = followers[row, 1]
    second = np.int64(followers[row, 0])
    followers[row, 1] = guess
    if _is_key(address, length, keys, second):
        return second
    found = intern(address, length, keys)
    if found != FULL:
        followers[row, 0] = found
    return found


@inlined
def _id64(address, length):  # type: ignore[no-untyped-def]
    """Up to 8 bytes as a big-endian number; a hash of more."""
    if length == 8:
        return np.int64(swap_bytes(load64(address)))
    if length > 8:
        return np.int64(hash_bytes(address, length))
    value = np.int64(0)
    for i in range(length):
        value = (value << 8) | load8(address + i)
    return value


@inlined
def _take(capture, slot, detail, begins, ends, around, around_end, origin, slots, texts):  # type: ignore[no-untyped-def]
    """Capture anything but a key: `DONE` or `TEXTS_FULL`."""
    if capture == _REFERENCE:
        slots[slot] = pack(begins - origin, ends - begins, detail)
    elif capture == _TEXT:
        found = intern(begins, ends - begins, texts)
        if found == FULL:
            return TEXTS_FULL
        slots[slot] = found
    elif capture == _VARINT:
        slots[slot] = varint(begins, ends)[0]
    elif capture == _FIXED64:
        slots[slot] = load_signed(begins)
    elif capture == _ID8:
        slots[slot] = _id64(begins, ends - begins)
    elif capture == _ID16:
        length = ends - begins
        high = max(length - 8, 0) if length <= 16 else 0
        slots[slot] = _id64(begins, high)
        slots[slot + 1] = _id64(begins + high, length - high)
    elif capture == _AROUND:
        slots[slot] = pack(around - origin, around_end - around, detail)
    elif capture == _FIXED32:
        slots[slot] = np.int64(load32(begins))
    elif capture == _SIGN:
        slots[slot] = detail
    elif capture == _ZIGZAG:
        value = varint(begins, ends)[0]
        slots[slot] = ((value >> 1) & np.int64(0x7FFFFFFFFFFFFFFF)) ^ -(value & 1)
    return DONE


@inlined
def _element_end(capture, address, end):  # type: ignore[no-untyped-def]
    """Where an element of a packed field ends, or `MALFORMED`."""
    if capture == _FIXED64:
        address += 8
    elif capture == _FIXED32:
        address += 4
    else:
        return varint(address, end)[1]
    return address if address <= end else np.int64(MALFORMED)


@inlined
def _is_odd_id(capture, length):  # type: ignore[no-untyped-def]
    return length != 0 and (
        (capture == _ID8 and length != 8) or (capture == _ID16 and length != 16)
    )


@inlined
def take_field(  # type: ignore[no-untyped-def]
    sites,
    site,
    begins,
    ends,
    around,
    around_end,
    origin,
    tables,
    addresses,
    links,
    slots,
    defaults,
    texts,
    keys,
    followers,
    before,
):
    """Capture a field, packed ones element by element, and commit where the schema says so.

    `around` .. `around_end` is the message it is in. Returns a code, the key captured last
    (`before` for none), the table that is full, and 1 for an id of a wrong length.
    """
    capture = sites[site, CAPTURE]
    odd = np.int64(_is_odd_id(capture, ends - begins))
    table = sites[site, COMMIT]
    packed = sites[site, PACKED] == 1
    end = ends
    while not packed or begins < ends:
        if packed:
            end = _element_end(capture, begins, ends)
            if end < 0:
                return np.int64(BAD), before, table, odd
        if capture == _KEY:
            found = key_id(begins, end - begins, keys, followers, before)
            if found == FULL:
                return np.int64(KEYS_FULL), before, table, odd
            slots[sites[site, SLOT]] = found
            before = found
        elif capture != 0:
            code = _take(
                capture,
                sites[site, SLOT],
                sites[site, DETAIL],
                begins,
                end,
                around,
                around_end,
                origin,
                slots,
                texts,
            )
            if code != DONE:
                return np.int64(code), before, table, odd
        if table >= 0:
            if sites[site, CONSTANT_SLOT] >= 0:
                slots[sites[site, CONSTANT_SLOT]] = sites[site, CONSTANT]
            if not commit(tables, addresses, links, slots, defaults, table):
                return np.int64(TABLE_FULL), before, table, odd
        if not packed:
            break
        begins = end
    return np.int64(DONE), before, table, odd


@inlined
def take_pair(  # type: ignore[no-untyped-def]
    pair,
    values,
    begins,
    ends,
    origin,
    messages,
    sites,
    lookup,
    tables,
    addresses,
    keys,
    followers,
    before,
):
    """A pair (see PAIR) in its usual form: key, then one value, nothing else. Code and key.

    `OTHERWISE` when it is not that, and nothing is done.
    """
    other = np.int64(OTHERWISE)
    length = load8(begins + 1)
    q = begins + 2 + length
    # The bytes 10 and 18 are the tags of the fields 1 and 2, both delimited by length.
    if load8(begins) != 10 or length > 127 or q + 2 >= ends or load8(q) != 18:
        return other, before
    size, around = varint(q + 1, ends)
    if around < 0 or size < 2 or size != ends - around:
        return other, before
    tag = load8(around)
    if tag < 8 or tag > 127 or tag >= messages[values, TAGS]:
        return other, before
    site = np.int64(lookup[messages[values, FIRST_TAG] + tag])
    value, value_end = extent(tag & 7, around + 1, ends)
    if site < 0 or value_end != ends:
        return other, before
    table = messages[pair, RECORD]
    row = tables[table, ROWS]
    if row >= tables[table, CAPACITY]:
        return np.int64(TABLE_FULL), before
    key = key_id(begins + 2, length, keys, followers, before)
    if key == FULL:
        return np.int64(KEYS_FULL), before
    if sites[site, CAPTURE] == _AROUND:
        value = around
    column = tables[table, FIRST_COLUMN]
    store_signed(
        addresses[column] + 8 * row, pack(value - origin, ends - value, sites[site, DETAIL])
    )
    store32(addresses[column + 1] + 4 * row, key)
    tables[table, ROWS] = row + 1
    return np.int64(DONE), key
