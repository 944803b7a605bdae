"""A fast checksum of bytes in memory, against damage rather than against forgers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

# Two of xxHash's 64-bit primes (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
_P1 = np.uint64(0x9E3779B185EBCA87)
_P2 = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(29)


@kernel("uint64(uint64[::1])")
def _mix(words: NDArray[np.uint64]) -> np.uint64:
    # Four independent lanes, because one multiplication has to wait for the one before it.
    a, b, c, d = _P1, _P2, _P1 ^ _P2, _P1 + _P2
    whole = len(words) // 4 * 4
    for i in range(0, whole, 4):
        a = (a ^ words[i]) * _P1
        b = (b ^ words[i + 1]) * _P1
        c = (c ^ words[i + 2]) * _P1
        d = (d ^ words[i + 3]) * _P1
        a ^= a >> _SHIFT
        b ^= b >> _SHIFT
        c ^= c >> _SHIFT
        d ^= d >> _SHIFT
    for i in range(whole, len(words)):
        a = (a ^ words[i]) * _P2
        a ^= a >> _SHIFT
    for lane in (b, c, d, np.uint64(len(words))):
        a = (a ^ lane) * _P2
        a ^= a >> _SHIFT
    return a


def checksum(data: NDArray[np.uint8]) -> int:
    """A 64-bit checksum of contiguous bytes (uint8); any single changed byte changes it."""
    whole = len(data) // 8 * 8
    value = int(_mix(_writable(data[:whole]).view(np.uint64)))
    rest = data[whole:].tobytes()
    return value ^ (int.from_bytes(rest, "little") * 0x9E3779B185EBCA87 + len(rest)) % (1 << 64)


def _writable(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same bytes as an array that a kernel's signature accepts; they are only read."""
    return data if data.flags.writeable and data.ctypes.data % 8 == 0 else data.copy()
