"""The request a statement is of, where a comment tells it (sqlcommenter's ``traceparent``)."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.queries.readers.postgres.texts import Texts

_PARENT = re.compile(rb"traceparent='?[^-']{2}-([0-9a-fA-F]{32})-([0-9a-fA-F]{16})")
_LONGEST = 4096


def traces_of(
    content: NDArray[np.uint8], remark: NDArray[np.int64], texts: Texts
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """trace, trace_name and parent as of `Calls`, int32 (n), -1 for none, from the comments at
    content[remark[i, 0]:remark[i, 1]].

    Format: https://google.github.io/sqlcommenter/spec/, W3C Trace Context.
    """
    trace, name, parent = np.full((3, len(remark)), -1, np.int32)
    traces: dict[bytes, int] = {}
    parents: dict[bytes, int] = {}
    for row in np.flatnonzero(remark[:, 1] > remark[:, 0]).tolist():
        start, stop = remark[row].tolist()
        match = _PARENT.search(content[start : min(stop, start + _LONGEST)].tobytes())
        if match is None:
            continue
        trace[row] = traces.setdefault(match[1], len(traces))
        name[row] = texts.number(match[1].decode("ascii").lower())
        parent[row] = parents.setdefault(match[1] + match[2], len(parents))
    return trace, name, parent
