"""Spans of Zipkin's first version: what annotations say, and one span for each side of a call.

The rules are those of Zipkin's own converter:
https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/V1SpanConverter.java
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.model import Attributes, SpanKind, TraceModel, column_names
from perfview.traces.readers.common.assembly import Resources
from perfview.traces.readers.common.missing_starts import derive_starts
from perfview.traces.readers.common.span_tables import ATTRIBUTES, NOT_GIVEN, SPANS
from perfview.traces.readers.opentracing.jaeger_assembly import by_word
from perfview.traces.readers.opentracing.zipkin import ADDRESSES, ANNOTATIONS
from perfview.traces.readers.opentracing.zipkin_assembly import fill_status

_CS, _CR, _SR, _SS, _MS, _MR = range(1, 7)
_CORE = {b"cs": _CS, b"cr": _CR, b"sr": _SR, b"ss": _SS, b"ms": _MS, b"mr": _MR}
_ONLY_CLIENTS = ("db_statement", "db_system", "peer")


class Halves:
    """One reading's annotations; `resolve` goes to `assemble`, `split` takes what it returned."""

    def __init__(self, report: ImportReport) -> None:
        self._report = report

    def resolve(self, tables: Tables, strings: StringTable, keys: StringTable) -> Resources:
        """Fill times, kinds, statuses and peers as annotations say; whose the spans are."""
        n = tables.rows(SPANS)
        self._time = np.full((7, n), NOT_GIVEN, np.int64)
        self._service = np.full((7, n), -1, np.int32)
        self._core = by_word(tables.column(ANNOTATIONS, "value"), strings, _CORE)
        self._of_annotation = tables.column(ANNOTATIONS, "span")
        for core in range(7):
            rows = np.flatnonzero(self._core == core)[::-1]  # of several the first counts
            span = self._of_annotation[rows]
            self._time[core, span] = tables.column(ANNOTATIONS, "time")[rows]
            self._service[core, span] = tables.column(ANNOTATIONS, "service")[rows]
        self._address(tables, keys)
        self._say_when(tables)
        derive_starts(tables, self._report)
        start, end = tables.column(SPANS, "start"), tables.column(SPANS, "end")
        np.add(end, start, out=end, where=(start != NOT_GIVEN) & (end != NOT_GIVEN))
        fill_status(tables, strings)
        return self._resources(tables)

    def _address(self, tables: Tables, keys: StringTable) -> None:
        """What binary annotations' endpoints say: the peer's address, or the span's own."""
        attribute, span = tables.column(ADDRESSES, "attribute"), tables.column(ADDRESSES, "span")
        service = tables.column(ADDRESSES, "service")
        key = tables.column(ATTRIBUTES, "key")[attribute]
        self._serves, self._calls = (key == keys.find(name) for name in ("ca", "sa"))
        self._caller = np.full(tables.rows(SPANS), -1, np.int32)
        self._callee, self._own = self._caller.copy(), self._caller.copy()
        self._caller[span[self._serves]] = service[self._serves]
        self._callee[span[self._calls]] = service[self._calls]
        own = np.flatnonzero(~self._serves & ~self._calls)[::-1]
        self._own[span[own]] = service[own]
        peer = tables.column(SPANS, "peer")
        np.copyto(peer, self._callee, where=self._callee >= 0)
        self._attribute_service = np.full(tables.rows(ATTRIBUTES), -1, np.int32)
        self._attribute_service[attribute] = service
        behind = tables.column(ANNOTATIONS, "attribute")
        self._attribute_service[behind - 1] = tables.column(ANNOTATIONS, "service")

    def _say_when(self, tables: Tables) -> None:
        """Kinds, and times where a span does not give both itself."""
        given = self._time != NOT_GIVEN
        client, server = given[_CS] | given[_CR], given[_SR] | given[_SS]
        kind = tables.column(SPANS, "kind")
        kind[self._caller >= 0] = int(SpanKind.SERVER)
        kind[self._callee >= 0] = int(SpanKind.CLIENT)
        for which, is_it in (
            (SpanKind.CONSUMER, given[_MR]),
            (SpanKind.PRODUCER, given[_MS]),
            (SpanKind.SERVER, server),
            (SpanKind.CLIENT, client),
        ):
            kind[is_it] = int(which)
        self.doubled = np.flatnonzero(given[_CS] & given[_SR])
        self.sent = np.flatnonzero(given[_MS] & given[_MR])
        start, length = tables.column(SPANS, "start"), tables.column(SPANS, "end")
        whole = (start != NOT_GIVEN) & (length != NOT_GIVEN) & (length > 0)
        for begin, stop in ((_CS, _CR), (_SR, _SS), (_MS, 0), (_MR, 0)):
            open_ = ~whole & given[begin]
            start[open_] = self._time[begin][open_]
            closed = open_ & given[stop] if stop else np.zeros_like(open_)
            length[closed] = (self._time[stop] - self._time[begin])[closed]
            whole |= open_

    def _resources(self, tables: Tables) -> Resources:
        """Each span's service: the client's, else the server's, an annotation's or an address'."""
        service = self._own.copy()
        for core in (0, _MR, _MS, _SS, _SR, _CR, _CS):
            known = self._service[core] >= 0
            service[known] = self._service[core][known]
        names = [tables.column(t, "service") for t in (ANNOTATIONS, ADDRESSES)]
        places = [tables.column(t, "endpoint") for t in (ANNOTATIONS, ADDRESSES)]
        every, place = np.concatenate(names), np.concatenate(places)
        self._resource_of = np.full(int(every.max(initial=-1)) + 2, -1, np.int32)
        numbers, values = number_small(every, int(every.max(initial=-1)) + 1)
        self._resource_of[values] = np.arange(len(values), dtype=np.int32)
        self._resource_of[-1] = -1
        reference = np.zeros(len(values), np.uint64)
        reference[numbers[::-1]] = place[::-1]
        return Resources(service, self._resource_of[service], reference)

    def split(self, model: TraceModel) -> TraceModel:
        """The model with a further span for each called side of those that hold both."""
        again = np.concatenate([self.doubled, self.sent])
        if not len(again):
            return model
        begin = np.where(np.arange(len(again)) < len(self.doubled), _SR, _MR)
        rows = np.concatenate([np.arange(len(model)), again])
        columns = {name: getattr(model, name)[rows] for name in column_names()}
        new = slice(len(model), None)
        called = self._service[begin, again]
        columns["start_ns"][new] = self._time[begin, again]
        ends = np.where(begin == _SR, self._time[_SS, again], NOT_GIVEN)
        length = np.where(ends == NOT_GIVEN, 0, ends - self._time[begin, again])
        columns["duration_ns"][new] = np.maximum(length, 0)
        columns["kind"][new] = np.where(begin == _SR, int(SpanKind.SERVER), int(SpanKind.CONSUMER))
        columns["service"][new] = called
        columns["resource"][new] = self._resource_of[called]
        for name in _ONLY_CLIENTS:
            columns[name][new] = -1
        self._report.rows = len(rows)
        return replace(model, attributes=self._divided(model, again, called), **columns)

    def _divided(
        self, model: TraceModel, again: NDArray[np.int64], called: NDArray[np.int32]
    ) -> Attributes:
        """The attributes, those of the called side with its own span."""
        table = model.attributes
        owner = np.repeat(np.arange(len(model)), np.diff(table.first))
        half = np.full(len(model), -1, np.int64)
        half[again] = len(model) + np.arange(len(again))
        side = np.full(len(model), -2, np.int32)
        side[again] = called
        moves = (self._attribute_service == side[owner]) & (side != model.service)[owner]
        owner = np.where(moves, half[owner], owner)
        order = np.argsort(owner, kind="stable")
        first = np.zeros(len(model) + len(again) + 1, np.int64)
        np.cumsum(np.bincount(owner, minlength=len(first) - 1), out=first[1:])
        return Attributes(first, table.key[order], table.reference[order], table.keys)
