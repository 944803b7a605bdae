"""Columns without rows: what a model has where a file does not tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable


def none8() -> NDArray[np.uint8]:
    """No rows of small numbers, uint8 (0)."""
    return np.zeros(0, np.uint8)


def none32() -> NDArray[np.int32]:
    """No rows of indices, int32 (0)."""
    return np.zeros(0, np.int32)


def none64() -> NDArray[np.int64]:
    """No rows of sizes or times, int64 (0)."""
    return np.zeros(0, np.int64)


def no_bools() -> NDArray[np.bool_]:
    """No rows of flags, bool (0)."""
    return np.zeros(0, np.bool_)


def no_texts() -> StringTable:
    """A table without texts."""
    return StringTable.of([])
