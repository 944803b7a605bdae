"""Rows of a graph with their lists of labels: written out up to a width, hashed, matched.

Row i has the links first[i]:first[i + 1], each with a kind (uint8) and a label (uint32); only links
of one kind count here. A label is a number below the count of all labels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import mix
from perfview.kernels.jit import kernel

_U = np.uint64


@kernel("int64(uint8[::1], int32[::1], int64, int64, int32[::1])")
def _rows_where(kind, name, wanted_kind, wanted_name, rows):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(kind.size):
        if kind[i] == wanted_kind and name[i] == wanted_name:
            if count < rows.size:
                rows[count] = i
            count += 1
    return count


def rows_where(
    kind: NDArray[np.uint8], name: NDArray[np.int32], wanted_kind: int, wanted_name: int
) -> NDArray[np.int32]:
    """The rows of one kind and one name, ascending int32."""
    none = np.empty(0, np.int32)
    rows = np.empty(_rows_where(kind, name, wanted_kind, wanted_name, none), np.int32)
    _rows_where(kind, name, wanted_kind, wanted_name, rows)
    return rows


@kernel("void(int32[::1], uint32[::1], uint8[::1], uint32[::1], int64, uint8[::1])")
def _mark_labels(rows, first, kind, label, wanted, marked):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        for e in range(first[rows[i]], first[rows[i] + 1]):
            if kind[e] == wanted:
                marked[label[e]] = 1


@kernel(
    "void(int32[::1], uint32[::1], uint8[::1], uint32[::1], int64, int64, int32[::1],"
    "int64, uint64[::1], uint64[::1])"
)
def _hash_written(rows, first, kind, label, wanted, left_out, width, limit, high, low):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        h, s = _U(0x9E3779B97F4A7C15), _U(0)
        length, labels = 1, 0
        for e in range(first[rows[i]], first[rows[i] + 1]):
            if kind[e] != wanted or label[e] == left_out:
                continue
            w = width[label[e]]
            if length > 1 and length + w > limit:
                break
            labels += 1
            if length == 1 and w == 0:
                continue
            length += w if length == 1 else w + 2
            h = mix(h ^ _U(label[e]))
            s += mix(_U(label[e]) + _U(0x9E3779B97F4A7C15))
        high[i] = (h | _U(1)) if labels > 0 else _U(0)
        low[i] = s


@kernel(
    "void(int32[::1], uint32[::1], uint8[::1], uint32[::1], int64, int32[::1], uint64[::1],"
    "uint64[::1])"
)
def _hash_bags(rows, first, kind, label, wanted, slot, high, low):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        h, s = _U(0), _U(0)
        for e in range(first[rows[i]], first[rows[i] + 1]):
            if kind[e] == wanted and slot[label[e]] >= 0:
                k = _U(slot[label[e]])
                h += mix(k + _U(1))
                s += mix((k + _U(1)) * _U(0x9E3779B97F4A7C15))
        high[i], low[i] = h, s


@kernel(
    "void(int32[::1], uint32[::1], uint8[::1], uint32[::1], int64, int32[::1], int64[::1],"
    "int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])"
)
def _match(
    rows, first, kind, label, wanted, slot, begins, member, total, headed, head_of, times, best
):  # type: ignore[no-untyped-def]
    for i in range(rows.size):
        low, high = first[rows[i]], first[rows[i] + 1]
        for e in range(low, high):
            if kind[e] == wanted and slot[label[e]] >= 0:
                times[slot[label[e]]] += 1
        found, most = -1, 0
        for e in range(low, high):
            if kind[e] != wanted or slot[label[e]] < 0:
                continue
            k = slot[label[e]]
            for j in range(headed[k], headed[k + 1]):
                d = head_of[j]
                if total[d] < most or (total[d] == most and found >= 0 and d >= found):
                    continue
                has_all = True
                x = begins[d]
                while has_all and x < begins[d + 1]:
                    # Members stand sorted: as many equal ones as there are must be there.
                    y = x
                    while y < begins[d + 1] and member[y] == member[x]:
                        y += 1
                    has_all = times[member[x]] >= y - x
                    x = y
                if has_all:
                    found, most = d, total[d]
        best[i] = found
        for e in range(low, high):
            if kind[e] == wanted and slot[label[e]] >= 0:
                times[slot[label[e]]] = 0


class LabelLists:
    """The lists of chosen rows (int32), of links of one kind."""

    def __init__(
        self,
        rows: NDArray[np.int32],
        first: NDArray[np.uint32],
        kind: NDArray[np.uint8],
        label: NDArray[np.uint32],
        wanted: int,
    ) -> None:
        self.rows = rows
        self._links = (first, kind, label, wanted)

    def occurring(self, labels: int) -> NDArray[np.uint8]:
        """Which of so many labels stand in any of the lists: uint8 (labels), 0 or 1."""
        marked = np.zeros(labels, np.uint8)
        _mark_labels(self.rows, *self._links, marked)
        return marked

    def of(self, row: int) -> list[int]:
        """The labels of one row's list, in their order."""
        first, kind, label, wanted = self._links
        links = slice(int(first[row]), int(first[row + 1]))
        found: list[int] = label[links][kind[links] == wanted].tolist()
        return found

    def written(
        self, width: NDArray[np.int32], limit: int, left_out: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """A 128-bit hash of what each list reads when written in one line: ``{a, b}`` without the
        end, each label `width` wide, cut before the label with which it would be wider than
        `limit`. Lists without labels have 0 in its high half. `left_out` is a label passed over.
        """
        high, low = np.empty(len(self.rows), np.uint64), np.empty(len(self.rows), np.uint64)
        _hash_written(self.rows, *self._links, left_out, width, limit, high, low)
        return high, low

    def bags(self, slot: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """A 128-bit hash of each list in any order, of its labels with a slot (not -1)."""
        high, low = np.empty(len(self.rows), np.uint64), np.empty(len(self.rows), np.uint64)
        _hash_bags(self.rows, *self._links, slot, high, low)
        return high, low

    def best_contained(
        self, rows: NDArray[np.int32], slot: NDArray[np.int32], bags: list[list[int]]
    ) -> NDArray[np.int32]:
        """Of each row the largest bag of labels that its list contains, as often as the bag has
        them; of equals the first. int32, -1 for none.

        slot int32 (labels): every label of a bag has one, 0.. without gaps, others have -1.
        """
        members = [sorted(int(slot[label]) for label in bag) for bag in bags]
        slots = 1 + max((each[-1] for each in members if each), default=-1)
        flat = np.array([each for bag in members for each in bag], np.int32)
        total = np.array([len(bag) for bag in members], np.int32)
        begins = np.zeros(len(bags) + 1, np.int64)
        np.cumsum(total, out=begins[1:])
        # A bag is looked for where its rarest label is met, so that few are tried in vain.
        often = np.bincount(flat, minlength=slots)
        heads = np.array([min(bag, key=often.__getitem__) for bag in members], np.int32)
        headed = np.zeros(slots + 1, np.int32)
        np.cumsum(np.bincount(heads, minlength=slots), out=headed[1:])
        head_of = np.argsort(heads, kind="stable").astype(np.int32)
        best = np.empty(len(rows), np.int32)
        times = np.zeros(slots, np.int32)
        _match(rows, *self._links, slot, begins, flat, total, headed, head_of, times, best)
        return best
