"""Which request's answer asked for another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def initiators(
    sources: Sequence[str], urls: Sequence[str], start_ns: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Per request the place of the one whose answer caused it, int32, -1 when that is not told.

    By the address of what asked (`sources`; a document, a style sheet, a script): the last request
    for it that began before. `start_ns` ascends.
    """
    places: dict[str, list[int]] = {}
    for place, url in enumerate(urls):
        places.setdefault(_without_fragment(url), []).append(place)
    found = np.full(len(urls), -1, np.int32)
    for i, address in enumerate(sources):
        source = places.get(_without_fragment(address), []) if address else []
        before = bisect_left(source, i)
        if before and start_ns[source[before - 1]] <= start_ns[i]:
            found[i] = source[before - 1]
    return found


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
