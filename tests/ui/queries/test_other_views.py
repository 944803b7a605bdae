"""Load over time, loops, tables, events, and two recordings held against each other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from perfview.queries.model import LOCK_WAIT
from perfview.ui.queries.changes.matching import FASTER, GONE, NEW, SLOWER, matched
from perfview.ui.queries.choosing import chosen_call, chosen_statement, reveal_statement
from perfview.ui.queries.difference import DifferenceView
from perfview.ui.queries.happenings import EventsView
from perfview.ui.queries.load.content import content_of, extent_of, in_range
from perfview.ui.queries.loops import LoopsView
from perfview.ui.queries.repeated.request import LOOPED, SOURCE, request_of
from perfview.ui.queries.schema.table_graph import graph_of
from perfview.ui.queries.schema_graph import TablesView
from perfview.ui.queries.timeline import TimelineView
from tests.queries.building import MS, QueryBuilder
from tests.ui.queries.shown_queries import document_of, shop, shown_texts, statement_like


@pytest.fixture(scope="module")
def study():
    return shop().study()


@pytest.fixture
def show(qtbot, study):
    def shown(kind, of=None):
        view = kind(document_of(of or study))
        qtbot.addWidget(view)
        view.resize(1000, 800)
        view.show()
        if hasattr(view, "_pane"):
            qtbot.waitUntil(lambda: len(view._pane.table.table.columns) > 0)
        if hasattr(view, "settle"):
            view.settle()
        return view

    return shown


# Load


def test_the_load_of_all_stretches_is_the_time_of_all_calls(study):
    start, stop = extent_of(study)
    content = content_of(study, start, stop)
    width = (stop - start) / content.busy.shape[1]
    assert content.busy.sum() * width == pytest.approx(study.totals.whole_ns, rel=0.01)
    assert len(content.busy) == len(content.statements) + 1
    assert content.events[LOCK_WAIT][0].tolist() == [60 * MS]


def test_marking_a_stretch_tells_what_ran_in_it(qtbot, show, study):
    view = show(TimelineView)
    area = view.picture._area()
    middle = int(area.center().y())
    points = [QPoint(int(area.left() + area.width() * part), middle) for part in (0.0, 0.2)]
    QTest.mousePress(view.picture, Qt.MouseButton.LeftButton, pos=points[0])
    QTest.mouseMove(view.picture, points[1])
    QTest.mouseRelease(view.picture, Qt.MouseButton.LeftButton, pos=points[1])
    marked = view.document.selection.focus.range_ns
    assert marked is not None
    assert marked[1] < extent_of(study)[1]
    view.settle()
    expected = in_range(study, *marked)
    assert view._found.statements.tolist() == expected.statements.tolist()
    assert "email" not in "".join(study.text_of(int(row)) for row in expected.statements)
    QTest.keyClick(view.picture, Qt.Key.Key_Escape)
    assert view.document.selection.focus.range_ns is None


def test_the_wheel_looks_closer_and_f_shows_all_again(show, study):
    view = show(TimelineView)
    view.picture._zoom(0.5, view.picture._area().center().x())
    assert view._stretch[1] - view._stretch[0] < 0.6 * (extent_of(study)[1] - extent_of(study)[0])
    view.fit()
    assert view._stretch == extent_of(study)


# Loops


def test_a_loop_shows_a_request_call_by_call(show, study):
    view = show(LoopsView)
    loop = view.loops[view._loop]
    assert "user_id" in study.text_of(loop.statement)
    assert len(loop.requests) == 4
    request = request_of(study, loop, 0)
    assert np.count_nonzero(request.part == LOOPED) == 12
    assert np.count_nonzero(request.part == SOURCE) == 1
    assert (np.diff(request.start_ns) >= 0).all()
    assert view._which.text() == "Request 1 of 4"
    view.step(1)
    view.settle()
    assert view._which.text() == "Request 2 of 4"
    view.waterfall.setFocus()
    QTest.keyClick(view.waterfall, Qt.Key.Key_Down)
    assert chosen_call(study, view.document.selection.focus) >= 0


def test_choosing_what_feeds_a_loop_shows_the_loop(show, study):
    view = show(LoopsView)
    source = statement_like(study, "LIMIT")
    reveal_statement(view.document, source)
    assert view._pane.table.chosen_rows.tolist() == [0]


def test_without_loops_a_sentence_stands_there(show):
    made = QueryBuilder()
    made.call("select 1")
    assert show(LoopsView, made.study())._pile.currentIndex() == 1


# Tables


def test_tables_are_joined_by_statements_and_keys(study):
    graph = graph_of(study)
    assert set(graph.names) == {"users", "orders", "orphans"}
    pair = {graph.names[int(end[0])] for end in (graph.source, graph.target)}
    assert pair == {"users", "orders"}
    assert graph.is_key.tolist() == [True]
    assert graph.joined[0] > 0
    assert graph.share[graph.place_of("orphans")] == 0


def test_a_statement_marks_its_tables(show, study):
    view = show(TablesView)
    statement = statement_like(study, "email")
    reveal_statement(view.document, statement)
    assert view.canvas.emphasis.way == {0}
    near = view.canvas.emphasis.near
    assert not near[view.graph.place_of("orphans")]
    assert near[view.graph.place_of("users")]
    assert len(view.canvas.places.cards) == 2
    view.only_used.setChecked(False)
    assert len(view.canvas.places.cards) == 3


def test_a_table_filters_statements(qtbot, show):
    view = show(TablesView)
    view.show_table(view.graph.place_of("users"))
    with qtbot.waitSignal(view.document.filter_wanted) as asked:
        view.canvas.opened.emit(view.graph.place_of("users"))
    assert asked.args == ["statements", "table=users"]


# Events


def test_events_are_told_by_sort_and_choose_their_statement(show, study):
    view = show(EventsView)
    view.show_kind(1 + view._kinds.index(LOCK_WAIT))
    assert len(view._pane.table.table.shown) == 1
    view._pane.table.selectRow(0)
    assert chosen_statement(study, view.document.selection.focus) == 1
    said = " ".join(each.text() for each in view.message.findChildren(QLabel))
    assert "still waiting" in said


# Difference


def earlier() -> QueryBuilder:
    """Half a dozen runs of each of three statements."""
    made = QueryBuilder()
    for run in range(8):
        made.call("SELECT id FROM users ORDER BY id LIMIT 12", 2.0 + run / 100)
        made.call(f"SELECT email FROM users WHERE id = {run}", 40.0 + run / 100)
        made.call(f"SELECT note FROM orders WHERE id = {run}", 5.0)
    return made


def later() -> QueryBuilder:
    """Users by number take ten times as long, emails a tenth, orders are not asked for, something
    is new."""
    made = QueryBuilder()
    for run in range(8):
        made.call("SELECT id FROM users ORDER BY id LIMIT 12", 20.0 + run / 100)
        made.call(f"SELECT email FROM users WHERE id = {run}", 4.0 + run / 100)
        made.call(f"DELETE FROM orphans WHERE id = {run}", 9.0)
    return made


def test_statements_of_two_recordings_are_matched():
    before, after = earlier().study(), later().study()
    found = matched(before, after)
    what = {}
    for row in range(len(found)):
        own, other = int(found.after[row]), int(found.before[row])
        text = after.text_of(own) if own >= 0 else before.text_of(other)
        what[text.split(" FROM ")[0].split()[-1]] = int(found.what[row])
    assert what == {"id": SLOWER, "email": FASTER, "note": GONE, "DELETE": NEW}
    changes = np.abs(found.total_ns.amount)
    assert (np.diff(changes) <= 0).all()


def test_the_difference_is_shown_and_chosen(show):
    after = later().study()
    after.baseline = earlier().study()
    view = show(DifferenceView, after)
    assert len(shown_texts(view._pane.table)) == 4
    reveal_statement(view.document, statement_like(after, "DELETE"))
    assert view._pane.table.chosen_rows.size == 1
    assert (
        "DELETE"
        in shown_texts(view._pane.table)[
            int(view._pane.table.selectionModel().selectedRows()[0].row())
        ]
    )
