"""What Jaeger's spans leave to be found out: their parent, service, kind and status."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.group_lookup import find_in_groups, hash_references
from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.recording.strings import StringTable
from perfview.traces.model import ID_OF_ZERO, SpanKind, SpanStatus
from perfview.traces.readers.common.assembly import Resources
from perfview.traces.readers.common.hot_columns import HotColumns
from perfview.traces.readers.common.span_tables import NO_VALUE, NOT_GIVEN, SPANS
from perfview.traces.readers.opentracing.jaeger import (
    CHILD_OF,
    FOLLOWS_FROM,
    GROUPS,
    PROCESSES,
    REFERENCES,
    WORD_SOURCES,
)

_KINDS = {kind.name.lower().encode(): int(kind) for kind in SpanKind}
_NO_ERRORS = dict.fromkeys((b"false", b"0", b""), 0)
_TRACE_ID = ("trace_id_high", "trace_id_low")
_STATUSES = {status.name.encode(): int(status) for status in SpanStatus}


class JaegerColumns:
    """Follows one worker's tables: hot columns, and which processes are the same."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._hot = HotColumns(tables, WORD_SOURCES)
        self._done = 0

    def gather(self, origin: int) -> None:
        """As `HotColumns.gather`."""
        self._hot.gather(origin)
        rows = self._tables.rows(PROCESSES)
        if rows > self._done:
            tags = self._tables.column(PROCESSES, "tags")[self._done : rows]
            hash_references(origin, tags, self._tables.column(PROCESSES, "digest")[self._done :])
            self._done = rows


def resolve(tables: Tables, strings: StringTable, keys: StringTable) -> Resources:
    """Fill parents, ends, kinds and statuses; say whose the spans are."""
    add_durations(tables)
    _choose_parents(tables)
    kind = tables.column(SPANS, "kind")
    kind[:] = by_word(tables.column(SPANS, "kind_word"), strings, _KINDS)
    status = tables.column(SPANS, "status")
    status[:] = by_word(tables.column(SPANS, "status_word"), strings, _STATUSES)
    error = int(SpanStatus.ERROR)  # Some write what went wrong instead of true.
    failed = by_word(tables.column(SPANS, "error_word"), strings, _NO_ERRORS, other=error)
    np.maximum(status, failed, out=status)
    return _resources(tables, strings)


def add_durations(tables: Tables) -> None:
    """Make ends of what stands in their column: durations."""
    start, end = tables.column(SPANS, "start"), tables.column(SPANS, "end")
    given = (start != NOT_GIVEN) & (end != NOT_GIVEN)
    np.add(end, start, out=end, where=given)


def by_word(
    column: NDArray[np.int32], strings: StringTable, words: dict[bytes, int], other: int = 0
) -> NDArray[np.uint8]:
    """What each row's word stands for, uint8; 0 for none, `other` for one that is not known.

    `column` is int32 text ids; case does not matter.
    """
    meaning = np.zeros(len(strings) + 1, np.uint8)
    present = np.flatnonzero(np.bincount(column + 1, minlength=1)[1:])
    folded = {word.lower(): number for word, number in words.items()}
    for text in present.tolist():
        meaning[text] = folded.get(strings.raw(text).lower(), other)
    return meaning[column]


def _choose_parents(tables: Tables) -> None:
    """Of references within the trace the first CHILD_OF, else parentSpanID, else the first other.

    As jaeger-idl's model.Span.ParentSpanID does.
    """
    span, kind = tables.column(REFERENCES, "span"), tables.column(REFERENCES, "kind")
    parent = tables.column(SPANS, "parent_id")
    if not len(parent):
        return
    halves = [(tables.column(SPANS, h), tables.column(REFERENCES, h)) for h in _TRACE_ID]
    same = [np.take(own, span, mode="clip") == named for own, named in halves]
    unnamed = (halves[0][1] | halves[1][1]) == 0
    within = ((same[0] & same[1]) | unnamed) & (span < len(parent))
    target = _without_zero(tables)
    for wanted in (FOLLOWS_FROM, CHILD_OF):
        # Of several the first counts: NumPy keeps what is assigned last.
        rows = np.flatnonzero(within & (kind == wanted))[::-1]
        if wanted == FOLLOWS_FROM:
            rows = rows[parent[span[rows]] == 0]
        parent[span[rows]] = target[rows]


def _without_zero(tables: Tables) -> NDArray[np.uint64]:
    """The ids that references name, uint64; where a span itself has the id 0, which means none
    everywhere else, it and they get `ID_OF_ZERO`."""
    target, own = tables.column(REFERENCES, "span_id"), tables.column(SPANS, "span_id")
    nameless = own == 0
    if np.any(nameless) and np.any(target == 0):
        own[nameless] = ID_OF_ZERO
        target[target == 0] = ID_OF_ZERO
    return target


def _resources(tables: Tables, strings: StringTable) -> Resources:
    process = _processes_of_spans(tables, strings)
    names, digest = tables.column(PROCESSES, "service"), tables.column(PROCESSES, "digest")
    same, first = number_wide(names.astype(np.uint64), digest)
    resource = np.append(same, np.int32(-1))[process]
    service = np.append(names, np.int32(-1))[process]
    reference = tables.column(PROCESSES, "reference")[first]
    of_group = tables.column(GROUPS, "service")
    if np.any(of_group >= 0):
        group = np.minimum(tables.column(SPANS, "group"), len(of_group) - 1)
        alone = (process < 0) & (of_group[group] >= 0)
        service = np.where(alone, of_group[group], service)
        resource = np.where(alone, group + len(reference), resource).astype(np.int32)
        reference = np.concatenate([reference, tables.column(GROUPS, "reference")])
    reference[reference == NO_VALUE] = 0
    return Resources(service, resource, reference)


def _processes_of_spans(tables: Tables, strings: StringTable) -> NDArray[np.int32]:
    """The row of each span's process, int32, -1 none: the one it names, or that stands in it."""
    group, ids = tables.column(PROCESSES, "group"), tables.column(PROCESSES, "id")
    process = find_in_groups(
        tables.column(SPANS, "group"), tables.column(SPANS, "process"), group, ids, len(strings)
    )
    nested = np.flatnonzero(ids < 0)
    owner = tables.column(PROCESSES, "span")[nested]
    known = owner < len(process)
    process[owner[known]] = nested[known]
    return process
