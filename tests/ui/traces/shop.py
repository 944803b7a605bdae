"""A small recording of a shop and a document that has it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from perfview.recording.report import ImportReport
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from perfview.ui.workspace.document import Document, State
from tests.traces.building import Recording


def study() -> Study:
    """Trace 0: 100 ms, fails; trace 1: 40 ms; trace 2: 60 ms. Spans in the order of this text.

    0 GET /orders (web, 0-100)   1 list (orders, 10-90)   2-4 SELECT (db, 20 ms, the last fails)
    5 GET /cart (web, 200-240)   6 verify (auth, 205-215)
    7 GET /orders (web, 300-360) 8 list (orders, 310-350)
    """
    made = Recording()
    first = made.span(
        0,
        100,
        "GET /orders",
        trace=0xA1,
        service="web",
        kind=SpanKind.SERVER,
        http_status=500,
        error=True,
    )
    listing = made.span(10, 90, "list", parent=first, trace=0xA1, service="orders")
    for at in (15, 40, 65):
        made.span(
            at,
            at + 20,
            "SELECT",
            parent=listing,
            trace=0xA1,
            service="db",
            db_statement="SELECT * FROM items",
            db_system="sqlite",
            error=at == 65,
        )
    second = made.span(200, 240, "GET /cart", trace=0xB2, service="web", kind=SpanKind.SERVER)
    made.span(205, 215, "verify", parent=second, trace=0xB2, service="auth")
    third = made.span(300, 360, "GET /orders", trace=0xC3, service="web", kind=SpanKind.SERVER)
    made.span(310, 350, "list", parent=third, trace=0xC3, service="orders")
    return Study(made.model())


def document(of: Study | None = None) -> Document:
    """A document that was read, without a file or a thread."""
    made = Document(Path("shop.json"))
    made.state = State.READY
    made.opened = SimpleNamespace(
        identity=SimpleNamespace(kind="traces"),
        report=ImportReport(),
        advice=None,
        study=of or study(),
        source=None,
    )
    return made
