"""Texts that are alike but for their literals: numbered, with a hash of the literals of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, hash_bytes, intern
from perfview.kernels.jit import kernel
from perfview.kernels.literal_free import SPARE, write_free
from perfview.kernels.memory import PAD, fold_multiply
from perfview.kernels.splitting import even_ranges, in_threads

LONGEST = 1 << 16
"""Bytes of a text without literals; what is longer counts as alike only if its rest is the same."""

_WORTH_A_THREAD = 5_000
_U = np.uint64


@kernel(
    "int64(int64, int64[::1], int64[::1], uint8[::1], int64[::1], int64[::1], int64, int64,"
    " int32[::1], uint64[::1], int64[:, ::1], int64, int64)"
)
def _number(  # type: ignore[no-untyped-def]
    content, start, stop, way, more_start, more_stop, out, table, ids, key, remark, begin, end
):
    told = more_start.size > 0
    for i in range(begin, end):
        ids[i] = -1
        if start[i] < 0:
            continue
        each = way[i] if way.size > 1 else way[0]
        w, found = write_free(
            content + start[i], content + stop[i], out, LONGEST, each, remark.ctypes.data + 16 * i
        )
        if w == 0:
            continue
        if told and more_start[i] >= 0:
            more = hash_bytes(content + more_start[i], more_stop[i] - more_start[i])
            found = fold_multiply(found ^ more, _U(0xA0761D6478BD642F))
        number = intern(out, w, table)
        if number == FULL:
            return i
        ids[i] = number
        key[i] = found
    return end


@kernel("int64(int64, int64, int64, int64)")
def _free(begin, end, out, way):  # type: ignore[no-untyped-def]
    w, _ = write_free(begin, end, out, LONGEST, way, 0)
    return w


def without_literals(text: bytes, way: int) -> bytes:
    """One text without its literals; what would be longer than `LONGEST` is cut."""
    content = np.zeros(len(text) + PAD, np.uint8)
    content[: len(text)] = np.frombuffer(text, np.uint8)
    out = np.zeros(LONGEST + SPARE + PAD, np.uint8)
    begin = int(content.ctypes.data)
    size = _free(begin, begin + len(text), out.ctypes.data, way)
    return shown(out[:size].tobytes())


def shown(text: bytes) -> bytes:
    """A text as `number_literal_free` keeps it, without the hash of what was cut off."""
    return text[:-9] if text[-9:-8] == b"\0" else text


def number_literal_free(
    content: NDArray[np.uint8],
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    way: NDArray[np.uint8],
    more_start: NDArray[np.int64],
    more_stop: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.int64], Interner]:
    """Number texts content[start:stop] by what they are without literals.

    int32 (n) ids into the interner of the results, -1 for texts that are not there (start -1) or
    empty; uint64 (n) a hash of the literals and of the text content[more_start:more_stop] (empty
    arrays for none), 0 without any; int64 (n, 2) where the last comment lies, 0, 0 for none. `way`
    uint8 (n, or 1 for all): bits of `literal_free`. `content` has PAD bytes to spare.
    """
    ids = np.empty(len(start), np.int32)
    key = np.zeros(len(start), np.uint64)
    remark = np.zeros((len(start), 2), np.int64)
    interners: dict[int, Interner] = {}

    def work(begin: int, end: int) -> None:
        interner = interners.setdefault(begin, Interner())
        out = np.zeros(LONGEST + SPARE + PAD, np.uint8)
        done = begin
        while done < end:
            done = _number(
                content.ctypes.data, start, stop, way, more_start, more_stop, out.ctypes.data,
                interner.address, ids, key, remark, done, end,
            )  # fmt: skip
            if done < end:
                interner.grow(len(out))

    parts = even_ranges(len(start), worth=_WORTH_A_THREAD)
    in_threads(work, parts)
    whole = interners[0] if interners else Interner()
    for begin, end in parts[1:]:
        # The last number of the new ids stands for no text, which is -1 in the old ones too.
        new = np.append(whole.merge(interners[begin]), np.int32(-1))
        ids[begin:end] = new[ids[begin:end]]
    np.subtract(remark, content.ctypes.data, out=remark, where=remark != 0)
    return ids, key, remark, whole
