"""Messages such as ``duration: 1.23 ms  label name: text`` or ``label name: text`` taken apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.line_words import is_blank, is_digit
from perfview.kernels.memory import load8
from perfview.kernels.word_meanings import meaning_of, word_table

AMOUNT = 255
"""The meaning of a first word that an amount follows."""
UNKNOWN_LABEL = 254
"""An amount with a label that is not among the words."""
ALONE = 253
"""An amount with nothing behind it."""

_COLON, _POINT, _COMMA = 58, 46, 44
_FURTHEST = 64
_LONGEST_LABEL = 400
_NS_PER_MS = 1_000_000


@dataclass(frozen=True)
class Labelled:
    """n messages: label uint8, what the word means, 0 for messages of another form; amount int64,
    in millionths, -1 for none; text int32 (n, 2): what is behind the label's colon, -1 none; again
    bool: its label has the letters that say so."""

    label: NDArray[np.uint8]
    amount: NDArray[np.int64]
    text: NDArray[np.int32]
    again: NDArray[np.bool_]


@inlined
def _word_end(p, end):  # type: ignore[no-untyped-def]
    stop = min(end, p + _FURTHEST)
    while p < stop and not is_blank(load8(p)) and load8(p) != _COLON and load8(p) != 10:
        p += 1
    return p


@inlined
def _amount(p, end):  # type: ignore[no-untyped-def]
    """(millionths of the number before the next blank, where that is); -1 when there is none."""
    stop = min(end, p + _FURTHEST)
    while p < stop and not is_digit(load8(p)):
        p += 1
    begin = p
    value = np.int64(0)
    while p < end and is_digit(load8(p)):
        if value < 1_000_000_000_000:
            value = value * 10 + (load8(p) - 48)
        p += 1
    if p == begin:
        return np.int64(-1), p
    value *= _NS_PER_MS
    if p + 1 < end and (load8(p) == _POINT or load8(p) == _COMMA) and is_digit(load8(p + 1)):
        p += 1
        unit = np.int64(_NS_PER_MS // 10)
        while p < end and is_digit(load8(p)):
            value += (load8(p) - 48) * unit
            unit //= 10
            p += 1
    return value, p


@inlined
def _past_colon(p, end):  # type: ignore[no-untyped-def]
    """Past the next colon with a blank or the end behind it, and that blank; 0 when there is none
    on this line."""
    stop = min(end, p + _LONGEST_LABEL)
    while p < stop and load8(p) != 10:
        if load8(p) == _COLON and (p + 1 >= end or is_blank(load8(p + 1)) or load8(p + 1) == 10):
            p += 1
            while p < end and (is_blank(load8(p)) or load8(p) == 10 or load8(p) == 13):
                p += 1
            return p
        p += 1
    return np.int64(0)


@inlined
def _tells_again(p, stop):  # type: ignore[no-untyped-def]
    """Whether "etch " is among these letters."""
    while p + 5 <= stop:
        if (
            load8(p) == 101
            and load8(p + 1) == 116
            and load8(p + 2) == 99
            and load8(p + 3) == 104
            and load8(p + 4) == 32
        ):
            return True
        p += 1
    return False


@kernel(
    "void(int64, int32[:, ::1], boolean[::1], uint64[::1], uint8[::1], boolean[::1], uint8[::1],"
    " int64[::1], int32[:, ::1], boolean[::1])",
    _nrt=False,
)
def _take(origin, spans, asked, words, meanings, named, label, amount, text, again):  # type: ignore[no-untyped-def]
    for i in range(label.size):
        label[i], amount[i], again[i] = 0, -1, False
        text[i, 0], text[i, 1] = -1, -1
        if spans[i, 0] < 0 or not asked[i]:
            continue
        p, end = origin + spans[i, 0], origin + spans[i, 1]
        q = _word_end(p, end)
        meaning = max(np.int64(0), meaning_of(p, q, words, meanings))
        if meaning == AMOUNT:
            amount[i], p = _amount(q, end)
            if amount[i] < 0:
                continue
            while p < end and is_blank(load8(p)):
                p += 1
            # The unit, with the comma that some languages put behind it.
            p = _word_end(p, end)
            while p < end and (is_blank(load8(p)) or load8(p) == 10 or load8(p) == 13):
                p += 1
            if p >= end:
                label[i] = ALONE
                continue
            q = _word_end(p, end)
            meaning = max(np.int64(0), meaning_of(p, q, words, meanings))
            if meaning == 0 or meaning == AMOUNT:
                meaning = np.int64(UNKNOWN_LABEL)
        elif meaning == 0:
            continue
        if named[meaning] and q < end and load8(q) == _COLON:
            q += 1
        after = _past_colon(q, end)
        if after == 0:
            amount[i] = -1
            continue
        label[i] = meaning
        again[i] = _tells_again(q, min(after, q + 32))
        text[i, 0], text[i, 1] = after - origin, max(after, end) - origin


def labelled_amounts(
    content: NDArray[np.uint8],
    spans: NDArray[np.int32],
    asked: NDArray[np.bool_],
    words: dict[bytes, int],
    named: set[int],
) -> Labelled:
    """Take the messages content[spans[i, 0]:spans[i, 1]] apart, those that are asked about. Words
    of the meanings `named` have a name between them and the colon."""
    n = len(spans)
    made = Labelled(
        np.empty(n, np.uint8), np.empty(n, np.int64), np.empty((n, 2), np.int32),
        np.empty(n, np.bool_),
    )  # fmt: skip
    keys, meanings = word_table(words)
    has_name = np.zeros(256, np.bool_)
    has_name[list(named)] = True
    _take(
        int(content.ctypes.data), spans, asked, keys, meanings, has_name,
        made.label, made.amount, made.text, made.again,
    )  # fmt: skip
    return made
