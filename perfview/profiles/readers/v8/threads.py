"""Whose the profiles of a file are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.profiles.model import ProfileThreads
from perfview.profiles.readers.v8.recorded import Owner


def threads_of(owners: list[Owner], end_ns: NDArray[np.int64], texts: Interner) -> ProfileThreads:
    """The threads, one an owner; their names join `texts`, so ask before packing those."""
    names = [texts.add(o.name.encode("utf-8", "replace")) if o.name else -1 for o in owners]
    processes = [
        texts.add(o.process.encode("utf-8", "replace")) if o.process else -1 for o in owners
    ]
    return ProfileThreads(
        np.array(names, np.int32),
        np.array(processes, np.int32),
        np.array([owner.thread_id for owner in owners], np.int64),
        np.array([owner.process_id for owner in owners], np.int64),
        end_ns,
    )
