"""A document for views in tests: a shop's traces, a selection, no file."""

from __future__ import annotations

from types import SimpleNamespace

from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from perfview.ui.workspace.selection import Selection
from tests.traces.building import Recording


def shop(traces: int = 3) -> Recording:
    """Every second: web answers 100 ms, asks the shop 80 ms, which asks its database five times."""
    made = Recording()
    for number in range(traces):
        at, trace = 1000.0 * number, number + 1
        root = made.span(at, at + 100, "GET /orders", trace=trace, kind=SpanKind.SERVER)
        call = made.span(
            at + 10, at + 90, "list", parent=root, trace=trace, service="shop", kind=SpanKind.SERVER
        )
        for k in range(5):
            begin = at + 12 + 15 * k
            made.span(
                begin,
                begin + 12,
                "SELECT items",
                parent=call,
                trace=trace,
                service="shop",
                kind=SpanKind.CLIENT,
                db_system="postgresql",
                db_statement="SELECT * FROM items WHERE id = 7",
                error=number == 1 and k == 3,
            )
    return made


def document(recording: Recording | None = None) -> SimpleNamespace:
    """Stands where a `Document` stands for a view."""
    study = Study((recording or shop()).model())
    return SimpleNamespace(opened=SimpleNamespace(study=study, advice=None), selection=Selection())
