"""Numbers for texts that lie in one arena: equal texts get equal ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import kernel
from perfview.kernels.padding import PAD


@kernel("void(int64, int64[::1], int64[::1], uint64[::1])")
def _hash(address, begin, end, found):  # type: ignore[no-untyped-def]
    for i in range(begin.size):
        found[i] = hash_bytes(address + begin[i], end[i] - begin[i])


def number_texts(
    arena: NDArray[np.uint8], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Number the texts arena[begin[i]:end[i]] by first appearance, int32.

    Texts of one length whose 64-bit hashes agree are taken for equal: among a million different
    ones that happens once in ten million tables.
    """
    found = np.empty(len(begin), np.uint64)
    if len(begin) and int(end.max()) + PAD > len(arena):
        arena = np.append(arena, np.zeros(PAD, np.uint8))
    _hash(arena.ctypes.data, begin, end, found)
    return number_wide(found, (end - begin).astype(np.uint64))[0]
