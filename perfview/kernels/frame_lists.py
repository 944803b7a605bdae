"""Stacks written out as lists, or as openings and closings, to one table of parents and labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.stacks import enter

_I = "int32[::1]"
_TREE = f"{_I}, {_I}, {_I}, int64[::1]"

BACKWARDS, UNBALANCED, UNOPENED = range(3)
"""What replayed events may be counted as: earlier than the one before; closing what others stand
on, which then close, too; closing what is not open."""


@kernel(f"int64(int64[::1], {_I}, int64, {_I}, {_I}, {_TREE})")
def _fold_lists(first, flat, begin, way, out, slots, parent, label, count):  # type: ignore[no-untyped-def]
    """Enter lists from `begin` on; the first for which there was no room."""
    mask = slots.size - 1
    for i in range(begin, out.size):
        start, length = first[i], first[i + 1] - first[i]
        if 2 * (count[0] + length) > mask or count[0] + length > parent.size:
            return i
        k = 0
        if i > begin:
            before = first[i - 1]
            shared = min(length, start - before)
            while k < shared and flat[before + k] == flat[start + k]:
                k += 1
        at = way[k - 1] if k > 0 else np.int32(-1)
        while k < length:
            found = enter(at, flat[start + k], slots, mask, parent, label, count[0])
            if found == count[0]:
                parent[found], label[found] = at, flat[start + k]
                count[0] += 1
            at = np.int32(found)
            way[k] = at
            k += 1
        out[i] = at
    return out.size


@kernel(
    f"int64(uint8[::1], {_I}, float64[::1], {_I}, {_I}, {_I}, {_I}, float64[::1], float64[::1],"
    f" int64[::1], {_TREE})"
)
def _replay(  # type: ignore[no-untyped-def]
    opens, frame, at, nodes, frames, open_count, out, begun, ended, odd, slots, parent, label, count
):
    """Replay openings and closings; returns how many stretches of one stack there are."""
    mask = slots.size - 1
    depth = 0
    made = 0
    last = at[0] if at.size > 0 else 0.0
    for i in range(opens.size):
        now = at[i]
        if not now >= last:
            odd[BACKWARDS] += 1
            now = last
        if now > last:
            out[made] = nodes[depth - 1] if depth > 0 else -1
            begun[made], ended[made] = last, now
            made += 1
            last = now
        f = frame[i]
        if opens[i]:
            over = nodes[depth - 1] if depth > 0 else np.int32(-1)
            found = enter(over, f, slots, mask, parent, label, count[0])
            if found == count[0]:
                parent[found], label[found] = over, f
                count[0] += 1
            nodes[depth], frames[depth] = found, f
            open_count[f] += 1
            depth += 1
        elif open_count[f] == 0:
            odd[UNOPENED] += 1
        else:
            odd[UNBALANCED] += 1 if frames[depth - 1] != f else 0
            while True:
                depth -= 1
                closed = frames[depth]
                open_count[closed] -= 1
                if closed == f:
                    break
    out[made] = nodes[depth - 1] if depth > 0 else -1
    return made


@kernel(f"void({_I}, {_I}, int64, {_I})")
def _enter_again(parent, label, count, slots):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    for i in range(count):
        enter(parent[i], label[i], slots, mask, parent, label, i)


class Ways:
    """A growing table of stacks, each once, parents first: `parent` and `label`, int32."""

    def __init__(self) -> None:
        self._count = np.zeros(1, np.int64)
        self._slots = np.full(1 << 13, -1, np.int32)
        self._parent, self._label = np.empty((2, 1 << 12), np.int32)

    def __len__(self) -> int:
        return int(self._count[0])

    @property
    def parent(self) -> NDArray[np.int32]:
        """The stack below each stack, int32, -1 for roots."""
        return self._parent[: len(self)]

    @property
    def label(self) -> NDArray[np.int32]:
        """What is on top of each stack, int32."""
        return self._label[: len(self)]

    def _hold(self, more: int) -> None:
        needed = len(self) + more
        if needed <= len(self._parent):
            return
        size = 1 << int(needed).bit_length()
        grown = np.empty((2, size), np.int32)
        grown[0, : len(self)], grown[1, : len(self)] = self.parent, self.label
        self._parent, self._label = grown
        self._slots = np.full(2 * size, -1, np.int32)
        _enter_again(self._parent, self._label, len(self), self._slots)

    def lists(self, first: NDArray[np.int64], flat: NDArray[np.int32]) -> NDArray[np.int32]:
        """The stacks of lists, outermost first: list i is flat[first[i]:first[i + 1]].

        Returns int32, -1 for empty lists. Labels count from 0.
        """
        out = np.full(len(first) - 1, -1, np.int32)
        longest = int(np.diff(first).max(initial=0))
        way = np.empty(longest + 1, np.int32)
        done = 0
        while done < len(out):
            tree = self._slots, self._parent, self._label, self._count
            done = int(_fold_lists(first, flat, done, way, out, *tree))
            if done < len(out):
                self._hold(max(len(self), int(first[done + 1] - first[done])) + 1)
        return out

    def replayed(
        self,
        opens: NDArray[np.bool_],
        frame: NDArray[np.int32],
        at: NDArray[np.float64],
        end: float,
    ) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Stretches during which one stack stood, of openings and closings in their order.

        frame int32 (e) from 0 on; at float64 (e). What is open at the last event stays so until
        `end`. Returns stack int32 (-1: nothing open), beginning and end float64, and counts by
        BACKWARDS, UNBALANCED and UNOPENED.
        """
        e = len(frame)
        self._hold(int(np.count_nonzero(opens)) + 1)
        nodes, frames, out = np.empty((3, e + 1), np.int32)
        begun, ended = np.empty((2, e + 1))
        odd = np.zeros(3, np.int64)
        made = int(
            _replay(
                opens.astype(np.uint8),
                frame,
                at,
                nodes,
                frames,
                np.zeros(int(frame.max(initial=-1)) + 1, np.int32),
                out,
                begun,
                ended,
                odd,
                self._slots,
                self._parent,
                self._label,
                self._count,
            )
        )
        last = ended[made - 1] if made else (float(at[0]) if e else end)
        if end > last and e:
            begun[made], ended[made] = last, end
            made += 1
        return out[:made].copy(), begun[:made].copy(), ended[:made].copy(), odd
