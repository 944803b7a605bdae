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

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import load8, load64, swap_bytes
from perfview.kernels.protobuf_capture import (
    BAD,
    DONE,
    OTHERWISE,
    TABLE_FULL,
    take_field,
    take_pair,
)
from perfview.kernels.protobuf_schema import (
    BEGINS,
    CAPTURE,
    CHILD,
    CHOOSES,
    DETAIL,
    FIRST_TAG,
    PAIR,
    RECORD,
    SLOT,
    STREAM,
    TAGS,
    Capture,
)
from perfview.kernels.protobuf_schema import OTHERWISE as BY_DEFAULT
from perfview.kernels.protobuf_wire import MALFORMED, after_field, varint
from perfview.kernels.references import pack
from perfview.kernels.tables import begin, checkpoint, commit, reset_leaves, roll_back

MOST_DEPTH = 32
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

(MORE, STOPPED, PASSED, REACHED) = range(4)
BROKEN = 7
"""What `walk` returns: more bytes wanted from POSITION on; at STOP, or past it without having met
it; at or past SKIM_TO; grow, then go on; the outermost structure makes no sense at POSITION."""

_REFERENCE = int(Capture.REFERENCE)


@inlined
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
    return messages[choice, BY_DEFAULT]


@inlined
def _count_damage(state, offset):  # type: ignore[no-untyped-def]
    if state[DAMAGED] == 0:
        state[FIRST_DAMAGE] = offset
    state[DAMAGED] += 1


@inlined
def _unit(  # type: ignore[no-untyped-def]
    message,
    begins,
    ends,
    base,
    origin,
    state,
    frames,
    messages,
    sites,
    lookup,
    tables,
    addresses,
    links,
    slots,
    defaults,
    texts,
    keys,
    followers,
):
    """Walk a message that is wholly in memory, with all that is in it. Returns a code."""
    depth = base
    p, start, end = begins, begins, ends
    before = np.int64(0)
    odd_ids = np.int64(0)
    first, tags = messages[message, FIRST_TAG], messages[message, TAGS]
    if messages[message, BEGINS] == 1:
        begin(tables, links, slots, defaults, messages[message, RECORD])
    while True:
        if p >= end:
            record = messages[message, RECORD]
            if record >= 0 and not (commit(tables, addresses, links, slots, defaults, record)):
                state[FULL_TABLE] = record
                return np.int64(TABLE_FULL)
            if depth == base:
                state[ODD_IDS] += odd_ids
                return np.int64(DONE)
            depth -= 1
            message, start, end = frames[depth, 0], frames[depth, 1], frames[depth, 2]
            first, tags = messages[message, FIRST_TAG], messages[message, TAGS]
            continue
        tag = load8(p)
        q = p + 1
        if tag > 127:
            tag, q = varint(p, end)
            if q < 0 or tag > 0xFFFFFFFF:
                return np.int64(BAD)
        if tag < 8:
            return np.int64(BAD)
        value, after = after_field(tag & 7, q, end)
        if after < 0:
            return np.int64(BAD)
        p = after
        if tag >= tags:
            continue
        site = np.int64(lookup[first + tag])
        if site < 0:
            continue
        child = sites[site, CHILD]
        if child >= 0 and messages[child, PAIR] >= 0:
            code, before = take_pair(
                child,
                messages[child, PAIR],
                value,
                after,
                origin,
                messages,
                sites,
                lookup,
                tables,
                addresses,
                keys,
                followers,
                before,
            )
            if code >= 0:
                state[FULL_TABLE] = messages[child, RECORD]
                return code
            if code != OTHERWISE:
                continue
        if sites[site, CAPTURE] != 0:
            code, before, table, odd = take_field(
                sites,
                site,
                value,
                after,
                start,
                end,
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
            )
            odd_ids += odd
            if code != DONE:
                state[FULL_TABLE] = table
                return code
        if child >= 0:
            if sites[site, CHOOSES] == 1:
                child = _choose(child, value, after, messages, lookup, sites)
            if child < 0 or depth + 1 >= MOST_DEPTH:
                return np.int64(BAD)
            frames[depth, 0], frames[depth, 1], frames[depth, 2] = message, start, end
            depth += 1
            message, start, end = child, value, after
            p = value
            first, tags = messages[message, FIRST_TAG], messages[message, TAGS]
            if messages[message, BEGINS] == 1:
                begin(tables, links, slots, defaults, messages[message, RECORD])


