"""The critical-path navigator: which trace, which step, and the selection it shares."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from perfview.ui.theme import theme
from perfview.ui.traces.critical_path import CriticalPathView
from perfview.ui.traces.critical_path_table import stretch_columns, stretches_of
from perfview.ui.widgets.table.view import Table
from tests.traces.building import Recording
from tests.ui.traces import shop

MS = 1_000_000


@pytest.fixture
def document(qapp):
    theme.set_theme("dark")
    return shop.document()


@pytest.fixture
def view(qtbot, document):
    made = CriticalPathView(document)
    document.setParent(made)
    qtbot.addWidget(made)
    made.resize(1000, 400)
    made.show()
    qtbot.waitUntil(lambda: made.stretches is not None and len(table_of(made).table.columns) > 0)
    return made


def table_of(view: CriticalPathView) -> Table:
    return view.findChildren(Table)[0]


def settled(qtbot, view: CriticalPathView, trace: int) -> None:
    qtbot.waitUntil(lambda: view.stretches is not None and view.stretches.trace == trace)
    qtbot.waitUntil(lambda: len(table_of(view).table.shown) == len(view.stretches))


def test_the_steps_are_the_path_by_time_then_what_ran_beside_it(document) -> None:
    made = Recording()
    made.span(0, 100, "GET /")
    made.span(10, 90, "slow", parent=1, service="db")
    made.span(10, 60, "beside", parent=1, service="db")
    study = shop.document(shop.Study(made.model())).opened.study
    found = stretches_of(study, 0)
    assert found.row.tolist() == [0, 1, 0, 2]
    assert (found.exclusive_ns // MS).tolist() == [10, 80, 10, 0]
    assert (found.slack_ns // MS).tolist() == [0, 0, 0, 30]
    assert (found.drag_ns // MS).tolist() == [100, 30, 100, 0]
    texts = {c.key: [c.text(k) for k in range(4)] for c in stretch_columns(study, found)}
    assert texts["share"] == ["10\u202f%", "80\u202f%", "10\u202f%", "–"]
    assert texts["drag_ns"][3] == "–"


def test_the_slowest_trace_stands_there_until_one_is_chosen(qtbot, view, document) -> None:
    assert view.stretches.trace == 0
    document.selection.change(None, row=6)
    settled(qtbot, view, 1)
    assert table_of(view).chosen_rows.tolist() == view.stretches.of_row(6).tolist()


def test_steps_go_along_the_path_and_stop_at_its_ends(qtbot, view, document) -> None:
    revealed = []
    document.selection.revealed.connect(lambda focus: revealed.append(focus.row))
    path = view.stretches.row[: view.stretches.on_path].tolist()
    for _ in path:
        view.step(1)
    assert revealed == path
    view.step(1)
    assert revealed[-1] == path[-1]
    view.step(-1)
    assert revealed[-1] == path[-2]
    focus = document.selection.focus
    assert focus.groups.tolist() == [0]
    assert focus.operation == document.opened.study.operations.of_span[path[-2]]
    assert table_of(view).chosen_rows.tolist() == [len(path) - 2]


def test_brackets_and_buttons_step_too(qtbot, view, document) -> None:
    view.take_keyboard()
    view.window().activateWindow()
    table = table_of(view)
    qtbot.keyClick(table, Qt.Key.Key_BracketRight)
    first = document.selection.focus.row
    assert first == view.stretches.row[0]
    on = next(b for b in view.findChildren(QPushButton) if "Next step" in b.toolTip())
    on.click()
    assert document.selection.focus.row == view.stretches.row[1]
    qtbot.keyClick(table, Qt.Key.Key_BracketLeft)
    assert document.selection.focus.row == first


def test_a_chosen_row_is_chosen_everywhere(qtbot, view, document) -> None:
    table_of(view).chosen.emit(np.array([2], np.int32))
    assert document.selection.focus.row == view.stretches.row[2]


def test_the_chip_leaves_only_the_path(qtbot, view) -> None:
    chip = next(b for b in view.findChildren(QPushButton) if b.text() == "On the path")
    chip.click()
    assert len(table_of(view).table.shown) == view.stretches.on_path


def test_a_recording_without_spans_has_no_path(qtbot, qapp) -> None:
    document = shop.document(shop.Study(Recording().model()))
    made = CriticalPathView(document)
    document.setParent(made)
    qtbot.addWidget(made)
    made.show()
    made.step(1)
    assert made.stretches is None
