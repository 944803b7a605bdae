"""Parts of the page of a statement: what is left out of long ones, how long calls took, indexes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from perfview.queries.checking.foreseen import foreseen
from perfview.queries.furnished import Checked
from perfview.queries.study import Study
from perfview.ui.queries.choosing import reveal_statement
from perfview.ui.queries.page.page import StatementPage
from perfview.ui.queries.page.spread import spread_of
from perfview.ui.queries.page.sql_text import index_lines
from perfview.ui.queries.tables.brief import shortened
from tests.queries.building import QueryBuilder
from tests.ui.queries.shown_queries import DDL, document_of

BEFORE = '{"Plan": {"Node Type": "Seq Scan", "Relation Name": "orders", "Total Cost": 900.0}}'
AFTER = (
    '{"Plan": {"Node Type": "Limit", "Total Cost": 9.0, "Plans": [{"Node Type": "Index Scan",'
    ' "Index Name": "i", "Relation Name": "orders", "Total Cost": 8.0}]}}'
)


@pytest.mark.parametrize(
    ("text", "brief"),
    [
        ("SELECT id, name, note FROM t WHERE a = ?", "SELECT … FROM t WHERE a = ?"),
        ("SELECT * FROM t", "SELECT * FROM t"),
        (
            "select distinct (select max(x) from u) as m, 'from' from t",
            "select distinct … from t",
        ),
        ('SELECT "from", b, c, d FROM t', "SELECT … FROM t"),
        ("INSERT INTO t (a, b, c) VALUES (?, ?, ?)", "INSERT INTO t (…) VALUES (?, ?, ?)"),
        ("SELECT now(), version()", "SELECT now(), version()"),
    ],
)
def test_lists_give_way_to_what_tells_more(text: str, brief: str) -> None:
    assert shortened(text) == brief


def test_an_index_is_broken_before_its_parts_but_not_within_names() -> None:
    ddl = 'CREATE INDEX CONCURRENTLY "a ON b_idx" ON orders (customer_id) INCLUDE (price_cents)'
    assert index_lines(ddl) == [
        'CREATE INDEX CONCURRENTLY "a ON b_idx"',
        "  ON orders (customer_id)",
        "  INCLUDE (price_cents)",
    ]
    assert index_lines("CREATE INDEX i ON t (a)") == ["CREATE INDEX i ON t (a)"]


def slow_lookups(calls: int = 40) -> QueryBuilder:
    made = QueryBuilder(ddl=DDL)
    for each in range(calls):
        took = 40.0 if each % 10 else 900.0
        made.call(f"SELECT id, note FROM orders WHERE user_id = {each}", took, rows=3)
    return made


def test_durations_are_counted_in_equal_steps_of_tens() -> None:
    found = spread_of(slow_lookups().study(), 0)
    assert found is not None
    assert int(found.calls.sum()) == found.timed == 40
    assert found.calls[0] == 36
    assert found.calls[-1] == 4
    assert found.edges_ns[0] <= 40e6 <= found.edges_ns[1]
    steps = np.diff(np.log(found.edges_ns))
    assert np.allclose(steps, steps[0])
    assert spread_of(slow_lookups(3).study(), 0) is None


@pytest.fixture
def page(qtbot):
    def shown(study: Study) -> StatementPage:
        made = StatementPage(document_of(study))
        qtbot.addWidget(made)
        made.resize(900, 700)
        made.show()
        reveal_statement(made.document, 0)
        made.settle()
        return made

    return shown


def checked_study() -> Study:
    study = slow_lookups().study()
    ddl = study.suggestions[0].ddl("postgres", concurrently=False)
    told = Checked("PostgreSQL", {(ddl, 0): (900.0, 9.0)}, plans={(ddl, 0): (BEFORE, AFTER)})
    fresh = slow_lookups().study()
    fresh.furnished = replace(fresh.furnished, checked=told)
    return fresh


def test_an_index_nobody_was_asked_about_is_told_in_words(page) -> None:
    shown = page(slow_lookups().study())
    assert shown.with_index.isVisibleTo(shown)
    assert shown.with_index.boxes is None
    assert not shown.now.isVisibleTo(shown)


def test_what_the_planner_foresaw_is_drawn_now_and_with_the_index(page) -> None:
    shown = page(checked_study())
    assert len(shown.with_index.boxes.shown) == 2
    assert shown.now.isVisibleTo(shown)
    assert shown.index.factor == 100
    assert shown.with_index.note.text() == "asked of the planner"


def test_one_of_two_plans_can_be_hidden(page) -> None:
    made = slow_lookups()
    made.plan({"Plan": {"Node Type": "Seq Scan", "Relation Name": "orders"}}, 0)
    shown = page(made.study())
    sections = (shown.boxes, shown.with_index)
    seen = []
    for which in range(3):
        shown.which.choose(which)
        shown.which.chosen.emit(which)
        seen.append([each.isVisibleTo(shown) for each in sections])
    assert seen == [[True, True], [True, False], [False, True]]


def test_no_plan_is_made_of_what_is_none() -> None:
    assert foreseen([BEFORE, "{}"]) is None
    both = foreseen([BEFORE, AFTER])
    assert both is not None
    assert np.diff(both.model.plans.first).tolist() == [1, 2]


def test_the_index_is_copied_as_one_statement(page) -> None:
    shown = page(slow_lookups().study())
    shown.with_index._copy()
    assert QGuiApplication.clipboard().text() == shown.index.ddl
