"""The strict walk over glue: everything between two captured scalars, byte by byte, by the schema.

Glue is what repeats: brackets, commas, keys. `json_walker` remembers glue it has seen per site and
only calls this when it meets something new.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import equal_bytes
from perfview.kernels.jit import inlined
from perfview.kernels.json_scan import past_space, starts_bare, string_end
from perfview.kernels.json_schema import (
    AFTER,
    BETWEEN,
    CHILD_ARRAY,
    CHILD_OBJECT,
    COLON,
    ELEMENT,
    FIRST_ELEMENT,
    FIRST_KEY,
    HASH_FACTOR,
    IS_MAP,
    IS_OBJECT,
    KEY,
    KEY_LENGTH,
    KEY_ROOM,
    KEY_SITE,
    KEY_SLOTS,
    LENIENT,
    LONGEST_ESCAPED,
    LONGEST_KEY,
    PARENT,
    PLACE_SLOT,
    RECORD,
    VALUE,
    VALUE_SITE,
    site_field,
    state_field,
)
from perfview.kernels.memory import load8, load64, load_signed
from perfview.kernels.unescaping import unescape

STRING, BARE, CONTAINER, PAUSE, END, NEED, ERROR = range(7)
"""What stands after the glue: a captured value, a pause in it, or the end in three ways."""

MOST_ACTS = 28
"""Acts of one stretch of glue; more than that are taken in several."""

_U = np.uint64
_FACTOR = _U(HASH_FACTOR)


@inlined
def _site_of_key(p, length, state, keys, key_bytes, sites, states):  # type: ignore[no-untyped-def]
    """The site of the value behind this key of an object; the unknown key's when it has none."""
    unknown = state_field(states, state, VALUE_SITE)
    if length <= 0 or length > LONGEST_KEY:
        return unknown
    word = load64(p)
    if length < 8:
        word &= (_U(1) << _U(8 * length)) - _U(1)
    at = np.int64(((word ^ _U(length)) * _FACTOR) >> _U(58))
    while True:
        site = load_signed(keys + 8 * (state * KEY_SLOTS + at))
        if site < 0:
            return unknown
        if site_field(sites, site, KEY_LENGTH) == length and equal_bytes(
            p, key_bytes + site * KEY_ROOM, length
        ):
            return site
        at = (at + 1) & (KEY_SLOTS - 1)


@inlined
def walk_glue(  # type: ignore[no-untyped-def]
    p, end, site, state, mode, states, sites, keys, key_bytes, scratch, acts
):
    """Walk from (state, mode) to the next value -> (kind, p, site, acts, state, mode).

    `p` is then the first byte of the value, of a string's content, or of what is wrong. `acts`
    takes a row (offset from the start, state * 2, + 1 at its end) for each object with side
    effects that begins or ends on the way. `scratch` is the address of room for an unescaped key.
    """
    start = p
    count = 0
    while True:
        p = past_space(p, end)
        if p >= end:
            return (END if mode == BETWEEN else NEED), p, site, count, state, mode
        if count >= MOST_ACTS:
            return PAUSE, p, site, count, state, mode
        c = load8(p)
        if mode == VALUE:
            if c == 0x7B and site_field(sites, site, CHILD_OBJECT) >= 0:
                state = site_field(sites, site, CHILD_OBJECT)
                mode = FIRST_KEY
                if (
                    state_field(states, state, RECORD) >= 0
                    or state_field(states, state, PLACE_SLOT) >= 0
                ):
                    acts[count, 0] = p - start
                    acts[count, 1] = state * 2
                    count += 1
                p += 1
            elif c == 0x5B and site_field(sites, site, CHILD_ARRAY) >= 0:
                state = site_field(sites, site, CHILD_ARRAY)
                mode = FIRST_ELEMENT
                p += 1
            elif c in (0x7B, 0x5B):
                return CONTAINER, p, site, count, state, mode
            elif c == 0x22:
                return STRING, p + 1, site, count, state, mode
            elif starts_bare(c):
                return BARE, p, site, count, state, mode
            else:
                return ERROR, p, site, count, state, mode
        elif mode == AFTER:
            is_object = state_field(states, state, IS_OBJECT) != 0
            if c == 0x2C:
                p += 1
                if state_field(states, state, LENIENT) != 0:
                    mode = FIRST_ELEMENT
                else:
                    mode = KEY if is_object else VALUE
                    site = site if is_object else state_field(states, state, ELEMENT)
            elif (c == 0x7D and is_object) or (c == 0x5D and not is_object):
                if state_field(states, state, RECORD) >= 0:
                    acts[count, 0] = p - start
                    acts[count, 1] = state * 2 + 1
                    count += 1
                p += 1
                state = state_field(states, state, PARENT)
                mode = AFTER if state >= 0 else BETWEEN
            else:
                return ERROR, p, site, count, state, mode
        elif mode in (KEY, FIRST_KEY):
            if c == 0x7D and mode == FIRST_KEY:
                mode = AFTER
            elif c != 0x22:
                return ERROR, p, site, count, state, mode
            elif state_field(states, state, IS_MAP) != 0:
                return STRING, p + 1, state_field(states, state, KEY_SITE), count, state, mode
            else:
                q, escaped = string_end(p + 1, end)
                if q < 0:
                    return NEED, p, site, count, state, mode
                key = p + 1
                length = q - key
                if escaped != 0 and length <= LONGEST_ESCAPED:
                    length = unescape(key, length, scratch)
                    key = scratch
                site = _site_of_key(key, length, state, keys, key_bytes, sites, states)
                p = past_space(q + 1, end)
                if p >= end:
                    return NEED, p, site, count, state, COLON
                if load8(p) != 0x3A:
                    return ERROR, p, site, count, state, COLON
                p += 1
                mode = VALUE
        elif mode == COLON:
            if c != 0x3A:
                return ERROR, p, site, count, state, mode
            p += 1
            site = state_field(states, state, VALUE_SITE)
            mode = VALUE
        elif mode == FIRST_ELEMENT:
            if c == 0x5D:
                mode = AFTER
            else:
                mode = VALUE
                site = state_field(states, state, ELEMENT)
        else:
            if c != 0x7B and c != 0x5B:
                return ERROR, p, site, count, state, mode
            site = 0
            state = np.int64(-1)
            mode = VALUE
