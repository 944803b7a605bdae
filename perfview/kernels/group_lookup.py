"""Looking names up where each group has its own: which row a name stands for in its group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import kernel
from perfview.kernels.references import unpack


@kernel("void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _find_in_groups(group, wanted, key_group, key, place, found):  # type: ignore[no-untyped-def]
    k = 0
    for i in range(group.size):
        while k < key_group.size and key_group[k] <= group[i]:
            if key[k] >= 0:
                place[key[k]] = k
            k += 1
        at = place[wanted[i]] if wanted[i] >= 0 else np.int32(-1)
        found[i] = at if at >= 0 and key_group[at] == group[i] else np.int32(-1)


def find_in_groups(
    group: NDArray[np.int32],
    wanted: NDArray[np.int32],
    key_group: NDArray[np.int32],
    key: NDArray[np.int32],
    keys: int,
) -> NDArray[np.int32]:
    """Per row, which entry has its wanted key in its group: int32, -1 for none, the last of equals.

    Rows are (group, wanted), entries (key_group, key), all int32 and both by ascending group; keys
    are below `keys`, -1 is none.
    """
    found = np.empty(len(group), np.int32)
    place = np.full(max(1, keys), -1, np.int32)
    _find_in_groups(group, wanted, key_group, key, place, found)
    return found


@kernel("void(int64, uint64[::1], uint64[::1])")
def hash_references(origin: int, reference: NDArray[np.uint64], digest: NDArray[np.uint64]) -> None:
    """digest[i] = a hash of the bytes that reference[i] stands for; of none, of no byte.

    `origin` is the address of the stream's byte 0; the bytes must be in memory.
    """
    for i in range(reference.size):
        offset, length, _ = unpack(reference[i])
        digest[i] = hash_bytes(origin + offset, length)
