"""The schema-driven JSON walker: bytes of a block to rows of tables, as fast as they are read.

It alternates *glue* (brackets, commas, keys: `json_glue`) with captures of single values. Glue
repeats, so what followed a site is remembered per site: the same bytes after the same site lead to
the same place with the same acts, which makes the memory an exact cache of the strict walk.

Reading stops anywhere by going back to the last checkpoint, the start of a record: at the end of
a block, when a table or an interner is full, and where a second worker has taken over.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import FULL, intern
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.json_capture import (
    ID8_CAPTURE,
    ID16_CAPTURE,
    KEY_CAPTURE,
    REFERENCE_CAPTURE,
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
from perfview.kernels.json_memory import (
    MEMO_ACTS,
    MEMO_BYTES,
    MEMO_KIND,
    MEMO_LENGTH,
    MEMO_SITE,
    learn_key,
    predicted_key,
    recall,
    remember,
)
from perfview.kernels.json_scan import (
    bare_length,
    container_end,
    is_space,
    starts_bare,
    string_end,
)
from perfview.kernels.json_schema import (
    BETWEEN,
    CAPTURE,
    CHILD_ARRAY,
    CHILD_OBJECT,
    COMMIT,
    CONSTANT,
    CONSTANT_SLOT,
    FIRST_ELEMENT,
    MODE,
    PLACE_SLOT,
    RECORD,
    SITE,
    SLOT,
    STATE,
    VALUE,
    site_field,
    state_field,
)
from perfview.kernels.memory import load8, load_signed
from perfview.kernels.numbers import hex16, is_hex16, is_hex32
from perfview.kernels.references import JSON, LONGEST, pack
from perfview.kernels.tables import (
    begin,
    checkpoint,
    commit,
    is_resumable,
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


@inlined
def _opens_list(p):  # type: ignore[no-untyped-def]
    """Whether an opening bracket stands before `p`: an empty list may end there."""
    p -= 1
    while is_space(load8(p)):
        p -= 1
    return load8(p) == 0x5B


@kernel(
    "int64(int64[::1], int64[:,::1], int64[:,::1], int64[:,::1], uint8[:,::1], uint64[:,::1],"
    " int64[:,::1], uint64[::1], uint8[::1], int64[::1], int64[:,::1],"
    " int64[:,::1], int64[::1], int64[:,::1], int64[::1], int64[::1],"
    " int64, int64, int64[:,::1], uint64[::1], uint8[::1], uint8[::1])",
    _nrt=False,
)
def walk(  # type: ignore[no-untyped-def]
    machine,
    all_states,
    all_sites,
    schema_keys,
    schema_key_bytes,
    names,
    all_memo,
    all_masks,
    all_glue,
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
    after MORE at the end of everything: then all whole records are kept, AT is the place and
    CHECK_AT where the last record before it began.
    """
    states = np.int64(all_states.ctypes.data)
    sites = np.int64(all_sites.ctypes.data)
    memo = np.int64(all_memo.ctypes.data)
    masks = np.int64(all_masks.ctypes.data)
    glue = np.int64(all_glue.ctypes.data)
    p = machine[AT]
    end = machine[STOP_AT]
    shift = machine[SHIFT]
    site = machine[CHECK_SITE]
    check_at = p
    check_site = site
    state = site_field(sites, site, STATE) if site > 0 else np.int64(-1)
    mode = np.int64(VALUE if site > 0 else BETWEEN)
    machine[WRONG_MODE] = VALUE
    strict = True
    record_open = True
    last_key = np.int64(0)
    result = np.int64(-1)
    schema_keys_at = np.int64(schema_keys.ctypes.data)
    schema_key_at = np.int64(schema_key_bytes.ctypes.data)
    key_text_at = np.int64(key_texts.ctypes.data)
    scratch_at = np.int64(scratch.ctypes.data)
    remembers = machine[MEMO] != 0
    reset_leaves(tables, slots, defaults)
    checkpoint(tables)
    while True:
        start = p
        entry = np.int64(-1)
        if remembers and not strict:
            entry = recall(p, end, site, memo, masks, glue)
        if entry >= 0:
            remembered = memo + entry * MEMO_BYTES
            p += load_signed(remembered + 8 * MEMO_LENGTH)
            kind = load_signed(remembered + 8 * MEMO_KIND)
            site = load_signed(remembered + 8 * MEMO_SITE)
            count = load_signed(remembered + 8 * MEMO_ACTS)
            act_row = remembered + 8 * MEMO_ACTS + 8
        else:
            machine[MISSES] += 1
            act_row = np.int64(acts.ctypes.data)
            if not strict:
                state = site_field(sites, site, STATE)
                mode = site_field(sites, site, MODE)
            kind, p, next_site, count, state, mode = walk_glue(
                p,
                end,
                site,
                state,
                mode,
                states,
                sites,
                schema_keys_at,
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
                remember(
                    start, length, kind, site, next_site, count, acts, memo, masks, glue, tries
                )
            site = next_site
            strict = kind == PAUSE
        for _ in range(count):
            act_at = start + load_signed(act_row)
            act = load_signed(act_row + 8)
            act_row += 16
            acting = act >> 1
            table = state_field(states, acting, RECORD)
            if act & 1 != 0:
                if not commit(tables, addresses, links, slots, defaults, table):
                    machine[FULL_TABLE] = table
                    result = np.int64(ROWS_FULL)
                    break
                if is_resumable(tables, table):
                    record_open = False
                continue
            if table >= 0 and is_resumable(tables, table):
                check_at = act_at
                check_site = state_field(states, acting, SITE)
                checkpoint(tables)
                record_open = True
                last_key = np.int64(0)
                if act_at + shift >= machine[TAKEN_OVER]:
                    result = np.int64(TAKEN)
                    break
                begin(tables, links, slots, defaults, table)
            if state_field(states, acting, PLACE_SLOT) >= 0:
                slots[state_field(states, acting, PLACE_SLOT)] = pack(act_at + shift, LONGEST, JSON)
        if result >= 0:
            break
        capture = site_field(sites, site, CAPTURE)
        if kind == STRING:
            if capture == KEY_CAPTURE:
                k, length = predicted_key(p, end, last_key, following, key_masks, key_text_at, keys)
                if k >= 0:
                    slots[site_field(sites, site, SLOT)] = k
                    last_key = k
                    p += length + 1
                    continue
            elif capture == ID8_CAPTURE:
                if is_hex16(p) and p + 16 < end:
                    slots[site_field(sites, site, SLOT)] = np.int64(hex16(p))
                    p += 17
                    continue
            elif capture == ID16_CAPTURE and is_hex32(p) and p + 32 < end:
                slots[site_field(sites, site, SLOT)] = np.int64(hex16(p))
                slots[site_field(sites, site, SLOT) + 1] = np.int64(hex16(p + 16))
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
                learn_key(p, q - p, k, last_key, following, key_masks, key_texts)
                slots[site_field(sites, site, SLOT)] = k
                last_key = k
            elif (
                q == p
                and capture == REFERENCE_CAPTURE
                and site_field(sites, site, CONSTANT_SLOT) >= 0
            ):
                p = q + 1
                continue
            elif not capture_string(
                p, q - p, escaped, sites, site, slots, names, shift, texts, scratch_at
            ):
                result = np.int64(TEXTS_FULL)
                break
            p = q + 1
        elif kind == BARE:
            if not starts_bare(load8(p)):
                # Remembered glue led here, but this time the value is of another type, or none is.
                strict = True
                state = site_field(sites, site, STATE)
                mode = np.int64(FIRST_ELEMENT if _opens_list(p) else VALUE)
                continue
            length = bare_length(p)
            if p + length >= end:
                result = np.int64(MORE)
                break
            if not capture_bare(p, length, sites, site, slots, shift, texts):
                result = np.int64(TEXTS_FULL)
                break
            is_null = load8(p) == 0x6E
            p += length
            if is_null and site_field(sites, site, CONSTANT_SLOT) >= 0:
                continue
        elif kind == CONTAINER:
            c = load8(p)
            walked = (
                site_field(sites, site, CHILD_OBJECT)
                if c == 0x7B
                else site_field(sites, site, CHILD_ARRAY)
            )
            if (c != 0x7B and c != 0x5B) or walked >= 0:
                strict = True
                state = site_field(sites, site, STATE)
                mode = np.int64(VALUE)
                continue
            q = p + 2 if load8(p + 1) == c + 2 else container_end(p, end)
            if q < 0 or q > end:
                result = np.int64(MORE)
                break
            if q - p == 2 and site_field(sites, site, CONSTANT_SLOT) >= 0:
                p = q
                continue
            capture_container(p, q - p, sites, site, slots, shift)
            p = q
        elif kind == END:
            result = np.int64(FINISHED)
            break
        if kind <= CONTAINER and site_field(sites, site, COMMIT) >= 0:
            if site_field(sites, site, CONSTANT_SLOT) >= 0:
                slots[site_field(sites, site, CONSTANT_SLOT)] = site_field(sites, site, CONSTANT)
            if not commit(
                tables, addresses, links, slots, defaults, site_field(sites, site, COMMIT)
            ):
                machine[FULL_TABLE] = site_field(sites, site, COMMIT)
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
    machine[CHECK_AT] = check_at
    if not last or record_open:
        roll_back(tables)
    return result
