"""What spans of Zipkin's second version leave to be found out: service, peer and status."""

from __future__ import annotations

import numpy as np

from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.model import SpanStatus
from perfview.traces.readers.common.assembly import Resources
from perfview.traces.readers.common.missing_starts import derive_starts
from perfview.traces.readers.common.span_tables import SPANS
from perfview.traces.readers.opentracing.jaeger_assembly import add_durations, by_word

_NO_ERROR = {b"false": 0}


def fill_status(tables: Tables, strings: StringTable) -> None:
    """A tag `error` says that a span failed, whatever it holds: Zipkin's own convention."""
    tables.column(SPANS, "status")[:] = by_word(
        tables.column(SPANS, "error_word"), strings, _NO_ERROR, other=int(SpanStatus.ERROR)
    )


def resolve(
    tables: Tables, strings: StringTable, keys: StringTable, report: ImportReport
) -> Resources:
    """Fill starts, ends, statuses and peers; say whose the spans are."""
    derive_starts(tables, report)
    add_durations(tables)
    fill_status(tables, strings)
    remote, peer = tables.column(SPANS, "remote"), tables.column(SPANS, "peer")
    np.copyto(peer, remote, where=remote >= 0)
    service = tables.column(SPANS, "own_service")
    address = (tables.column(SPANS, "ipv4"), tables.column(SPANS, "ipv6"))
    high = service.astype(np.uint64) << np.uint64(32) | address[0].astype(np.uint32)
    low = tables.column(SPANS, "port").astype(np.uint64) << np.uint64(32)
    resource, first = number_wide(high, low | address[1].astype(np.uint32))
    return Resources(service, resource, tables.column(SPANS, "endpoint")[first])
