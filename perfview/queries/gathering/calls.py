"""Calls as a reader found them become columns: alike statements counted as one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import Samples, Statements
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

LONGEST_SAMPLE = 1 << 16
"""Bytes of a sample; what is longer is cut."""
SAMPLES_EACH = 3
"""Samples kept of each statement: the first, the slowest, one in between."""


@dataclass(frozen=True)
class Written:
    """n statements as they stand in some bytes, nothing copied.

    content uint8, padded as kernels want it (`kernels.memory.PAD` bytes more than are told of);
    start, stop int64 (n): where each is; start -1 where there is none. parameter_start,
    parameter_stop int64 (n): values of ``$1`` … told apart from it, -1 none; empty for none at all.
    """

    content: NDArray[np.uint8]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    parameter_start: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    parameter_stop: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True)
class Gathered:
    """statement int32 (n) row of `statements`, -1 where nothing is written; key uint64 (n) as of
    `Calls`; strings: texts of statements and samples."""

    statement: NDArray[np.int32]
    key: NDArray[np.uint64]
    statements: Statements
    samples: Samples
    strings: StringTable


def gather(
    written: Written,
    dialect: NDArray[np.uint8] | str,
    duration_ns: NDArray[np.int64],
    progress: Progress,
    hint: NDArray[np.uint64] | None = None,
) -> Gathered:
    """The statements of n calls. `dialect`: of all, or uint8 (n) of `DIALECTS` each; "" asks
    `sql.dialects.guess`. `duration_ns` (n) chooses the slowest as a sample. `hint` uint64 (n): the
    server's own query ids, 0 for none; equal ones are the same statement.

    One pass over the bytes in nogil kernels (a 64-bit hash without literals, one of the literals),
    then each distinct statement once in Python. Raises `Cancelled`.
    """
    raise NotImplementedError


def gather_texts(
    texts: list[str],
    dialect: NDArray[np.uint8] | str,
    duration_ns: NDArray[np.int64],
    progress: Progress,
) -> Gathered:
    """The same for texts at hand."""
    raise NotImplementedError
