"""The trace list and the operations table, and the selection they share."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

from perfview.ui.theme import theme
from perfview.ui.traces.operations import OperationTable, operation_columns
from perfview.ui.traces.trace_list import TraceList, trace_columns
from perfview.ui.widgets.table.order import Arrangement, arrange
from perfview.ui.widgets.table.view import Table
from tests.traces.building import Recording
from tests.ui.traces import shop


@pytest.fixture
def document(qapp):
    theme.set_theme("dark")
    return shop.document()


def shown(qtbot, kind, document):
    """A view whose columns have been worked out, and its table."""
    view = kind(document)
    document.setParent(view)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    table = view.findChildren(Table)[0]
    with qtbot.waitSignal(table.arranged):
        view.show()
    qtbot.waitUntil(lambda: len(table.table.columns) > 0)
    return view, table


@pytest.fixture
def traces(qtbot, document):
    return shown(qtbot, TraceList, document)


@pytest.fixture
def operations(qtbot, document):
    return shown(qtbot, OperationTable, document)


def column(columns, key: str) -> list[str]:
    (found,) = (c for c in columns if c.key == key)
    return [found.text(row) for row in range(len(found))]


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


# -- what stands in them


def test_a_trace_has_its_root_start_extent_and_counts() -> None:
    columns = trace_columns(shop.study())
    assert column(columns, "root") == ["GET /orders", "GET /cart", "GET /orders"]
    assert column(columns, "start_ns") == ["0\u202fms", "200\u202fms", "300\u202fms"]
    assert column(columns, "duration_ns") == ["100\u202fms", "40.0\u202fms", "60.0\u202fms"]
    assert column(columns, "spans") == ["5", "2", "2"]
    assert column(columns, "errors") == ["2", "0", "0"]
    assert column(columns, "services") == ["3", "2", "2"]
    assert column(columns, "trace_id")[0] == "a1".rjust(32, "0")


def test_an_operation_has_its_times_errors_and_share() -> None:
    columns = operation_columns(shop.study())
    at = column(columns, "operation").index("SELECT")
    cells = {c.key: c.text(at) for c in columns}
    assert cells["service"] == "db"
    assert cells["count"] == "3"
    assert cells["total_ns"] == cells["self_ns"] == "60.0\u202fms"
    assert cells["p50_ns"] == cells["p99_ns"] == "20.0\u202fms"
    assert cells["error_ratio"] == "33\u202f%"
    # 60 ms of all three roots' 100 + 40 + 60 ms.
    assert cells["critical_ratio"] == "30\u202f%"


def test_few_errors_are_not_red() -> None:
    errors = operation_columns(shop.study())[8]
    errors.values = np.array([0.0, 0.002, 0.01, 1.0])
    assert [errors.tone(row) for row in range(4)] == ["text3", "text2", "bad", "bad"]


def test_a_service_has_one_colour_in_both_tables() -> None:
    study = shop.study()
    in_traces, in_operations = trace_columns(study)[0], operation_columns(study)[0]
    web = [i for i in range(len(in_operations)) if in_operations.text(i) == "web"]
    assert {in_operations.swatch(i) for i in web} == {in_traces.swatch(0)}


def test_traces_open_with_the_longest_first(traces) -> None:
    assert traces[1].table.shown.tolist() == [0, 2, 1]


def test_operations_open_with_what_users_wait_for_first(operations) -> None:
    table = operations[1].table
    assert table.columns[1].text(int(table.shown[0])) in ("list", "SELECT")


# -- filter, chips, search


@pytest.mark.parametrize(
    ("text", "found"),
    [("cart", [1]), ("verify", [1]), ("SQLite", [0]), ("orders", [0, 2]), ("zz", [])],
)
def test_a_trace_is_found_by_anything_in_it(qtbot, traces, text: str, found: list[int]) -> None:
    view, table = traces
    view._pane.filter.setText(text)
    qtbot.waitUntil(lambda: sorted(table.table.shown.tolist()) == found)
    assert view.find(text) == len(found)


def test_no_match_offers_the_way_back(qtbot, traces) -> None:
    view, table = traces
    view._pane.filter.setText("zz")
    qtbot.waitUntil(lambda: len(table.table.shown) == 0)
    way_back = next(b for b in view.findChildren(QPushButton) if b.text() == "Show all")
    assert way_back.isVisibleTo(view)
    way_back.click()
    assert len(table.table.shown) == 3


def test_only_those_with_errors(traces) -> None:
    view, table = traces
    chip = next(b for b in view.findChildren(QPushButton) if b.text() == "With errors")
    chip.setChecked(True)
    assert table.table.shown.tolist() == [0]
    chip.setChecked(False)
    assert len(table.table.shown) == 3


def test_only_those_that_touch_the_marked_range(document, traces) -> None:
    view, table = traces
    chip = next(b for b in view.findChildren(QPushButton) if b.text() == "In the marked range")
    assert not chip.isVisibleTo(view)
    first = int(document.opened.study.structure.start_ns.min())
    document.selection.change(None, range_ns=(first + 90_000_000, first + 210_000_000))
    assert chip.isVisibleTo(view)
    chip.setChecked(True)
    assert sorted(table.table.shown.tolist()) == [0, 1]
    document.selection.change(None, range_ns=(first + 240_000_000, first + 310_000_000))
    assert table.table.shown.tolist() == [2]
    document.selection.change(None, range_ns=None)
    assert len(table.table.shown) == 3
    assert not chip.isVisibleTo(view)


# -- one selection


def test_choosing_a_trace_tells_everybody(qtbot, document, traces) -> None:
    with qtbot.waitSignal(document.selection.changed):
        traces[1].selectRow(1)
    assert document.selection.focus.groups.tolist() == [2]
    assert document.selection.focus.row == 7


def test_opening_a_trace_zooms_to_it(qtbot, document, traces) -> None:
    with qtbot.waitSignal(document.selection.revealed):
        traces[1].opened.emit(1)
    focus = document.selection.focus
    structure = document.opened.study.structure
    assert focus.start_ns == structure.start_ns[1]
    assert focus.end_ns - focus.start_ns == 40_000_000


def test_a_span_chosen_elsewhere_marks_its_trace_and_operation(qtbot, document, traces) -> None:
    _, table = shown(qtbot, OperationTable, document)
    with qtbot.assertNotEmitted(traces[1].chosen), qtbot.assertNotEmitted(table.chosen):
        document.selection.change(None, row=6)
    assert traces[1].chosen_rows.tolist() == [1]
    study = document.opened.study
    assert table.chosen_rows.tolist() == [study.operations.of_span[6]]


def test_traces_of_a_recommendation_are_marked(document, traces) -> None:
    document.selection.reveal(None, groups=rows(1, 2), row=5)
    assert sorted(traces[1].chosen_rows.tolist()) == [1, 2]
    document.selection.clear()
    assert traces[1].chosen_rows.tolist() == []


def test_choosing_an_operation_tells_everybody(document, operations) -> None:
    table = operations[1]
    table.selectRow(0)
    assert document.selection.focus.operation == table.table.shown[0]
    assert document.selection.focus.row == -1


def test_opening_an_operation_goes_to_its_longest_span(document, operations) -> None:
    study = document.opened.study
    listing = int(study.operations.of_span[1])
    operations[1].opened.emit(listing)
    focus = document.selection.focus
    assert focus.row == 1
    assert focus.rows.tolist() == [1, 8]
    assert focus.groups.tolist() == [0]


def test_back_marks_what_was_chosen_before(document, traces) -> None:
    traces[1].selectRow(0)
    traces[1].selectRow(1)
    document.selection.back()
    assert traces[1].chosen_rows.tolist() == [0]


def test_tables_of_a_recording_without_spans_are_empty() -> None:
    study = shop.Study(Recording().model())
    assert {len(c) for c in (*trace_columns(study), *operation_columns(study))} == {0}
    for made in (trace_columns(study), operation_columns(study)):
        for at in range(len(made)):
            assert arrange(made, Arrangement(at, True, "x")).tolist() == []


def test_the_filter_speaks_the_language_of_all_lists(qtbot, traces) -> None:
    view, table = traces
    view._pane.filter.setText("errors>0 or root=verify*")
    qtbot.waitUntil(lambda: len(table.table.shown) < 3)
    assert all(
        view._study.structure.errors[row] > 0
        or "verify"
        in view._study.model.strings[view._study.model.name[view._study.structure.root[row]]]
        for row in table.table.shown
    )


def test_a_filter_that_makes_no_sense_says_why_and_keeps_what_is_shown(qtbot, traces) -> None:
    view, table = traces
    view._pane.filter.setText("errors>")
    qtbot.waitUntil(lambda: "should follow" in view._pane._count.text())
    assert len(table.table.shown) == 3
    view._pane.filter.setText("")
    qtbot.waitUntil(lambda: view._pane._count.text() == "3 traces")
