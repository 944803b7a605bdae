"""What annotations say that must be known at once, taken while the bytes are in memory."""

from __future__ import annotations

import numpy as np

from perfview.kernels.decimals import count_listed
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.protobuf_search import mark_deep
from perfview.kernels.tables import Tables
from perfview.traces.model import ValueType
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.schema import NameKind

_FURTHEST = 1 << 62
_SAMPLE = ord("P")
_NESTING = 1 << 11 | 1 << 12
_NUMBERED = 1 << 1 | 1 << 17
"""Fields of DebugAnnotation: entries and elements; names and texts given as numbers."""


class PerfettoValues:
    """Follows one worker's tables; call `gather` after each block, before its buffer is reused."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._annotations = self._names = self._legacy = 0

    def gather(self, origin: int) -> None:
        """Look at what was committed since the last call.

        Names of attributes become keys, annotations with numbered names in them are told from the
        others, and samples in profiles are counted. `origin` is the address at which the stream's
        byte 0 would stand.
        """
        self._intern_names(origin)
        self._count_samples(origin)
        annotations = self._tables.rows(t.ANNOTATIONS)
        mark_deep(
            origin,
            self._tables.column(t.ANNOTATIONS, "reference"),
            self._annotations,
            annotations,
            int(ValueType.ANNOTATION),
            int(ValueType.SCOPED_ANNOTATION),
            _NESTING,
            _NUMBERED,
        )
        self._annotations = annotations

    def _intern_names(self, origin: int) -> None:
        tables, begin = self._tables, self._names
        self._names = tables.rows(t.KEY_NAMES)
        new = np.flatnonzero(tables.column(t.KEY_NAMES, "kind")[begin:] == NameKind.ANNOTATION)
        if len(new):
            references = tables.column(t.KEY_NAMES, "reference")[begin + new]
            ids = np.full(len(new), -1, np.int32)
            intern_placed(origin, _FURTHEST, references, ids, 0, tables.keys)
            tables.column(t.KEY_NAMES, "key")[begin + new] = ids

    def _count_samples(self, origin: int) -> None:
        tables, begin = self._tables, self._legacy
        self._legacy = tables.rows(t.LEGACY)
        profiles = np.flatnonzero(tables.column(t.LEGACY, "phase")[begin:] == _SAMPLE) + begin
        if not len(profiles):
            return
        event = tables.column(t.LEGACY, "event")[profiles]
        first = np.append(tables.column(t.EVENTS, "first_annotation"), tables.rows(t.ANNOTATIONS))
        begins, count = first[event], first[event + 1] - first[event]
        shift = np.repeat(begins - (np.cumsum(count) - count), count)
        rows = shift + np.arange(len(shift))
        references = tables.column(t.ANNOTATIONS, "reference")[rows]
        kind = references >> np.uint64(60)
        json = references[kind == np.uint64(ValueType.JSON)]
        tables.count(t.PROFILE_SAMPLES, count_listed(origin, _FURTHEST, json, b"samples"))
