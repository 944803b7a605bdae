"""The tables every trace reader's walker fills, whatever the file's format.

`spans` has the model's columns (the hot ones are filled by `HotColumns`, not by walkers);
`first_attribute` is the row of `attributes` at which the span's own begin. A `resource` is
committed when it ends, after its spans; its attributes' texts are interned at once, because only
the service's name is wanted and there are few. The last three only count.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.layout import Column, Layout, Table, key, link, text
from perfview.traces.model import (
    EVENTS_KEY,
    LINKS_KEY,
    NUMBER_SOURCES,
    TEXT_SOURCES,
    TRACE_STATE_KEY,
    ValueType,
)

DOCUMENTS, RESOURCES, RESOURCE_ATTRIBUTES = "documents", "resources", "resource_attributes"
SPANS, ATTRIBUTES = "spans", "attributes"
METRIC_POINTS, LOG_RECORDS = "metric_points", "log_records"

NOT_GIVEN = -(1 << 63)
"""What `start` and `end` hold for a span that has none."""

NO_VALUE = int(ValueType.BARE) << 60
"""The reference of an attribute whose value is missing: no bytes of JSON."""


def _number(name: str, dtype: type = np.int64, default: int = 0) -> Column:
    return Column(name, dtype, default)


_SPAN_COLUMNS = (
    _number("trace_id_high", np.uint64),
    _number("trace_id_low", np.uint64),
    _number("span_id", np.uint64),
    _number("parent_id", np.uint64),
    _number("start", default=NOT_GIVEN),
    _number("end", default=NOT_GIVEN),
    link("first_attribute", ATTRIBUTES, np.int64),
    text("name"),
    link("resource", RESOURCES),
    *(text(name) for name in TEXT_SOURCES),
    *(_number(name, np.int32) for name in NUMBER_SOURCES),
    _number("kind", np.uint8),
    _number("status", np.uint8),
)


def span_layout(
    tables: tuple[Table, ...] = (),
    columns: tuple[Column, ...] = (),
    constant_keys: tuple[str, ...] = (),
) -> Layout:
    """The tables above, with those of a format of its own and its further columns of spans.

    `constant_keys` follow `EVENTS_KEY` and `LINKS_KEY`.
    """
    spans = sorted((*_SPAN_COLUMNS, *columns), key=lambda c: -np.dtype(c.dtype).itemsize)
    return Layout(
        tables=(
            Table(DOCUMENTS, resumable=True),
            Table(RESOURCES, (_number("reference", np.uint64),), resumable=True, keep_cut_off=True),
            Table(RESOURCE_ATTRIBUTES, (link("resource", RESOURCES), key("key"), text("text"))),
            Table(SPANS, tuple(spans), resumable=True),
            Table(ATTRIBUTES, (_number("reference", np.uint64, NO_VALUE), key("key"))),
            Table(METRIC_POINTS, resumable=True),
            Table(LOG_RECORDS, resumable=True),
            *tables,
        ),
        constant_keys=tuple(k.encode() for k in (EVENTS_KEY, LINKS_KEY, *constant_keys)),
    )


SPAN_LAYOUT = span_layout(constant_keys=(TRACE_STATE_KEY,))
