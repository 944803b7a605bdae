"""What sampled allocations stand for.

tcmalloc and Go sample allocations by a Poisson process over bytes: one of size s is in the profile
with the probability 1 - exp(-s / rate), so each counts for the inverse of that.
https://gperftools.github.io/gperftools/heapprofile.html, https://pkg.go.dev/runtime#MemProfileRate
"""

from __future__ import annotations

from math import exp


def unsampled(count: int, size: int, rate: int) -> tuple[int, int]:
    """How many objects of how many bytes in all the sampled ones stand for, rounded towards zero.

    A rate up to 1 means that nothing was left out.
    """
    if count == 0 or size == 0:
        return 0, 0
    if rate <= 1:
        return count, size
    mean = size / count
    chance = 1 - exp(-mean / rate) if mean > 0 else 0.0
    if chance <= 0:
        return count, size
    return int(count * (1 / chance)), int(size * (1 / chance))
