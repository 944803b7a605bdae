"""Records of two packed lists of whole numbers, written as protobuf: ways of a tree, and values.

https://protobuf.dev/programming-guides/encoding: varints, length-delimited fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.path_texts import packed

_ROOM = 8 << 20
_U = np.uint64
_LONGEST = 10


@part
def _length(number):  # type: ignore[no-untyped-def]
    """The bytes of a varint."""
    rest = _U(number) >> _U(7)
    count = np.int64(1)
    while rest != _U(0):
        count += 1
        rest >>= _U(7)
    return count


@part
def _put(out, at, number):  # type: ignore[no-untyped-def]
    """Write a varint; where the next byte goes."""
    rest = _U(number)
    while rest >= _U(128):
        out[at] = np.uint8((rest & _U(127)) | _U(128))
        rest >>= _U(7)
        at += 1
    out[at] = np.uint8(rest)
    return at + 1


@kernel("void(int32[::1], int64[::1], int64[::1])")
def _measure(parent, number, size):  # type: ignore[no-untyped-def]
    """The bytes of each node's way, as varints."""
    for i in range(parent.size):
        size[i] = _length(number[i]) + (0 if parent[i] < 0 else size[parent[i]])


@kernel(
    "int64(int64, int64, int32[::1], int32[::1], int64[::1], int64[::1], int64[:, ::1], int32[::1],"
    " int64[::1], uint8[::1], uint8[::1], int64[::1])"
)
def _write(  # type: ignore[no-untyped-def]
    field, start, nodes, parent, number, size, values, tail, tail_offsets, tail_arena, out, used,
):  # fmt: skip
    """Write records from `start` on as long as they fit; the first that did not."""
    at = np.int64(0)
    for row in range(start, nodes.size):
        way = size[nodes[row]]
        worth = np.int64(0)
        for m in range(values.shape[1]):
            worth += _length(values[row, m])
        first, last = np.int64(0), np.int64(0)
        if tail[row] >= 0:
            first, last = tail_offsets[tail[row]], tail_offsets[tail[row] + 1]
        body = 2 + _length(way) + way + _length(worth) + worth + (last - first)
        if at + body + 2 * _LONGEST > out.size:
            used[0] = at
            return row
        at = _put(out, at, field << 3 | 2)
        at = _put(out, at, body)
        at = _put(out, _put(out, at, 1 << 3 | 2), way)
        node = nodes[row]
        while node >= 0:
            at = _put(out, at, number[node])
            node = parent[node]
        at = _put(out, _put(out, at, 2 << 3 | 2), worth)
        for m in range(values.shape[1]):
            at = _put(out, at, values[row, m])
        for k in range(first, last):
            out[at] = tail_arena[k]
            at += 1
    used[0] = at
    return nodes.size


def list_records(
    field: int,
    nodes: NDArray[np.int32],
    parent: NDArray[np.int32],
    number: NDArray[np.int64],
    values: NDArray[np.int64],
    tail: NDArray[np.int32],
    tails: Sequence[bytes],
) -> Iterator[bytes]:
    """Messages of this field, some megabytes at a time: field 1 the numbers on the way from each of
    `nodes` (int32 (n)) to its root, field 2 its values (int64 (n, m)), then the bytes that `tail`
    (int32 (n), -1 none) has for it in `tails`.

    parent int32, number int64 (nodes of the tree, parents first).
    """
    size = np.empty(len(parent), np.int64)
    _measure(parent, number, size)
    arena, offsets = packed(tails)
    longest = int(size[nodes].max(initial=0)) + max((len(text) for text in tails), default=0)
    room = max(_ROOM, longest + _LONGEST * (values.shape[1] + 8))
    out, used = np.empty(room, np.uint8), np.zeros(1, np.int64)
    row = 0
    while row < len(nodes):
        row = int(
            _write(field, row, nodes, parent, number, size, values, tail, offsets, arena, out, used)
        )
        yield out[: used[0]].tobytes()
