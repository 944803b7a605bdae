"""Small traces written down in tests: one call per span, times in milliseconds."""

from __future__ import annotations

import numpy as np

from perfview.recording.strings import StringTable
from perfview.traces.model import Attributes, SpanKind, SpanStatus, TraceModel

EPOCH_NS = 1_700_000_000_000_000_000
TEXTS = ("name", "service", "db_statement", "db_system", "http_method", "url", "peer", "code")


class Recording:
    """Collects spans, then gives the model. Span ids count from 1 and are returned by `span`."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._rows: list[dict[str, int]] = []

    def span(
        self,
        start_ms: float,
        end_ms: float,
        name: str = "work",
        *,
        parent: int = 0,
        trace: int = 1,
        service: str = "web",
        kind: SpanKind = SpanKind.INTERNAL,
        error: bool = False,
        span_id: int = 0,
        http_status: int = 0,
        **texts: str,
    ) -> int:
        """Add one span; `texts` are db_statement, db_system, http_method, url, peer, code."""
        row = {"span_id": span_id or len(self._rows) + 1, "parent_id": parent, "trace_id": trace}
        row["start_ns"] = EPOCH_NS + round(start_ms * 1e6)
        row["duration_ns"] = round((end_ms - start_ms) * 1e6)
        row["kind"] = int(kind)
        row["status"] = int(SpanStatus.ERROR if error else SpanStatus.UNSET)
        row["http_status"] = http_status
        texts |= {"name": name, "service": service}
        row |= {key: self._text(texts.get(key, "")) for key in TEXTS}
        self._rows.append(row)
        return row["span_id"]

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts)) if text else -1

    def model(self) -> TraceModel:
        """The spans as columns, in the order they were added."""

        def column(key: str, dtype: type[np.generic]) -> np.ndarray:
            return np.array([row[key] for row in self._rows], dtype)

        n = len(self._rows)
        no_attributes = Attributes(
            np.zeros(n + 1, np.int64),
            np.zeros(0, np.int32),
            np.zeros(0, np.uint64),
            StringTable.of([]),
        )
        return TraceModel(
            strings=StringTable.of(self._texts),
            trace_id_high=np.zeros(n, np.uint64),
            trace_id_low=column("trace_id", np.uint64),
            span_id=column("span_id", np.uint64),
            parent_id=column("parent_id", np.uint64),
            start_ns=column("start_ns", np.int64),
            duration_ns=column("duration_ns", np.int64),
            kind=column("kind", np.uint8),
            status=column("status", np.uint8),
            resource=np.full(n, -1, np.int32),
            http_status=column("http_status", np.int32),
            attributes=no_attributes,
            resource_reference=np.zeros(0, np.uint64),
            **{key: column(key, np.int32) for key in TEXTS},
        )
