"""From the tables of a reader's workers to the model, with what was odd noted in the report.

A reader fills `Tables(SPAN_LAYOUT)`, one per worker, each followed by a `HotColumns` of its own;
then it appends the later workers' tables to the first (`Tables.append`) and calls `assemble` once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables, remap
from perfview.kernels.unescaping import unescaped
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.model import (
    NUMBER_SOURCES,
    TEXT_SOURCES,
    Attributes,
    SpanKind,
    SpanStatus,
    TraceModel,
)
from perfview.traces.readers.common.span_tables import (
    ATTRIBUTES,
    LOG_RECORDS,
    METRIC_POINTS,
    NOT_GIVEN,
    RESOURCE_ATTRIBUTES,
    RESOURCES,
    SPANS,
)

SERVICE_KEY = "service.name"

_IDS = ("trace_id_high", "trace_id_low", "span_id", "parent_id")
_SAME = (*_IDS, "name", *TEXT_SOURCES, *NUMBER_SOURCES)


def _table_of(interner: Interner) -> StringTable:
    return StringTable(*interner.packed())


def _resolve_escapes(tables: Tables) -> tuple[StringTable, StringTable]:
    """Texts and keys with JSON escapes resolved, the columns renumbered where ids changed."""
    text_ids, key_ids = unescaped(tables.texts), unescaped(tables.keys)
    if text_ids is not None:
        for column in tables.text_columns():
            remap(column, column, text_ids)
    if key_ids is not None:
        for column in tables.key_columns():
            remap(column, column, key_ids)
    return _table_of(tables.texts), _table_of(tables.keys)


@dataclass(frozen=True)
class Resources:
    """Who recorded the spans. n spans, k resources.

    service int32 (n), text ids; resource int32 (n), -1 none; reference uint64 (k): where each
    stands in the file.
    """

    service: NDArray[np.int32]
    resource: NDArray[np.int32]
    reference: NDArray[np.uint64]


def _resources(tables: Tables, strings: StringTable, keys: StringTable) -> Resources:
    """OpenTelemetry's: the service of every span is its resource's service.name."""
    resource = tables.column(SPANS, "resource")
    of_resource = np.full(max(1, tables.rows(RESOURCES)), -1, np.int32)
    named = tables.column(RESOURCE_ATTRIBUTES, "key") == keys.find(SERVICE_KEY)
    rows = tables.column(RESOURCE_ATTRIBUTES, "resource")[named]
    texts = tables.column(RESOURCE_ATTRIBUTES, "text")[named]
    known = rows < len(of_resource)
    of_resource[rows[known]] = texts[known]
    services: NDArray[np.int32] = np.take(of_resource, resource, mode="clip")
    return Resources(services, resource, tables.column(RESOURCES, "reference"))


def _durations(tables: Tables, report: ImportReport) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and duration, int64 ns: 0 where one is missing or the end comes first."""
    start, end = tables.column(SPANS, "start"), tables.column(SPANS, "end")
    no_start, no_end = start == NOT_GIVEN, (end == NOT_GIVEN) | ((end == 0) & (start != 0))
    start[no_start] = np.where(no_end[no_start], 0, end[no_start])
    end[no_end] = start[no_end]
    duration = np.subtract(end, start, out=end)
    negative = duration < 0
    duration[negative] = 0
    report.note(
        "no-start", int(no_start.sum()), "Spans without a start count as starting at their end."
    )
    report.note(
        "no-end", int(no_end.sum()), "Spans that never ended count as having taken no time."
    )
    report.note(
        "negative-duration",
        int(negative.sum()),
        "Spans that end before they start count as having taken no time.",
    )
    return start, duration


def _note_others(tables: Tables, report: ImportReport) -> None:
    points, records = tables.rows(METRIC_POINTS), tables.rows(LOG_RECORDS)
    if not tables.rows(SPANS):
        counts = [(points, "metric data points"), (records, "log records")]
        instead = " and ".join(f"{count:,} {words}" for count, words in counts if count)
        report.note("no-spans", 1, f"The file holds no spans{instead and f': {instead}'}.")
    report.note(
        "metrics", points, "Metric data points stand in the file too; only spans are shown."
    )
    report.note("logs", records, "Log records stand in the file too; only spans are shown.")


def _known(column: NDArray[np.uint8], names: type[IntEnum]) -> NDArray[np.uint8]:
    """The column itself, with 0 for numbers that stand for none of the names."""
    column[column > max(names)] = 0
    return column


def _attributes(tables: Tables, keys: StringTable) -> Attributes:
    first = np.empty(tables.rows(SPANS) + 1, np.int64)
    first[:-1] = tables.column(SPANS, "first_attribute")
    first[-1] = tables.rows(ATTRIBUTES)
    return Attributes(
        first,
        tables.column(ATTRIBUTES, "key"),
        tables.column(ATTRIBUTES, "reference"),
        keys,
    )


def assemble(
    tables: Tables,
    report: ImportReport,
    *,
    escaped: bool,
    ids_upper_case: bool = False,
    resolve: Callable[[Tables, StringTable, StringTable], Resources] = _resources,
) -> TraceModel:
    """The model of one worker's tables (`SPAN_LAYOUT`), which it takes over without copying.

    `escaped` says whether interned texts still have JSON escapes, `ids_upper_case` how the file
    writes ids. `resolve` gets the tables, the texts and the keys, fills what columns of spans a
    format leaves to be found out, in place, and says who recorded them. Adds to the report its
    rows and the oddities no-start, no-end, negative-duration, no-spans, metrics and logs.
    """
    if escaped:
        strings, keys = _resolve_escapes(tables)
    else:
        strings, keys = _table_of(tables.texts), _table_of(tables.keys)
    resources = resolve(tables, strings, keys)
    start_ns, duration_ns = _durations(tables, report)
    _note_others(tables, report)
    report.rows = tables.rows(SPANS)
    same: dict[str, Any] = {name: tables.column(SPANS, name) for name in _SAME}
    return TraceModel(
        strings=strings,
        start_ns=start_ns,
        duration_ns=duration_ns,
        service=resources.service,
        resource=resources.resource,
        attributes=_attributes(tables, keys),
        kind=_known(tables.column(SPANS, "kind"), SpanKind),
        status=_known(tables.column(SPANS, "status"), SpanStatus),
        resource_reference=resources.reference,
        ids_upper_case=ids_upper_case,
        **same,
    )
