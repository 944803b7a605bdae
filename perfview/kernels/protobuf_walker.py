"""The protobuf walker: wire format to tables, by schema, resumable at every unit.

It keeps a stack of messages that are open. Down to the stream messages' fields it can stop and
resume anywhere, within a unit it cannot: rows of a unit that does not end are rolled back and read
again. Every length is checked against its parent's end. A unit that makes no sense is left out and
counted; a stream message that makes no sense is given up from there to its end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import (
    D_ARENA,
    D_COUNT,
    D_ENTRIES,
    FULL,
    equal_bytes,
    hash_bytes,
    intern,
)
from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import load8, load32, load64, load_signed, swap_bytes
from perfview.kernels.protobuf_schema import (
    BEGINS,
    CAPTURE,
    CHILD,
    CHOOSES,
    COMMIT,
    CONSTANT,
    CONSTANT_SLOT,
    DETAIL,
    FIRST_TAG,
    OTHERWISE,
    PACKED,
    RECORD,
    SLOT,
    STREAM,
    TAGS,
    Capture,
)
from perfview.kernels.protobuf_wire import MALFORMED, after_field, varint
from perfview.kernels.references import pack
from perfview.kernels.tables import begin, checkpoint, commit, reset_leaves, roll_back

MOST_DEPTH = 32
NEXT_KEYS = 1024
"""Rows of `followers`: the two keys seen last after each key (ids folded into this range)."""

(
    POSITION,
    LIMIT,
    ORIGIN,
    STOP,
    DEPTH,
    FRAMING,
    SKIM_TO,
    WANTED,
    FULL_TABLE,
    DAMAGED,
    FIRST_DAMAGE,
    ODD_IDS,
    FIELDS,
) = range(13)
"""A worker's state. Offsets count from the stream's byte 0, whose address would be ORIGIN; only
LIMIT, the end of what is in memory, is an address too. WANTED is where the unit ends that did not
fit. SKIM_TO: skip all units up to that offset (0: read them)."""

(PLAIN, VARINT_FRAMES, WORD_FRAMES) = range(3)
"""FRAMING: one document, or documents each after its length (varint, or 4 bytes big-endian)."""

(MORE, STOPPED, PASSED, REACHED, TABLE_FULL, TEXTS_FULL, KEYS_FULL, BROKEN) = range(8)
"""What `walk` returns: more bytes wanted from POSITION on; at STOP, or past it without having met
it; at or past SKIM_TO; grow, then go on; the outermost structure makes no sense at POSITION."""

_OK, _BAD = -1, -2
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
) = (int(c) for c in list(Capture)[1:])


@part
def _is_key(address, length, keys, index):  # type: ignore[no-untyped-def]
    if index >= load_signed(keys + 8 * D_COUNT):
        return False
    entry = load_signed(keys + 8 * D_ENTRIES) + 24 * index
    if load_signed(entry + 16) != length:
        return False
    return equal_bytes(address, load_signed(keys + 8 * D_ARENA) + load_signed(entry + 8), length)


@part
def _key_id(address, length, keys, followers, before):  # type: ignore[no-untyped-def]
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


@part
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


@part
def _take(capture, slot, detail, begins, ends, around, around_end, origin, slots, texts):  # type: ignore[no-untyped-def]
    """Capture anything but a key; `_OK`, `_BAD` or `TEXTS_FULL`."""
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
    elif capture == _ZIGZAG:
        value = varint(begins, ends)[0]
        slots[slot] = ((value >> 1) & np.int64(0x7FFFFFFFFFFFFFFF)) ^ -(value & 1)
    return _OK


@part
def _element_end(capture, address, end):  # type: ignore[no-untyped-def]
    """Where an element of a packed field ends, or `MALFORMED`."""
    if capture == _FIXED64:
        address += 8
    elif capture == _FIXED32:
        address += 4
    else:
        return varint(address, end)[1]
    return address if address <= end else np.int64(MALFORMED)


@part
def _is_odd_id(capture, length):  # type: ignore[no-untyped-def]
    return length != 0 and (
        (capture == _ID8 and length != 8) or (capture == _ID16 and length != 16)
    )


@part
def _choose(choice, begins, ends, messages, lookup, sites):  # type: ignore[no-untyped-def]
    """The message that the first sign points to, or `MALFORMED`."""
    first = messages[choice, FIRST_TAG]
    tags = messages[choice, TAGS]
    while begins < ends:
        tag, begins = varint(begins, ends)
        if begins < 0 or tag < 8:
            return np.int64(MALFORMED)
        if tag < tags and lookup[first + tag] >= 0:
            return sites[lookup[first + tag], CHILD]
        _, begins = after_field(tag & 7, begins, ends)
        if begins < 0:
            return np.int64(MALFORMED)
    return messages[choice, OTHERWISE]


@kernel(
    "int64(int64[::1], int64[:,::1], int64[:,::1], int64[:,::1], int32[::1], int64[:,::1],"
    " int64[::1], int64[:,::1], int64[::1], int64[::1], int64, int64, int32[:,::1])"
)
def walk(
    state: NDArray[np.int64],
    frames: NDArray[np.int64],
    messages: NDArray[np.int64],
    sites: NDArray[np.int64],
    lookup: NDArray[np.int32],
    tables: NDArray[np.int64],
    addresses: NDArray[np.int64],
    links: NDArray[np.int64],
    slots: NDArray[np.int64],
    defaults: NDArray[np.int64],
    texts: int,
    keys: int,
    followers: NDArray[np.int32],
) -> Any:
    """Walk on from POSITION until one of the codes above has to be returned.

    `frames` (MOST_DEPTH, 3) are the open messages: number, first byte's and end's offset; with
    frames the outermost stands for the row of documents. For the other arrays see `Schema`,
    `Tables` and `NEXT_KEYS`.
    """
    origin = state[ORIGIN]
    limit = state[LIMIT]
    stop = state[STOP] + origin
    skim_to = state[SKIM_TO] + origin
    skims = state[SKIM_TO] > 0
    depth = state[DEPTH]
    p = state[POSITION] + origin
    unit = np.int64(0)  # Depth of the unit's own frame; 0 between units.
    unit_end = p
    key_before = np.int64(0)
    odd_ids = np.int64(0)
    reset_leaves(tables, slots, defaults)
    while True:
        message = frames[depth, 0]
        end = frames[depth, 2] + origin
        if unit == 0:
            state[POSITION] = p - origin
            state[DEPTH] = depth
            if skims and p >= skim_to:
                return REACHED
            if p >= stop:
                return STOPPED if p == stop else PASSED
        if p >= end:
            record = messages[message, RECORD]
            if record >= 0 and not (commit(tables, addresses, links, slots, defaults, record)):
                state[FULL_TABLE] = record
                if unit != 0:
                    roll_back(tables)
                return TABLE_FULL
            depth -= 1
            if depth < unit:
                unit = np.int64(0)
                state[ODD_IDS] += odd_ids
            continue
        if unit == 0 and p >= limit:
            state[WANTED] = p + 1 - origin
            return MORE
        edge = min(end, limit)

        if depth == 0 and state[FRAMING] != PLAIN:
            if state[FRAMING] == WORD_FRAMES:
                begins = p + 4 if p + 4 <= edge else np.int64(MALFORMED)
                length = np.int64(swap_bytes(load64(p)) >> np.uint64(32))
            else:
                length, begins = varint(p, edge)
            if begins < 0 or length < 0:
                state[WANTED] = p + 10 - origin
                return MORE if limit - p < 10 and end > limit else BROKEN
            depth = 1
            frames[1, 0] = 0
            frames[1, 1] = begins - origin
            frames[1, 2] = begins + length - origin
            p = begins
            continue

        site = np.int64(-1)
        begins = ends = np.int64(MALFORMED)
        tag, q = varint(p, edge)
        bad = q >= 0 and (tag < 8 or tag > 0xFFFFFFFF or tag & 7 > 5 or tag & 7 == 4)
        if q >= 0 and not bad:
            if tag < messages[message, TAGS]:
                site = np.int64(lookup[messages[message, FIRST_TAG] + tag])
            if tag & 7 == 2:
                length, begins = varint(q, edge)
                if begins >= 0:
                    bad = length < 0 or length > end - begins
                    ends = begins + length
            else:
                begins, ends = after_field(tag & 7, q, edge)
        if ends < 0 and not bad:
            # Cut off by the block's end, or (all of the message being here) by its own.
            if unit == 0 and end > limit and (limit - p < 20 or tag & 7 == 3):
                state[WANTED] = limit + 1 - origin
                return MORE
            bad = True

        streams = False
        if not bad and unit == 0:
            child = sites[site, CHILD] if site >= 0 else np.int64(-1)
            if child >= 0 and sites[site, CHOOSES] == 0:
                streams = messages[child, STREAM] == 1
            skipped = skims and (not streams or ends <= skim_to)
            if site < 0 or skipped:
                if site >= 0 and child >= 0 and sites[site, CAPTURE] == _REFERENCE:
                    slots[sites[site, SLOT]] = pack(
                        begins - origin, ends - begins, sites[site, DETAIL]
                    )
                p = ends
                continue
            if not streams and ends > limit:
                state[WANTED] = ends - origin
                return MORE

        if not bad and site >= 0:
            capture = sites[site, CAPTURE]
            child = sites[site, CHILD]
            if unit == 0 and not streams:
                checkpoint(tables)
                odd_ids = np.int64(0)
                key_before = np.int64(0)
            code = np.int64(_OK)
            element, element_end = begins, ends
            packed = sites[site, PACKED] == 1
            while True:
                if packed:
                    if element >= ends:
                        break
                    element_end = _element_end(capture, element, ends)
                    if element_end < 0:
                        code = np.int64(_BAD)
                        break
                if capture == _KEY:
                    found = _key_id(element, element_end - element, keys, followers, key_before)
                    if found == FULL:
                        code = np.int64(KEYS_FULL)
                        break
                    slots[sites[site, SLOT]] = found
                    key_before = found
                elif capture != 0:
                    code = np.int64(
                        _take(
                            capture,
                            sites[site, SLOT],
                            sites[site, DETAIL],
                            element,
                            element_end,
                            frames[depth, 1] + origin,
                            end,
                            origin,
                            slots,
                            texts,
                        )
                    )
                    if _is_odd_id(capture, ends - begins):
                        odd_ids += 1
                if code != _OK:
                    break
                if sites[site, COMMIT] >= 0:
                    if sites[site, CONSTANT_SLOT] >= 0:
                        slots[sites[site, CONSTANT_SLOT]] = sites[site, CONSTANT]
                    table = sites[site, COMMIT]
                    if not (commit(tables, addresses, links, slots, defaults, table)):
                        state[FULL_TABLE] = table
                        code = np.int64(TABLE_FULL)
                        break
                if not packed:
                    break
                element = element_end
            if code >= 0:
                if unit != 0 or not streams:
                    roll_back(tables)
                return code
            bad = code == _BAD
            if not bad and child >= 0:
                if sites[site, CHOOSES] == 1:
                    child = _choose(child, begins, ends, messages, lookup, sites)
                bad = child < 0 or depth + 1 >= MOST_DEPTH
                if not bad:
                    depth += 1
                    if unit == 0 and not streams:
                        unit = depth
                        unit_end = ends
                    frames[depth, 0] = child
                    frames[depth, 1] = begins - origin
                    frames[depth, 2] = ends - origin
                    if messages[child, BEGINS] == 1:
                        begin(tables, links, slots, defaults, messages[child, RECORD])
                    p = begins
                    continue
        if not bad:
            p = ends
            continue

        whole = begins >= 0 and begins <= ends and ends <= end
        if unit == 0 and depth == 0 and not whole:
            return BROKEN
        if state[DAMAGED] == 0:
            state[FIRST_DAMAGE] = p - origin
        state[DAMAGED] += 1
        if unit != 0:
            roll_back(tables)
            reset_leaves(tables, slots, defaults)
            depth = unit - 1
            unit = np.int64(0)
            p = unit_end
        else:
            p = ends if whole else end
