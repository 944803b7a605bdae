"""How many bracketed groups a text lists behind a word: ``word (…), (…)``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel

_QUOTE, _DOUBLE, _BACKTICK, _OPENED, _CLOSED, _COMMA, _BLANK = 39, 34, 96, 40, 41, 44, 32
_LOWER = 32


@inlined
def _ends_with(content, begin, end, word):  # type: ignore[no-untyped-def]
    """Whether the letters of `word`, in small or capital ones, stand right before `end`."""
    if end - begin < word.size:
        return False
    same = True
    for k in range(word.size):
        same &= content[end - word.size + k] | _LOWER == word[k]
    return same


@kernel("void(uint8[::1], int64[::1], int64[::1], uint8[::1], int64[::1])", _nrt=False)
def _count(content, start, stop, word, groups):  # type: ignore[no-untyped-def]
    for i in range(start.size):
        depth, quote, before, found = 0, 0, 0, 0
        last_end = start[i]
        for at in range(start[i], stop[i]):
            c = content[at]
            if quote != 0:
                if c == quote:
                    quote = 0
                continue
            if c in (_QUOTE, _DOUBLE, _BACKTICK):
                quote = c
            elif c == _OPENED:
                if depth == 0:
                    if found > 0 and before == _COMMA:
                        found += 1
                    elif found > 0:
                        break
                    elif _ends_with(content, start[i], last_end, word):
                        found = 1
                depth += 1
            elif c == _CLOSED:
                depth -= 1
            elif depth == 0 and found > 0 and c > _BLANK and c != _COMMA:
                break
            if depth == 0 and c > _BLANK:
                before, last_end = c, at + 1
        groups[i] = found


def listed_groups(
    content: NDArray[np.uint8], start: NDArray[np.int64], stop: NDArray[np.int64], word: bytes
) -> NDArray[np.int64]:
    """By text (int64 start and stop in `content`, uint8), how many groups in round brackets follow
    `word` (small letters) one after the other, int64; 0 where none does. Brackets in quotes are
    none."""
    groups = np.zeros(len(start), np.int64)
    _count(content, start, stop, np.frombuffer(bytearray(word), np.uint8), groups)
    return groups
