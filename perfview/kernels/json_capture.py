"""Putting one JSON value into its slot."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import FULL, hash_bytes, intern
from perfview.kernels.jit import inlined
from perfview.kernels.json_schema import (
    CAPTURE,
    COUNT,
    DETAIL,
    LONGEST_ESCAPED,
    SLOT,
    Capture,
    site_field,
)
from perfview.kernels.memory import load8
from perfview.kernels.moments import parse_moment
from perfview.kernels.numbers import digits, only_digits, parse_id, parse_number
from perfview.kernels.references import BARE, ESCAPED_TEXT, JSON, TEXT, pack
from perfview.kernels.unescaping import unescape

TEXT_CAPTURE, KEY_CAPTURE, NUMBER_CAPTURE = int(Capture.TEXT), int(Capture.KEY), int(Capture.NUMBER)
ID8_CAPTURE, ID16_CAPTURE = int(Capture.ID8), int(Capture.ID16)
NAME_CAPTURE, REFERENCE_CAPTURE = int(Capture.NAME), int(Capture.REFERENCE)
TIME_CAPTURE = int(Capture.TIME)
WORD_CAPTURE, BYTE_CAPTURE = int(Capture.WORD), int(Capture.BYTE)

_NULL = 0x6E
"""The first byte of null, and of nothing else that is bare."""

_U = np.uint64


@inlined
def _reference_type(sites, site, kind):  # type: ignore[no-untyped-def]
    return kind if site_field(sites, site, DETAIL) < 0 else site_field(sites, site, DETAIL)


@inlined
def _capture_name(p, length, sites, site, slots, names):  # type: ignore[no-untyped-def]
    if only_digits(p, length):
        slots[site_field(sites, site, SLOT)] = np.int64(digits(p, length))
        return
    h = hash_bytes(p, length)
    first = site_field(sites, site, DETAIL)
    for i in range(first, first + site_field(sites, site, COUNT)):
        if names[i, 0] == h:
            slots[site_field(sites, site, SLOT)] = np.int64(names[i, 1])


@inlined
def capture_string(  # type: ignore[no-untyped-def]
    p, length, escaped, sites, site, slots, names, shift, texts, scratch
):
    """Capture a string's content (any capture but KEY); False when `texts` is full.

    `scratch` is the address of room for `LONGEST_ESCAPED` bytes: numbers, ids and names are read
    with their escapes resolved, texts and references keep them.
    """
    capture = site_field(sites, site, CAPTURE)
    slot = site_field(sites, site, SLOT)
    if capture == REFERENCE_CAPTURE:
        kind = _reference_type(sites, site, ESCAPED_TEXT if escaped != 0 else TEXT)
        slots[slot] = pack(p + shift, length, kind)
        return True
    if capture in (TEXT_CAPTURE, WORD_CAPTURE):
        index = intern(p, length, texts)
        if index == FULL:
            return False
        slots[slot] = index
        return True
    if escaped != 0 and length <= LONGEST_ESCAPED:
        length = unescape(p, length, scratch)
        p = scratch
    if capture == NUMBER_CAPTURE:
        cut = site_field(sites, site, COUNT) == 1
        fits, value = parse_number(p, length, site_field(sites, site, DETAIL), cut)
        if fits:
            slots[slot] = value
    elif capture == TIME_CAPTURE:
        fits, value = parse_moment(p, length, site_field(sites, site, DETAIL))
        if fits:
            slots[slot] = value
    elif capture == NAME_CAPTURE:
        _capture_name(p, length, sites, site, slots, names)
    elif capture == ID16_CAPTURE:
        high, low = parse_id(p, length, 16)
        slots[slot] = np.int64(high)
        slots[slot + 1] = np.int64(low)
    elif capture == ID8_CAPTURE:
        _, low = parse_id(p, length, 8)
        slots[slot] = np.int64(low)
    elif capture == BYTE_CAPTURE:
        slots[slot] = np.int64(load8(p)) if length > 0 else np.int64(0)
    return True


@inlined
def capture_bare(p, length, sites, site, slots, shift, texts):  # type: ignore[no-untyped-def]
    """Capture a number, true, false or null; False when `texts` is full."""
    capture = site_field(sites, site, CAPTURE)
    if capture == REFERENCE_CAPTURE:
        slots[site_field(sites, site, SLOT)] = pack(p + shift, length, BARE)
    elif capture == WORD_CAPTURE and load8(p) != _NULL:
        index = intern(p, length, texts)
        if index == FULL:
            return False
        slots[site_field(sites, site, SLOT)] = index
    elif capture == BYTE_CAPTURE and load8(p) != _NULL:
        slots[site_field(sites, site, SLOT)] = np.int64(load8(p))
    elif capture >= NUMBER_CAPTURE and load8(p) <= 57:
        scaled = capture in (NUMBER_CAPTURE, TIME_CAPTURE)
        cut = scaled and site_field(sites, site, COUNT) == 1
        scale = site_field(sites, site, DETAIL) if scaled else np.int64(0)
        fits, value = parse_number(p, length, scale, cut)
        if fits:
            place = site_field(sites, site, SLOT) + (1 if capture == ID16_CAPTURE else 0)
            slots[place] = value
    return True


@inlined
def capture_container(p, length, sites, site, slots, shift):  # type: ignore[no-untyped-def]
    """Capture an array or object as a whole."""
    if site_field(sites, site, CAPTURE) == REFERENCE_CAPTURE:
        slots[site_field(sites, site, SLOT)] = pack(p + shift, length, JSON)
