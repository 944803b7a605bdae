"""Work over ranges of groups, on all cores: kernels hold no lock, so threads are enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from threading import Thread

import numpy as np
from numpy.typing import NDArray

_WORTH_A_THREAD = 50_000


def ranges(first: NDArray[np.int64], parts: int | None = None) -> list[tuple[int, int]]:
    """Cut groups into ranges with about equally many rows; few rows stay in one range.

    `first` int64 (groups + 1) as in `grouping.gather`.
    """
    rows = int(first[-1] - first[0])
    wanted = parts or max(1, min(os.cpu_count() or 1, rows // _WORTH_A_THREAD))
    goals = first[0] + rows * np.arange(1, wanted, dtype=np.int64) // wanted
    cuts = [0, *np.searchsorted(first, goals).tolist(), len(first) - 1]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def even_ranges(rows: int, worth: int = _WORTH_A_THREAD) -> list[tuple[int, int]]:
    """Cut rows into ranges of equal length, one a core, each of at least `worth` rows."""
    parts = max(1, min(os.cpu_count() or 1, rows // worth))
    return [(rows * k // parts, rows * (k + 1) // parts) for k in range(parts)]


def in_threads(work: Callable[[int, int], None], parts: list[tuple[int, int]]) -> None:
    """Call `work(start, stop)` for every range, the first here, the others on threads.

    An exception in any of them is raised here once all have ended.
    """
    failed: list[BaseException] = []

    def guarded(start: int, stop: int) -> None:
        try:
            work(start, stop)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=guarded, args=part, daemon=True) for part in parts[1:]]
    for thread in threads:
        thread.start()
    for part in parts[:1]:
        guarded(*part)
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
