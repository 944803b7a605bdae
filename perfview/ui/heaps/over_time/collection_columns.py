"""Collections as the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, percent, size
from perfview.heaps.study import Study
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

LONG_NS = 50e6
UNKNOWN = -1


def collection_columns(study: Study) -> Sequence[Column]:
    """One row a collection; what the recording never tells has no column."""
    found, strings = study.model.collections, study.model.strings
    columns: list[Column] = [
        NumberColumn("time_ns", "At", found.time_ns, duration, Look(96)),
        TextColumn("kind", "Kind", found.kind, strings, Look(170)),
        NumberColumn(
            "pause_ns", "Pause", found.pause_ns, duration, Look(150), bar=True, tone=_pause_tone
        ),
    ]
    if (found.before_bytes >= 0).any():
        columns += [
            _size("before_bytes", "Before", found.before_bytes, "In use when it began"),
            _size("after_bytes", "After", found.after_bytes, "In use when it ended"),
            _size("freed_bytes", "Freed", _freed(study), "Before less after"),
        ]
    if (found.committed_bytes >= 0).any():
        columns.append(
            _size("committed_bytes", "Reserved", found.committed_bytes, "From the system")
        )
    if np.isfinite(found.mutator_share).any():
        share = np.where(np.isfinite(found.mutator_share), found.mutator_share, UNKNOWN)
        columns.append(
            NumberColumn(
                "mutator_share",
                "Left to program",
                share,
                percent,
                Look(104, tip="The part of time the collector says it left to the program"),
                absent=UNKNOWN,
            )
        )
    if len(found.owner):
        columns.append(TextColumn("owner", "Heap", found.owner, strings, Look(130), tone="text2"))
    columns.append(TextColumn("reason", "Why", found.reason, strings, tone="text2"))
    return columns


def _freed(study: Study) -> NDArray[np.int64]:
    found = study.model.collections
    known = (found.before_bytes >= 0) & (found.after_bytes >= 0)
    return np.where(known, np.maximum(found.before_bytes - found.after_bytes, 0), UNKNOWN)


def _size(key: str, title: str, values: NDArray[Any], tip: str) -> NumberColumn:
    return NumberColumn(key, title, values, size, Look(82, tip=tip), absent=UNKNOWN)


def _pause_tone(ns: float) -> str:
    return "bad" if ns >= 2 * LONG_NS else "warn" if ns >= LONG_NS else "text"
