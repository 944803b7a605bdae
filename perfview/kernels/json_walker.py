"""The schema-driven JSON walker: bytes of a block to rows of tables, as fast as they are read.

It alternates *glue* (brackets, commas, keys: `json_glue`) with captures of single values. Glue
repeats, so what followed a site is remembered per site: the same bytes after the same site lead to
the same place with the same acts, which makes the memory an exact cache of the strict walk.

Reading stops anywhere by going back to the last checkpoint, the start of a record: at the end of
a block, when a table or an interner is full, and where a second worker has taken over.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import D_ENTRIES, FULL, equal_bytes, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_capture import (
    ID8_CAPTURE,
    ID16_CAPTURE,
    KEY_CAPTURE,
    capture_bare,
    capture_container,
    capture_string,
)
from perfview.kernels.json_glue import (
    BARE,
    CONTAINER,
    END,
    ERROR,
    NEED,
    PAUSE,
    STRING,
    walk_glue,
)
from perfview.kernels.json_scan import bare_length, container_end, starts_bare, string_end
from perfview.kernels.json_schema import (
    BETWEEN,
    CAPTURE,
    CHILD_ARRAY,
    CHILD_OBJECT,
    COMMIT,
    CONSTANT,
    CONSTANT_SLOT,
    MODE,
    PLACE_SLOT,
    RECORD,
    SITE,
    SLOT,
    STATE,
    VALUE,
)
from perfview.kernels.memory import differ32, load8, load_signed
from perfview.kernels.numbers import hex16, is_hex16, is_hex32
from perfview.kernels.references import JSON, LONGEST, pack
from perfview.kernels.tables import (
    RESUMABLE,
    begin,
    checkpoint,
    commit,
    reset_leaves,
    roll_back,
)

(
    AT,
    STOP_AT,
    SHIFT,
    CHECK_AT,
    CHECK_SITE,
    FINAL,
    TAKEN_OVER,
    WRONG_AT,
    WRONG_MODE,
    WRONG_STATE,
    FULL_TABLE,
    MISSES,
    MEMO,
    MACHINE_FIELDS,
) = range(14)
"""The machine (int64): address to read from and where the block ends, offset less address, the
last checkpoint, whether nothing follows the block, from which offset another worker reads, what
was wrong where, which table is full, glue met anew, whether to remember glue."""

FINISHED, MORE, WRONG, ROWS_FULL, TEXTS_FULL, KEYS_FULL, TAKEN = range(7)
"""What `walk` returns: documents ended with the block, more bytes needed, malformed, ..."""

WAYS, GLUE_ROOM, ACTS_KEPT = 4, 256, 4
MEMO_LENGTH, MEMO_KIND, MEMO_SITE, MEMO_ACTS, MEMO_FIELDS = 0, 1, 2, 3, 12
"""A memo entry: length of the glue, kind and site behind it, number of acts and the acts."""

KEY_TEXT_ROOM = 64

_U = np.uint64
_ALL = _U(0xFFFFFFFFFFFFFFFF)
_PATIENCE, _SAMPLE = 64, 31


@inlined
def _same(p, known, mask):  # type: ignore[no-untyped-def]
    """Whether the bytes under the mask (64) are the same at both places."""
    if differ32(p, known) & mask != _U(0):
        return False
    high = mask >> _U(32)
    return high == _U(0) or differ32(p + 32, known + 32) & high == _U(0)


@inlined
def _recall(p, end, site, memo, masks, glue):  # type: ignore[no-untyped-def]
    """The memo entry of the glue that stands here, or -1."""
    first = site * WAYS
    for e in range(first, first + WAYS):
        if masks[e] != _U(0) and _same(p, glue + e * GLUE_ROOM, masks[e]):
            length = memo[e, MEMO_LENGTH]
            if p + length > end:
                return np.int64(-1)
            if length <= 64 or equal_bytes(p + 64, glue + e * GLUE_ROOM + 64, length - 64):
                return np.int64(e)
            return np.int64(-1)
    return np.int64(-1)


@inlined
def _remember(p, length, kind, site, next_site, count, acts, memo, masks, glue, tries):  # type: ignore[no-untyped-def]
    """Keep this glue in a free entry of its site, or in place of another."""
    if length > GLUE_ROOM or count > ACTS_KEPT:
        return
    tries[site] += 1
    tried = tries[site]
    if tried > _PATIENCE and tried & _SAMPLE != 0:
        return
    first = site * WAYS
    e = first
    while e < first + WAYS and masks[e] != _U(0):
        e += 1
    if e == first + WAYS:
        e = first + (((tried >> 5) + tried) & (WAYS - 1))
    memo[e, MEMO_LENGTH] = length
    memo[e, MEMO_KIND] = kind
    memo[e, MEMO_SITE] = next_site
    memo[e, MEMO_ACTS] = count
    for i in range(count):
        memo[e, MEMO_ACTS + 1 + 2 * i] = acts[i, 0]
        memo[e, MEMO_ACTS + 2 + 2 * i] = acts[i, 1]
    masks[e] = _ALL if length >= 64 else (_U(1) << _U(length)) - _U(1)
    for i in range(length):
        glue[e * GLUE_ROOM + i] = load8(p + i)


@inlined
def _predicted_key(p, end, last, following, key_masks, key_texts, keys):  # type: ignore[no-untyped-def]
    """(id, length) of the key here when it followed the last key before, else (-1, 0)."""
    for way in range(2):
        k = following[last, way]
        if key_masks[k] != _U(0) and _same(p, key_texts + k * KEY_TEXT_ROOM, key_masks[k]):
            length = load_signed(load_signed(keys + 8 * D_ENTRIES) + 24 * k + 16)
            if p + length < end:
                if way == 1:
                    following[last, 1] = following[last, 0]
                    following[last, 0] = k
                return k, length
    return np.int64(-1), np.int64(0)


@inlined
def _learn_key(p, length, k, last, following, key_masks, key_texts):  # type: ignore[no-untyped-def]
    """Note that key k, written here with its closing quotation mark, followed the last key."""
    if key_masks[k] == _U(0) and length < KEY_TEXT_ROOM - 1:
        for i in range(length + 1):
            key_texts[k * KEY_TEXT_ROOM + i] = load8(p + i)
        key_masks[k] = (_U(1) << _U(length + 1)) - _U(1)
    following[last, 1] = following[last, 0]
    following[last, 0] = k


@kernel(
    "int64(int64[::1], int64[:,::1], int64[:,::1], int64[:,::1], uint8[:,::1], uint64[:,::1],"
    " int64[:,::1], uint64[::1], uint8[::1], int64[::1], int64[:,::1],"
    " int64[:,::1], int64[::1], int64[:,::1], int64[::1], int64[::1],"
    " int64, int64, int64[:,::1], uint64[::1], uint8[::1], uint8[::1])",
    _nrt=False,
)
def walk(  # type: ignore[no-untyped-def]
    machine,
    states,
    sites,
    schema_keys,
    schema_key_bytes,
    names,
    memo,
    masks,
    glue,
    tries,
    acts,
    tables,
    addresses,
    links,
    slots,
    defaults,
    texts,
    keys,
    following,
    key_masks,
    key_texts,
    scratch,
):
    """Read from `machine[AT]` until the block ends or something stops it; see FINISHED and others.

    Afterwards `machine[AT]` and `machine[CHECK_SITE]` say where to read on, except after WRONG, or
    after MORE at the end of everything: then all whole records are kept and AT is the place.
    """
    p = machine[AT]
    end = machine[STOP_AT]
    shift = machine[SHIFT]
    site = machine[CHECK_SITE]
    check_at = p
    check_site = site
    state = sites[site, STATE] if site > 0 else np.int64(-1)
    mode = np.int64(VALUE if site > 0 else BETWEEN)
    machine[WRONG_MODE] = VALUE
    strict = True
    record_open = True
    last_key = np.int64(0)
    result = np.int64(-1)
    schema_key_at = np.int64(schema_key_bytes.ctypes.data)
    glue_at = np.int64(glue.ctypes.data)
    key_text_at = np.int64(key_texts.ctypes.data)
    scratch_at = np.int64(scratch.ctypes.data)
    remembers = machine[MEMO] != 0
    reset_leaves(tables, slots, defaults)
    checkpoint(tables)
    while True:
        start = p
        entry = np.int64(-1)
        if remembers and not strict:
            entry = _recall(p, end, site, memo, masks, glue_at)
        if entry >= 0:
            p += memo[entry, MEMO_LENGTH]
            kind = memo[entry, MEMO_KIND]
            site = memo[entry, MEMO_SITE]
            count = memo[entry, MEMO_ACTS]
        else:
            machine[MISSES] += 1
            if not strict:
                state = sites[site, STATE]
                mode = sites[site, MODE]
            kind, p, next_site, count, state, mode = walk_glue(
                p,
                end,
                site,
                state,
                mode,
                states,
                sites,
                schema_keys,
                schema_key_at,
                scratch_at,
                acts,
            )
            if kind in (NEED, ERROR):
                # What ended before the wrong place is whole: its acts still count.
                machine[WRONG_AT] = p + shift
                machine[WRONG_MODE] = mode
                machine[WRONG_STATE] = state
                result = np.int64(MORE if kind == NEED else WRONG)
            elif remembers and not strict and kind <= CONTAINER:
                length = p - start
                _remember(
                    start, length, kind, site, next_site, count, acts, memo, masks, glue, tries
                )
            site = next_site
            strict = kind == PAUSE
        for i in range(count):
            if entry >= 0:
                act_at = start + memo[entry, MEMO_ACTS + 1 + 2 * i]
                act = memo[entry, MEMO_ACTS + 2 + 2 * i]
            else:
                act_at = start + acts[i, 0]
                act = acts[i, 1]
            acting = act >> 1
            table = states[acting, RECORD]
            if act & 1 != 0:
                if not commit(tables, addresses, links, slots, defaults, table):
                    machine[FULL_TABLE] = table
                    result = np.int64(ROWS_FULL)
                    break
                if tables[table, RESUMABLE] != 0:
                    record_open = False
                continue
            if table >= 0 and tables[table, RESUMABLE] != 0:
                check_at = act_at
                check_site = states[acting, SITE]
                checkpoint(tables)
                record_open = True
                last_key = np.int64(0)
                if act_at + shift >= machine[TAKEN_OVER]:
                    result = np.int64(TAKEN)
                    break
                begin(tables, links, slots, defaults, table)
            if states[acting, PLACE_SLOT] >= 0:
                slots[states[acting, PLACE_SLOT]] = pack(act_at + shift, LONGEST, JSON)
        if result >= 0:
            break
        capture = sites[site, CAPTURE]
        if kind == STRING:
            if capture == KEY_CAPTURE:
                k, length = _predicted_key(
                    p, end, last_key, following, key_masks, key_text_at, keys
                )
                if k >= 0:
                    slots[sites[site, SLOT]] = k
                    last_key = k
                    p += length + 1
                    continue
            elif capture == ID8_CAPTURE:
                if is_hex16(p) and p + 16 < end:
                    slots[sites[site, SLOT]] = np.int64(hex16(p))
                    p += 17
                    continue
            elif capture == ID16_CAPTURE and is_hex32(p) and p + 32 < end:
                slots[sites[site, SLOT]] = np.int64(hex16(p))
                slots[sites[site, SLOT] + 1] = np.int64(hex16(p + 16))
                p += 33
                continue
            q, escaped = string_end(p, end)
            if q < 0:
                result = np.int64(MORE)
                break
            if capture == KEY_CAPTURE:
                k = intern(p, q - p, keys)
                if k == FULL or k >= key_masks.size:
                    result = np.int64(KEYS_FULL)
                    break
                _learn_key(p, q - p, k, last_key, following, key_masks, key_texts)
                slots[sites[site, SLOT]] = k
                last_key = k
            elif not capture_string(
                p, q - p, escaped, sites, site, slots, names, shift, texts, scratch_at
            ):
                result = np.int64(TEXTS_FULL)
                break
            p = q + 1
        elif kind == BARE:
            if not starts_bare(load8(p)):
                # Remembered glue led here, but this time the value is of another type.
                strict = True
                state = sites[site, STATE]
                mode = np.int64(VALUE)
                continue
            length = bare_length(p)
            if p + length >= end:
                result = np.int64(MORE)
                break
            capture_bare(p, length, sites, site, slots, shift)
            p += length
        elif kind == CONTAINER:
            c = load8(p)
            walked = sites[site, CHILD_OBJECT] if c == 0x7B else sites[site, CHILD_ARRAY]
            if (c != 0x7B and c != 0x5B) or walked >= 0:
                strict = True
                state = sites[site, STATE]
                mode = np.int64(VALUE)
                continue
            q = p + 2 if load8(p + 1) == c + 2 else container_end(p, end)
            if q < 0 or q > end:
                result = np.int64(MORE)
                break
            if q - p == 2 and sites[site, CONSTANT_SLOT] >= 0:
                p = q
                continue
            capture_container(p, q - p, sites, site, slots, shift)
            p = q
        elif kind == END:
            result = np.int64(FINISHED)
            break
        if kind <= CONTAINER and sites[site, COMMIT] >= 0:
            if sites[site, CONSTANT_SLOT] >= 0:
                slots[sites[site, CONSTANT_SLOT]] = sites[site, CONSTANT]
            if not commit(tables, addresses, links, slots, defaults, sites[site, COMMIT]):
                machine[FULL_TABLE] = sites[site, COMMIT]
                result = np.int64(ROWS_FULL)
                break
    if result == FINISHED:
        machine[AT] = p
        machine[CHECK_SITE] = 0
        return result
    if result == MORE:
        machine[WRONG_AT] = end + shift
    last = result == WRONG or (result == MORE and machine[FINAL] != 0)
    machine[AT] = p if last and not record_open else check_at
    machine[CHECK_SITE] = check_site
    if not last or record_open:
        roll_back(tables)
    return result
