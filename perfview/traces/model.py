"""A recording of spans as columns: one row a span, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable
from perfview.traces.contents.numbered_names import NumberedNames, no_names
from perfview.traces.threads import Threads, no_threads


class SpanKind(IntEnum):
    """OpenTelemetry's SpanKind (opentelemetry-proto trace.proto)."""

    UNSPECIFIED = 0
    INTERNAL = 1
    SERVER = 2
    CLIENT = 3
    PRODUCER = 4
    CONSUMER = 5


class SpanStatus(IntEnum):
    """OpenTelemetry's Status.StatusCode."""

    UNSET = 0
    OK = 1
    ERROR = 2


class ValueType(IntEnum):
    """How the bytes an attribute refers to are to be read."""

    TEXT = 0
    ESCAPED_TEXT = 1
    BARE = 2
    """A JSON number, true, false or null as written."""
    JSON = 3
    """A JSON array or object as written (arrays, key-value lists, events, links)."""
    VARINT = 4
    DOUBLE = 5
    PROTOBUF = 6
    """A protobuf message as written (AnyValue arrays, events, links)."""
    BOOL = 7
    BYTES = 8
    ANNOTATION = 9
    """A DebugAnnotation of Perfetto as written."""
    SCOPED_ANNOTATION = 10
    """One in which names stand as numbers (`Attributes.numbered`)."""
    UNSIGNED = 11
    """A varint that is never negative."""
    DESCRIBED = 12
    """A protobuf message whose descriptor stands in the file (`Attributes.numbered`)."""


ID_OF_ZERO = (1 << 64) - 1
"""Stands for a span whose id is written as nothing but zeros though others call it their parent."""

EVENTS_KEY = "@events"
LINKS_KEY = "@links"
"""Keys under which a span's events and links stand among its attributes, unparsed."""

TRACE_STATE_KEY = "tracestate"
"""The key of a span's W3C trace state among its attributes, where a format has it elsewhere."""


@dataclass(frozen=True)
class Attributes:
    """Attributes of all spans, end to end; values stay in the file and are read on demand.

    `first` int64 (spans + 1): span i owns rows first[i]..first[i+1]. `key` int32 into `keys`.
    `reference` uint64: byte offset in the decompressed stream (40 bits) | length (20 bits, capped)
    << 40 | ValueType << 60. `numbered`: what the numbers mean that stand for names in values.
    """

    first: NDArray[np.int64]
    key: NDArray[np.int32]
    reference: NDArray[np.uint64]
    keys: StringTable
    numbered: NumberedNames = field(default_factory=no_names)


@dataclass(frozen=True)
class TraceModel:
    """Spans as immutable columns, all of the same length n.

    Times are int64 ns since the epoch; text columns int32 into `strings` (-1 none). Ids are the
    file's own as big-endian numbers, parent_id 0 for none. The columns from `db_statement` to
    `code` are the attributes detectors ask for, under their old or new semantic-convention name
    (`TEXT_SOURCES`); http_status is int32, 0 for none. `resource` int32 (-1 none) indexes
    `resource_reference` (uint64, packed as in `Attributes`): where it stands in the file.
    """

    strings: StringTable
    trace_id_high: NDArray[np.uint64]
    trace_id_low: NDArray[np.uint64]
    span_id: NDArray[np.uint64]
    parent_id: NDArray[np.uint64]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    name: NDArray[np.int32]
    service: NDArray[np.int32]
    kind: NDArray[np.uint8]
    status: NDArray[np.uint8]
    resource: NDArray[np.int32]
    db_statement: NDArray[np.int32]
    db_system: NDArray[np.int32]
    http_method: NDArray[np.int32]
    url: NDArray[np.int32]
    peer: NDArray[np.int32]
    code: NDArray[np.int32]
    http_status: NDArray[np.int32]
    attributes: Attributes
    resource_reference: NDArray[np.uint64]
    ids_upper_case: bool = False
    """Whether the file writes its ids with capital letters."""
    threads: Threads = field(default_factory=no_threads)
    """Of recordings of threads: tracks, counters, flows, thread states. There `service` is the
    process, a trace is one outermost slice with all beneath it, and ids are row numbers + 1."""

    def __len__(self) -> int:
        return len(self.span_id)

    @property
    def end_ns(self) -> NDArray[np.int64]:
        """start + duration, int64 ns."""
        return self.start_ns + self.duration_ns

    def span_hex(self, row: int) -> str:
        """The span's id as the file has it: 16 hex digits."""
        number = int(self.span_id[row])
        return self._as_written(f"{0 if number == ID_OF_ZERO else number:016x}")

    def trace_hex(self, row: int) -> str:
        """The id of the span's trace: 32 hex digits."""
        return self._as_written(
            f"{int(self.trace_id_high[row]):016x}{int(self.trace_id_low[row]):016x}"
        )

    def _as_written(self, digits: str) -> str:
        return digits.upper() if self.ids_upper_case else digits

    def find_span(self, span_hex: str) -> int:
        """The first row with this span id, or -1. Raises ValueError for text that is not hex."""
        rows = np.flatnonzero(self.span_id == np.uint64(int(span_hex, 16)))
        return int(rows[0]) if len(rows) else -1


# Where the hot columns come from: the first key a span has wins.
# https://opentelemetry.io/docs/specs/semconv/ (stable names first, the ones they replaced after,
# then those of OpenTracing and Zipkin).
TEXT_SOURCES: dict[str, tuple[str, ...]] = {
    "db_statement": ("db.query.text", "db.statement", "sql.query", "cassandra.query"),
    "db_system": ("db.system.name", "db.system", "db.type"),
    "http_method": ("http.request.method", "http.method"),
    "url": ("url.full", "http.url", "url.path", "http.target", "http.path", "http.route"),
    "peer": ("peer.service", "server.address", "net.peer.name", "peer.hostname", "peer.address"),
    "code": ("code.function.name", "code.function"),
}
NUMBER_SOURCES: dict[str, tuple[str, ...]] = {
    "http_status": ("http.response.status_code", "http.status_code"),
}


def column_names() -> tuple[str, ...]:
    """The names of the per-span array columns, in the order they are declared."""
    others = ("strings", "attributes", "resource_reference", "ids_upper_case", "threads")
    return tuple(f.name for f in fields(TraceModel) if f.name not in others)