@kernel(
    "int64(int64[::1], int64[:,::1], int64[:,::1], int64[:,::1], int32[::1], int64[:,::1],"
    " int64[::1], int64[:,::1], int64[::1], int64[::1], int64, int64, int32[:,::1])",
    _nrt=False,
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
    reset_leaves(tables, slots, defaults)
    while True:
        message = frames[depth, 0]
        end = frames[depth, 2] + origin
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
                return TABLE_FULL
            depth -= 1
            continue
        if p >= limit:
            state[WANTED] = p + 1 - origin
            return MORE
        edge = min(end, limit)

        if depth == 0 and state[FRAMING] != PLAIN:
            if state[FRAMING] == WORD_FRAMES:
                value = p + 4 if p + 4 <= edge else np.int64(MALFORMED)
                length = np.int64(swap_bytes(load64(p)) >> np.uint64(32))
            else:
                length, value = varint(p, edge)
            if value < 0 or length < 0:
                state[WANTED] = limit + 1 - origin
                return MORE if limit - p < 10 else BROKEN
            depth = 1
            frames[1, 0] = 0
            frames[1, 1] = value - origin
            frames[1, 2] = value + length - origin
            p = value
            continue

        value = after = np.int64(MALFORMED)
        tag, q = varint(p, edge)
        wrong = q >= 0 and (tag < 8 or tag > 0xFFFFFFFF)
        if q >= 0 and not wrong and tag & 7 == 2:
            length, value = varint(q, edge)
            if value >= 0:
                wrong = length < 0 or length > end - value
                after = value + length
        elif q >= 0 and not wrong:
            value, after = after_field(tag & 7, q, edge)
        if after < 0 and not wrong and end > limit and (limit - p < 20 or tag & 7 == 3):
            state[WANTED] = limit + 1 - origin
            return MORE
        if after < 0 or wrong:
            if depth == 0:
                return BROKEN
            _count_damage(state, p - origin)
            p = end
            continue

        site = np.int64(-1)
        if tag < messages[message, TAGS]:
            site = np.int64(lookup[messages[message, FIRST_TAG] + tag])
        if site < 0:
            p = after
            continue
        child = sites[site, CHILD]
        streams = child >= 0 and sites[site, CHOOSES] == 0 and messages[child, STREAM] == 1
        if skims and (not streams or after <= skim_to):
            if sites[site, CAPTURE] == _REFERENCE:
                slots[sites[site, SLOT]] = pack(value - origin, after - value, sites[site, DETAIL])
            p = after
            continue
        if not streams and after > limit:
            state[WANTED] = after - origin
            return MORE
        checkpoint(tables)
        code, _, table, odd = take_field(
            sites,
            site,
            value,
            after,
            frames[depth, 1] + origin,
            end,
            origin,
            tables,
            addresses,
            links,
            slots,
            defaults,
            texts,
            keys,
            followers,
            np.int64(0),
        )
        if code >= 0:
            state[FULL_TABLE] = table
        if code == DONE and streams:
            if depth + 1 >= MOST_DEPTH:
                return BROKEN
            depth += 1
            frames[depth, 0] = child
            frames[depth, 1] = value - origin
            frames[depth, 2] = after - origin
            if messages[child, BEGINS] == 1:
                begin(tables, links, slots, defaults, messages[child, RECORD])
            p = value
            continue
        if code == DONE and child >= 0:
            if sites[site, CHOOSES] == 1:
                child = _choose(child, value, after, messages, lookup, sites)
            code = np.int64(BAD)
            if child >= 0:
                code = _unit(
                    child,
                    value,
                    after,
                    depth + 1,
                    origin,
                    state,
                    frames,
                    messages,
                    sites,
                    lookup,
                    tables,
                    addresses,
                    links,
                    slots,
                    defaults,
                    texts,
                    keys,
                    followers,
                )
        if code != DONE:
            roll_back(tables)
            if code >= 0:
                return code
            reset_leaves(tables, slots, defaults)
            _count_damage(state, p - origin)
        elif odd:
            state[ODD_IDS] += odd
        p = after
