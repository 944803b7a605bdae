"""Places in a text as browsers count them: in units of UTF-16."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def byte_offsets(code: bytes, units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Offsets in UTF-16 units as offsets in the bytes of UTF-8, int64 (as units); none beyond its
    end."""
    if code.isascii():
        return np.minimum(units, len(code))
    letters = np.frombuffer(code, np.uint8)
    leads = np.flatnonzero((letters & 0xC0) != 0x80)
    before = np.zeros(len(leads) + 1, np.int64)
    np.cumsum(np.where(letters[leads] >= 0xF0, 2, 1), out=before[1:])
    at = np.minimum(np.searchsorted(before, units), len(leads))
    return np.append(leads, len(code))[at].astype(np.int64)
