"""Statements as they were really run, a few of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.group_samples import pick_samples
from perfview.queries.model import Samples

if TYPE_CHECKING:
    from perfview.queries.gathering.calls import Written

LONGEST_SAMPLE = 1 << 16
"""Bytes of a sample; what is longer is cut."""


def sampled(
    written: Written,
    statement: NDArray[np.int32],
    duration_ns: NDArray[np.int64],
    statements: int,
) -> tuple[Samples, list[bytes]]:
    """The first call of each statement, the slowest and one in between, and their texts, which the
    columns of the samples count from 0."""
    picked = pick_samples(statement, np.ascontiguousarray(duration_ns, np.int64), statements)
    rows: list[int] = []
    owner: list[int] = []
    for number, few in enumerate(picked.tolist()):
        for row in dict.fromkeys(few):
            rows.append(row)
            owner.append(number)
    texts = [_cut(written.content, written.start[row], written.stop[row]) for row in rows]
    parameters = np.full(len(rows), -1, np.int32)
    if len(written.parameter_start):
        for each, row in enumerate(rows):
            begin = written.parameter_start[row]
            if begin >= 0:
                parameters[each] = len(texts)
                texts.append(_cut(written.content, begin, written.parameter_stop[row]))
    return (
        Samples(
            np.array(owner, np.int32),
            np.arange(len(rows), dtype=np.int32),
            parameters,
            np.array(rows, np.int32),
        ),
        texts,
    )


def _cut(content: NDArray[np.uint8], begin: np.int64, stop: np.int64) -> bytes:
    return content[begin : min(stop, begin + LONGEST_SAMPLE)].tobytes()
