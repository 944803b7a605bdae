"""Database statements with their literals taken out, so that alike ones count as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable


@dataclass(frozen=True)
class Statements:
    """of_span int32 (n): the span's statement in `texts`, -1 when it has none.

    texts: normalised statements (numbers and quoted literals as ?, lists of them as one, white
    space folded). is_read bool (statements): begins with SELECT or WITH, or is a find/get.
    """

    of_span: NDArray[np.int32]
    texts: StringTable
    is_read: NDArray[np.bool_]
