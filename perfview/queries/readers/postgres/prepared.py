"""EXECUTE of a prepared statement: the log tells the statement in a detail."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

_EXECUTE = b"execute"
_PREPARED = re.compile(rb"prepare\s+(?:\"[^\"]*\"|\S+)\s*(?:\([^)]*\))?\s*\bas\s+", re.IGNORECASE)
_FURTHEST = 4096


def put_prepared(
    content: NDArray[np.uint8],
    text: NDArray[np.int32],
    detail: NDArray[np.int32],
    values: NDArray[np.int32],
) -> None:
    """Change, in place, texts that are ``EXECUTE name (values)`` to the statements that their
    details tell (``prepare: PREPARE name AS SELECT …``), their values to those in brackets. All
    are int32 (n, 2), -1 for none."""
    told = np.flatnonzero((text[:, 0] >= 0) & (detail[:, 0] >= 0))
    is_execute = np.ones(len(told), np.bool_)
    for step, letter in enumerate(_EXECUTE):
        is_execute &= (content[text[told, 0] + step] | 32) == letter
    for row in told[is_execute].tolist():
        start, stop = detail[row].tolist()
        match = _PREPARED.search(content[start : min(stop, start + _FURTHEST)].tobytes())
        if match is None:
            continue
        begin, end = text[row].tolist()
        asked = content[begin : min(end, begin + _FURTHEST)].tobytes()
        opened, closed = asked.find(b"("), asked.rfind(b")")
        if 0 <= opened < closed:
            values[row] = begin + opened + 1, begin + closed
        text[row] = start + match.end(), stop
