"""Stable sorting inside kernels, over scratch that the caller brings."""

from __future__ import annotations

from perfview.kernels.jit import part

_BLOCK = 24


@part
def _insert(key, tie, item, first, last):  # type: ignore[no-untyped-def]
    for i in range(first + 1, last):
        k, t, v = key[i], tie[i], item[i]
        j = i - 1
        while j >= first and (key[j] > k or (key[j] == k and tie[j] > t)):
            key[j + 1], tie[j + 1], item[j + 1] = key[j], tie[j], item[j]
            j -= 1
        key[j + 1], tie[j + 1], item[j + 1] = k, t, v


@part
def _merge(key, tie, item, key2, tie2, item2, first, middle, last):  # type: ignore[no-untyped-def]
    """Merge two neighbouring sorted runs; the left one steps aside into the second arrays.

    What of it comes before all of the right one stays: nearly sorted runs cost a search.
    """
    k, t = key[middle], tie[middle]
    low, high = first, middle
    while low < high:
        probe = (low + high) // 2
        if key[probe] > k or (key[probe] == k and tie[probe] > t):
            high = probe
        else:
            low = probe + 1
    first = low
    left = middle - first
    for i in range(left):
        key2[i], tie2[i], item2[i] = key[first + i], tie[first + i], item[first + i]
    i, j, out = 0, middle, first
    while i < left:
        if j < last and (key[j] < key2[i] or (key[j] == key2[i] and tie[j] < tie2[i])):
            key[out], tie[out], item[out] = key[j], tie[j], item[j]
            j += 1
        else:
            key[out], tie[out], item[out] = key2[i], tie2[i], item2[i]
            i += 1
        out += 1


@part
def sort_items(key, tie, item, key2, tie2, item2, count):  # type: ignore[no-untyped-def]
    """Sort the first `count` items by key, then tie, both rising; equal ones keep their order.

    key, tie int64, item int32; the second three are scratch of the same size. What is already in
    order costs one look.
    """
    first = 0
    while first < count:
        _insert(key, tie, item, first, min(first + _BLOCK, count))
        first += _BLOCK
    width = _BLOCK
    while width < count:
        first = 0
        while first + width < count:
            m = first + width
            if key[m] < key[m - 1] or (key[m] == key[m - 1] and tie[m] < tie[m - 1]):
                _merge(key, tie, item, key2, tie2, item2, first, m, min(m + width, count))
            first += 2 * width
        width *= 2
