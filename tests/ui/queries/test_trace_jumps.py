"""From a span to its statement and from a call to its span, by a name that both know."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QMenu

from perfview.engine.lending.spans import calls_of
from perfview.queries.study import Study as Queries
from perfview.recording.progress import Progress
from perfview.traces.study import Study as Traces
from perfview.ui.queries.guide import QueryGuide
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.trace import call_named, name_of_call
from perfview.ui.queries.statements import StatementsView
from perfview.ui.traces.database_calls import call_of_span, span_of_call
from tests.traces.building import Recording
from tests.ui.queries.shown_queries import document_of


@pytest.fixture(scope="module")
def trace():
    made = Recording()
    for request in (1, 2):
        begins = 100.0 * request
        root = made.span(begins, begins + 90, "GET /orders", trace=request)
        for each in (3, 1, 2):
            at = begins + 10 * each
            sql = f"SELECT * FROM orders WHERE id = {each}"
            made.span(at, at + each, "query", trace=request, parent=root, db_statement=sql)
    return Traces(made.model())


def test_a_span_and_its_call_have_the_same_name(trace) -> None:
    lent = calls_of(trace, Progress())
    queries = Queries(lent.model)
    assert len(lent.span) == 6
    for call, span in enumerate(lent.span.tolist()):
        name = call_of_span(trace, span)
        assert call_named(queries, name) == call
        assert name_of_call(queries, call) == name
        assert span_of_call(trace, name) == span


def test_what_names_no_call_finds_none(trace) -> None:
    queries = Queries(calls_of(trace, Progress()).model)
    assert call_of_span(trace, 0) == ""
    for name in ("", "abc", f"{9:032x}:0", f"{1:032x}:7"):
        assert call_named(queries, name) == -1
        assert span_of_call(trace, name) == -1


def test_a_call_is_chosen_with_its_statement_and_goes_back_to_the_trace(qtbot, trace) -> None:
    lent = calls_of(trace, Progress())
    document = document_of(Queries(lent.model))
    document.opened.identity = SimpleNamespace(kind="queries", format="span-statements")
    name = call_of_span(trace, int(lent.span[4]))
    found = QueryGuide().find(document, name)
    assert found == {"row": 4, "operation": 0}
    view = StatementsView(document)
    qtbot.addWidget(view)
    document.selection.reveal(None, **found)
    menu = QMenu(view)
    fill_statement_menu(menu, view, document, 0)
    back = next(each for each in menu.actions() if each.text() == "Show the call in its trace")
    with qtbot.waitSignal(document.kind_wanted) as asked:
        back.trigger()
    assert asked.args == ["traces", name]
