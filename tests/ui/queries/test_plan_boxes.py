"""Plans as boxes, and the view of all plans."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from perfview.ui.queries.choosing import chosen_plan, reveal_statement
from perfview.ui.queries.plan.outline import COST, MISESTIMATE, ROWS, TIME, heat_of, outline_of
from perfview.ui.queries.plan.words import node_facts, node_words
from perfview.ui.queries.plans import PlansView
from tests.queries.building import QueryBuilder
from tests.ui.queries.shown_queries import SCAN, document_of, shop, statement_like

DEEP = 3_000


@pytest.fixture(scope="module")
def study():
    return shop().study()


@pytest.fixture
def view(qtbot, study):
    made = PlansView(document_of(study))
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    qtbot.waitUntil(lambda: len(made._pane.table.table.columns) > 0)
    made.settle()
    return made


def deep_plan(depth: int) -> dict:
    node = {"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 1, "Total Cost": 1.0}
    for level in range(depth):
        node = {"Node Type": "Append", "Plan Rows": 1, "Total Cost": 2.0 + level, "Plans": [node]}
    return {"Plan": node}


def test_a_box_says_what_is_read_and_what_was_expected(study):
    scan = node_words(study, 1)
    assert scan.title == "Seq Scan on orders o"
    assert scan.under.startswith("reads 1.20")
    assert "388 rows, 12 expected" in scan.under
    assert scan.is_wrong


def test_conditions_are_told_without_their_values(study):
    facts = dict(node_facts(study, 1))
    assert "note" in facts["Filter"]
    assert "secret" not in facts["Filter"]


def test_heat_goes_to_what_costs(study):
    outline = outline_of(study, 0)
    for by in (TIME, ROWS, MISESTIMATE, COST):
        heat = np.nan_to_num(heat_of(study, outline, by))
        assert int(np.argmax(heat)) == 1, by
    assert heat_of(study, outline, TIME).sum() == pytest.approx(1.0)


def test_arrows_walk_fold_and_enter_looks_inside(view):
    boxes = view.boxes
    boxes.setFocus()
    QTest.keyClick(boxes, Qt.Key.Key_Down)
    assert boxes.chosen == 0
    QTest.keyClick(boxes, Qt.Key.Key_Left)
    assert boxes.shown.tolist() == [0]
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    QTest.keyClick(boxes, Qt.Key.Key_Right)
    assert boxes.chosen == 1
    QTest.keyClick(boxes, Qt.Key.Key_Return)
    assert boxes.shown.tolist() == [1]
    assert "Seq Scan" in view._part.text()
    QTest.keyClick(boxes, Qt.Key.Key_Escape)
    assert boxes.shown.tolist() == [0, 1]


def test_a_click_tells_everything_of_a_step(view):
    place = QPoint(200, view.boxes.density.pitch + 10)
    QTest.mouseClick(view.boxes, Qt.MouseButton.LeftButton, pos=place)
    assert view.panel._title.text() == "Seq Scan on orders o"


def test_the_plan_is_copied_without_values(view):
    view._copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Seq Scan on orders" in copied
    assert "secret" not in copied


def test_steps_are_found_by_name(view):
    assert view.find("seq scan") >= 1
    view.find_next()
    assert view.boxes.chosen == 1
    assert view.find("no such step") == 0


def test_a_statement_without_a_plan_says_so(view, study):
    reveal_statement(view.document, statement_like(study, "LIMIT"))
    assert view._pile.currentIndex() == 1
    view._slowest()
    assert view._pile.currentIndex() == 0
    assert chosen_plan(study, view.document.selection.focus) == 0


def test_a_plan_that_was_not_run_is_coloured_by_cost(qtbot):
    made = QueryBuilder()
    made.plan(deep_plan(2), made.call("select 1 from t"))
    view = PlansView(document_of(made.study()))
    qtbot.addWidget(view)
    view.settle()
    assert view.boxes.heat_by in (ROWS, COST)
    assert not view.heat._group.button(TIME).isEnabled()


def test_thousands_of_nested_steps_are_drawn(qtbot):
    made = QueryBuilder()
    made.plan(deep_plan(DEEP), made.call("select 1 from t"))
    study = made.study()
    steps = len(study.model.plan_nodes)
    view = PlansView(document_of(study))
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.settle()
    assert len(view.boxes.shown) == steps > 100
    view.boxes.choose(steps - 1)
    view.boxes.grab(view.boxes.rect().adjusted(0, view.boxes.height() - 400, 0, 0))


def test_the_plan_kept_by_its_statement_is_the_slowest_that_ran():
    made = QueryBuilder()
    first = made.call("select 1 from t where a = 1")
    made.plan(SCAN, first)
    made.plan({**SCAN, "Execution Time": 90.0}, first)
    made.plan(deep_plan(1), first)
    study = made.study()
    document = document_of(study)
    reveal_statement(document, 0)
    assert chosen_plan(study, document.selection.focus) == 1
