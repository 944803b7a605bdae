"""Rows that share a key: numbered by first appearance, counted, gathered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part

_U = np.uint64
LEFT_OUT = -(1 << 31)
"""As the right half of a pair: this row belongs to no group."""

FULL = -1
"""What a numbering kernel returns when its table must grow."""


@part
def mix(word):  # type: ignore[no-untyped-def]
    """Spread the bits of a 64-bit word (murmur3's finaliser)."""
    word ^= word >> _U(33)
    word *= _U(0xFF51AFD7ED558CCD)
    word ^= word >> _U(33)
    word *= _U(0xC4CEB9FE1A85EC53)
    return word ^ (word >> _U(33))


@kernel("int64(uint64[::1], uint64[::1], int32[::1], int32[::1], int32[::1])")
def _number_wide(high, low, slots, first, group):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    last = -1
    for i in range(high.size):
        h, w = high[i], low[i]
        if last >= 0 and high[first[last]] == h and low[first[last]] == w:
            group[i] = last
            continue
        j = np.int64(mix(h * _U(0x9E3779B97F4A7C15) ^ w)) & mask
        while True:
            e = slots[j]
            if e < 0:
                if 2 * count > mask or count >= first.size:
                    return FULL
                slots[j] = e = count
                first[count] = i
                count += 1
                break
            if high[first[e]] == h and low[first[e]] == w:
                break
            j = (j + 1) & mask
        group[i] = last = e
    return count


@kernel("int64(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _number_pairs(left, right, slots, first, group):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    for i in range(left.size):
        a, b = left[i], right[i]
        if b == LEFT_OUT:
            group[i] = -1
            continue
        j = np.int64(mix((_U(np.uint32(a)) << _U(32)) | _U(np.uint32(b)))) & mask
        while True:
            e = slots[j]
            if e < 0:
                if 2 * count > mask or count >= first.size:
                    return FULL
                slots[j] = e = count
                first[count] = i
                count += 1
                break
            if left[first[e]] == a and right[first[e]] == b:
                break
            j = (j + 1) & mask
        group[i] = e
    return count


def _numbered(number, a, b):  # type: ignore[no-untyped-def]
    group = np.empty(len(a), np.int32)
    size = 1 << 12
    while True:
        first = np.empty(size // 2, np.int32)
        count = number(a, b, np.full(size, -1, np.int32), first, group)
        if count >= 0:
            return group, first[:count].copy()
        size *= 8


def number_wide(
    high: NDArray[np.uint64], low: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number 128-bit keys by first appearance: group int32 per row, first row int32 per group."""
    group, first = _numbered(_number_wide, high, low)
    return group, first


def number_pairs(
    left: NDArray[np.int32], right: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number pairs of int32 by first appearance: group int32 per row, first row per group.

    Rows whose right half is `LEFT_OUT` get -1.
    """
    group, first = _numbered(_number_pairs, left, right)
    return group, first


@kernel("void(int32[::1], int64[::1], int64[::1], int32[::1])")
def _gather(group, first, place, order):  # type: ignore[no-untyped-def]
    groups = first.size - 1
    first[:] = 0
    for i in range(group.size):
        if group[i] >= 0:
            first[group[i] + 1] += 1
    for k in range(groups):
        first[k + 1] += first[k]
        place[k] = first[k]
    for i in range(group.size):
        g = group[i]
        if g >= 0:
            order[place[g]] = i
            place[g] += 1


def gather(group: NDArray[np.int32], groups: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows by group, in their order: first int64 (groups + 1) and order int32; -1 is left out."""
    first = np.empty(groups + 1, np.int64)
    order = np.empty(len(group), np.int32)
    _gather(group, first, np.empty(groups, np.int64), order)
    return first, order[: first[-1]]


@kernel("void(int32[::1], uint8[::1], int64, int64[::1])")
def _count_where(group, mark, wanted, count):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if mark[i] == wanted and group[i] >= 0:
            count[group[i]] += 1


@kernel("int64(int32[::1], int32[::1], int32[::1], int32[::1])")
def _number_small(value, number, first, group):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(value.size):
        v = value[i] + 1
        if number[v] < 0:
            number[v] = count
            first[count] = value[i]
            count += 1
        group[i] = number[v]
    return count


def number_small(
    value: NDArray[np.int32], limit: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number values -1..limit-1 by first appearance: group int32 per row, value int32 per group."""
    group = np.empty(len(value), np.int32)
    found = np.empty(limit + 1, np.int32)
    count = _number_small(value, np.full(limit + 1, -1, np.int32), found, group)
    return group, found[:count].copy()


@kernel("void(int32[::1], int64[::1], int64[::1])")
def _sum_by(group, value, total):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if group[i] >= 0:
            total[group[i]] += value[i]


def sum_by(group: NDArray[np.int32], value: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Per group the sum of its rows' values: int64 (groups); group -1 is left out."""
    total = np.zeros(groups, np.int64)
    _sum_by(group, value, total)
    return total


@kernel("void(int32[::1], uint8[::1], int32[:, ::1], uint8[::1])")
def _commonest(group, mark, count, best):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if group[i] >= 0:
            count[group[i], mark[i] & 7] += 1
    for g in range(best.size):
        for m in range(8):
            if count[g, m] > count[g, best[g]]:
                best[g] = m


def commonest(group: NDArray[np.int32], mark: NDArray[np.uint8], groups: int) -> NDArray[np.uint8]:
    """Per group the mark (0..7) most of its rows carry, the lowest of equals: uint8 (groups)."""
    best = np.zeros(groups, np.uint8)
    _commonest(group, mark, np.zeros((groups, 8), np.int32), best)
    return best


def count_where(
    group: NDArray[np.int32], mark: NDArray[np.uint8], wanted: int, groups: int
) -> NDArray[np.int64]:
    """Per group, how many of its rows carry the wanted mark: int64 (groups)."""
    count = np.zeros(groups, np.int64)
    _count_where(group, mark, wanted, count)
    return count
