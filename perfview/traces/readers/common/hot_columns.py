"""The columns detectors ask for, filled from the attributes while their bytes are in memory."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import unescape_json
from perfview.kernels.pivot import KNOWN_BITS, KNOWN_FIELDS, QUEUE, QUEUE_FIELDS, RANKS, pivot
from perfview.kernels.tables import Tables
from perfview.traces.model import NUMBER_SOURCES, TEXT_SOURCES
from perfview.traces.readers.common.span_tables import ATTRIBUTES, SPANS


def _wanted_keys(sources: Mapping[str, tuple[str, ...]]) -> dict[bytes, int]:
    """What `pivot` wants to know of each key: its column and its rank among that column's keys."""
    return {
        key.encode(): column * RANKS + rank
        for column, keys in enumerate(sources.values())
        for rank, key in enumerate(keys)
    }


class HotColumns:
    """Follows one worker's tables; call `gather` after each block, before its buffer is reused.

    `further` are the keys of text columns of the format's own, as in `TEXT_SOURCES`.
    """

    def __init__(self, tables: Tables, further: Mapping[str, tuple[str, ...]] = {}) -> None:
        texts = {**TEXT_SOURCES, **further}
        sources = texts | NUMBER_SOURCES
        self._texts = len(texts)
        self._tables = tables
        self._done = 0
        self._by_name = _wanted_keys(sources)
        self._wanted: NDArray[np.int32] = np.zeros(0, np.int32)
        self._best = np.zeros((len(sources), 2), np.int64)
        self._queue = np.zeros((QUEUE, QUEUE_FIELDS), np.int64)
        self._known = np.full((1 << KNOWN_BITS, KNOWN_FIELDS), -1, np.int64)
        self._slots = [tables.layout.slot(SPANS, name) for name in sources]

    def _learn_keys(self) -> None:
        known = len(self._wanted)
        if known == len(self._tables.keys):
            return
        new = self._tables.keys.texts(known)
        ranks = [self._by_name.get(unescape_json(text), -1) for text in new]
        self._wanted = np.append(self._wanted, np.array(ranks, np.int32))

    def gather(self, origin: int) -> None:
        """Fill the columns of the spans committed since the last call.

        `origin` is the address at which the stream's byte 0 would stand: the address of the
        buffer less the offset of its first byte.
        """
        tables = self._tables
        spans, attributes = tables.rows(SPANS), tables.rows(ATTRIBUTES)
        self._learn_keys()
        while self._done < spans:
            self._done = pivot(
                origin,
                tables.column(SPANS, "first_attribute"),
                self._done,
                spans,
                attributes,
                tables.column(ATTRIBUTES, "reference"),
                tables.column(ATTRIBUTES, "key"),
                self._wanted,
                self._best,
                self._queue,
                self._known,
                tables.addresses[self._slots],
                self._texts,
                tables.texts.address,
            )
            if self._done < spans:
                tables.texts.grow(1 << 20)
