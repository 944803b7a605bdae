"""Ways through a tree written out: the texts of their nodes from the root on, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_ROOM = 8 << 20


@kernel("void(int32[::1], int32[::1], int64[::1], int64[::1])")
def _measure(parent, label, offsets, size):  # type: ignore[no-untyped-def]
    """The bytes of each node's way: its texts and a separator between them."""
    for i in range(parent.size):
        own = offsets[label[i] + 1] - offsets[label[i]]
        size[i] = own if parent[i] < 0 else size[parent[i]] + 1 + own


@kernel(
    "int64(int64, int32[::1], int32[::1], int32[::1], int64[::1], uint8[::1], int64[::1],"
    " int32[::1], int64[::1], uint8[::1], uint8, uint8[::1], int64[::1])"
)
def _write(  # type: ignore[no-untyped-def]
    start, nodes, parent, label, offsets, arena, size,
    tail, tail_offsets, tail_arena, separator, out, used,
):  # fmt: skip
    """Write rows from `start` on as long as they fit; the first that did not."""
    at = np.int64(0)
    for row in range(start, nodes.size):
        node = nodes[row]
        first, last = tail_offsets[tail[row]], tail_offsets[tail[row] + 1]
        length = np.int64(0) if node < 0 else size[node]
        if at + length + (last - first) > out.size:
            used[0] = at
            return row
        end = at + length
        while node >= 0:
            begins = offsets[label[node]]
            count = offsets[label[node] + 1] - begins
            end -= count
            for k in range(count):
                out[end + k] = arena[begins + k]
            node = parent[node]
            if node >= 0:
                end -= 1
                out[end] = separator
        at += length
        for k in range(last - first):
            out[at + k] = tail_arena[first + k]
        at += last - first
    used[0] = at
    return nodes.size


def packed(texts: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Texts end to end, uint8, and where each begins, int64 (one more than texts)."""
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    return np.frombuffer(bytearray(b"".join(texts) or b"\0"), np.uint8), offsets


class PathTexts:
    """Writes ways of a tree (parent, label int32 (n), parents first) whose labels have texts."""

    def __init__(
        self,
        parent: NDArray[np.int32],
        label: NDArray[np.int32],
        texts: Sequence[bytes],
        separator: bytes,
    ) -> None:
        self._parent = np.array(parent, np.int32)
        self._label = np.array(label, np.int32)
        self._arena, self._offsets = packed(texts)
        self._separator = separator[0]
        self._size = np.empty(len(parent), np.int64)
        _measure(self._parent, self._label, self._offsets, self._size)

    def blocks(
        self, nodes: NDArray[np.int32], tail: NDArray[np.int32], tails: Sequence[bytes]
    ) -> Iterator[bytes]:
        """The ways to these nodes (int32, -1 for an empty one), each followed by the text that
        `tail` (int32) has for it in `tails`; some megabytes at a time."""
        tail_arena, tail_offsets = packed(tails)
        longest = int(self._size[nodes[nodes >= 0]].max(initial=0))
        longest += max((len(text) for text in tails), default=0)
        out, used = np.empty(max(_ROOM, longest), np.uint8), np.zeros(1, np.int64)
        nodes, tail = np.array(nodes, np.int32), np.array(tail, np.int32)
        row = 0
        while row < len(nodes):
            row = int(
                _write(
                    row, nodes, self._parent, self._label, self._offsets, self._arena, self._size,
                    tail, tail_offsets, tail_arena, np.uint8(self._separator), out, used,
                )
            )  # fmt: skip
            yield out[: used[0]].tobytes()
