"""The calls of a database in a trace by names that the document of its statements knows, too."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.traces.study import Study

_CALL = re.compile(r"([0-9a-f]{32}):(\d{1,9})")


def call_of_span(study: Study, row: int) -> str:
    """``4bf92f3577b34da6a3ce929d0e0e4736:3``: a span with a statement as the number, from 0, it has
    among those of its trace by when they begin; "" for another span."""
    if row < 0 or study.model.db_statement[row] < 0:
        return ""
    place = np.flatnonzero(_calls_in(study, int(study.structure.trace[row])) == row)
    return f"{study.model.trace_hex(row)}:{int(place[0])}"


def span_of_call(study: Study, name: str) -> int:
    """The row of the span that such a name means, -1 for none."""
    told = _CALL.fullmatch(name)
    if told is None:
        return -1
    number, model = int(told[1], 16), study.model
    low, high = np.uint64(number & (2**64 - 1)), np.uint64(number >> 64)
    found = np.flatnonzero((model.trace_id_low == low) & (model.trace_id_high == high))
    if not len(found):
        return -1
    calls, place = _calls_in(study, int(study.structure.trace[found[0]])), int(told[2])
    return int(calls[place]) if place < len(calls) else -1


def _calls_in(study: Study, trace: int) -> NDArray[np.int32]:
    rows = np.sort(study.structure.rows(trace))
    stated = rows[study.model.db_statement[rows] >= 0]
    order = np.argsort(study.model.start_ns[stated], kind="stable")
    found: NDArray[np.int32] = stated[order].astype(np.int32)
    return found
