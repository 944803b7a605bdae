"""Statements as a table, the page of one, and the guide to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPlainTextEdit

from perfview.findings.finding import Evidence, Finding, Severity
from perfview.queries.model import QueryModel
from perfview.queries.study import Study
from perfview.ui.queries.choosing import (
    choose_call,
    chosen_statement,
    chosen_statements,
    reveal_statement,
)
from perfview.ui.queries.guide import QueryGuide
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.ways import WAYS
from perfview.ui.queries.page.sql_text import folded
from perfview.ui.queries.statements import StatementsView
from perfview.ui.queries.tables.tags import short_word
from perfview.ui.shell.guides import guide_of, views_of
from tests.ui.queries.shown_queries import document_of, shop, shown_texts, statement_like


@pytest.fixture(scope="module")
def study():
    return shop().study()


@pytest.fixture
def view(qtbot, study):
    made = StatementsView(document_of(study))
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    qtbot.waitUntil(lambda: len(made._pane.table.table.columns) > 0)
    made.page.settle()
    return made


def all_words(widget) -> str:
    """Everything that can be read in a part of the window, shown or not."""
    labels = [each.text() for each in widget.findChildren(QLabel)]
    code = [each.toPlainText() for each in widget.findChildren(QPlainTextEdit)]
    return "\n".join(labels + code)


def finding_on(statement: int, severity=Severity.CRITICAL) -> Finding:
    evidence = Evidence(np.zeros(0, np.int32), np.array([statement], np.int32))
    return Finding(
        "missing-index", severity, "t", "w", "y", "v", "e", (), evidence, 0.9
    )  # fmt: skip


def test_the_window_finds_the_views_and_the_guide():
    names = {view.name for view in views_of("queries")}
    assert {slug for slug, _, _ in WAYS} <= names
    assert isinstance(guide_of("queries"), QueryGuide)
    assert QueryGuide.compared_view in names


def test_statements_stand_by_the_time_they_take(view, study):
    shares = study.totals.share[view._pane.table.table.shown]
    assert (np.diff(shares) <= 0).all()
    view.sort_by(2)
    calls = study.totals.calls[view._pane.table.table.shown]
    assert (np.diff(calls) <= 0).all()


def test_the_heaviest_statement_is_chosen_and_told(view, study):
    heaviest = int(np.argmax(study.totals.share))
    assert view._pane.table.chosen_rows.tolist() == [heaviest]
    assert chosen_statement(study, view.document.selection.focus) == -1
    assert view.page.facts.statement == heaviest


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ("table=users", "email"),
        ("kind=select mean>20ms", "email"),
        ("caller=orders.py*", "user_id"),
        ("note calls>=48", "user_id"),
    ],
)
def test_a_filter_speaks_of_tables_times_and_callers(view, wanted, holds):
    view._pane.table.filter(wanted)
    shown = shown_texts(view._pane.table)
    assert 0 < len(shown) < 3
    assert any(holds in text for text in shown)


def test_a_filter_that_makes_no_sense_is_refused_with_what_there_is(view):
    view._pane.table.filter("colour=red")
    assert "table" in view._pane._count.text()
    assert len(view._pane.table.table.shown) == 3


def test_no_literal_is_shown_until_it_is_asked_for(view, study):
    row = statement_like(study, "email")
    reveal_statement(view.document, row)
    view.page.settle()
    assert "secret" not in all_words(view.page)
    assert "secret" not in view._pane.table.table.columns[0].text(row)
    view.page.literals.click()
    assert "secret7" in all_words(view.page)


def test_literals_are_hidden_again_with_the_next_statement(view, study):
    reveal_statement(view.document, statement_like(study, "email"))
    view.page.settle()
    view.page.literals.click()
    reveal_statement(view.document, statement_like(study, "LIMIT"))
    view.page.settle()
    shown = [each for each in view.page.samples.findChildren(QPlainTextEdit) if each.isVisible()]
    assert not shown


def test_the_page_tells_the_plan_its_table_and_who_asks(view, study):
    reveal_statement(view.document, statement_like(study, "email"))
    view.page.settle()
    facts = view.page.facts
    assert facts.plan_words.startswith("actual")
    assert [table.name for table in facts.tables] == ["users", "orders"]
    assert view.page.boxes.isVisibleTo(view.page)
    assert len(view.page.boxes.shown) == 2
    reveal_statement(view.document, statement_like(study, "user_id = ?"))
    view.page.settle()
    assert [asker.name for asker in view.page.facts.askers if asker.what == "code"] == [
        "orders.py:17"
    ]
    assert not view.page.boxes.isVisibleTo(view.page)


def test_what_is_found_is_told_beside_the_statement(view, study):
    row = statement_like(study, "email")
    view.document.findings.append(finding_on(row))
    view.document.found.emit(view.document.findings[0])
    found, share = (view._pane.table.table.columns[at] for at in (1, -1))
    assert found.pills(row) == [("no index", "bad")]
    assert share.bar_tone(row) == "bad_fill"
    assert share.bar_tone(0 if row else 1) == "text3"


def test_evidence_chooses_its_statements_whatever_was_chosen_before(study):
    document = document_of(study)
    reveal_statement(document, 0)
    groups = np.array([2, 1], np.int32)
    document.selection.reveal(None, rows=groups[:0], groups=groups, row=-1, recommendation="x")
    focus = document.selection.focus
    assert chosen_statement(study, focus) == 2
    assert chosen_statements(study, focus).tolist() == [2, 1]
    choose_call(document, None, 0)
    called = int(study.model.calls.statement[0])
    assert chosen_statement(study, document.selection.focus) == called


def test_the_menu_copies_without_literals_unless_asked(qtbot, study, view):
    menu = QMenu(view)
    row = statement_like(study, "email")
    fill_statement_menu(menu, view, view.document, row)
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy SQL"].trigger()
    assert "secret" not in QGuiApplication.clipboard().text()
    actions["Copy SQL with its literals"].trigger()
    assert "secret7" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(view.document.filter_wanted) as asked:
        actions["Only statements on orders"].trigger()
    assert asked.args == ["statements", "table=orders"]


def test_enter_opens_the_plan(qtbot, view, study):
    view._pane.table.choose(np.array([statement_like(study, "email")], np.int32))
    with qtbot.waitSignal(view.document.view_wanted) as asked:
        QTest.keyClick(view._pane.table, Qt.Key.Key_Return)
    assert asked.args == ["plans"]


def test_the_guide_knows_statements_by_fingerprint(study):
    document, guide = document_of(study), QueryGuide()
    reveal_statement(document, 1)
    identifier = guide.identifier(document)
    assert guide.find(document, identifier) == {"row": -1, "operation": 1}
    assert guide.find(document, "no number") is None
    assert guide.facts(document)[0].endswith("3 statements")
    assert {each.sort for each in guide.destinations(document)} == {"statement", "table"}


@pytest.mark.parametrize(
    ("detector", "in_front", "view"),
    [
        ("query-n-plus-one", "statements", "loops"),
        ("missing-index", "plans", "statements"),
        ("missing-index", "timeline", ""),
        ("statement-regression", "tables", "statements"),
    ],
)
def test_evidence_is_shown_where_it_is_seen_best(study, detector, in_front, view):
    document = document_of(study)
    document.in_front = in_front
    finding = replace(finding_on(0), detector=detector)
    assert QueryGuide().evidence_view(document, finding) == view


def test_a_recording_without_anything_has_no_views(qtbot):
    document = document_of(Study(QueryModel()))
    assert [view.name for view in views_of("queries") if view.concerns(document)] == []


def test_short_lists_are_folded_into_one_line():
    assert folded(["SELECT", "  a,", "  b", "FROM t"]) == ["SELECT a, b", "FROM t"]
    wide = ["SELECT", f"  {'a' * 60},", "  b"]
    assert folded(wide) == wide


def test_any_detector_has_a_short_word():
    assert short_word("query-n-plus-one") == "N+1"
    assert len(short_word("something-nobody-has-a-short-word-for")) <= 16
