"""Statements, calls and events chosen by a filter."""

from __future__ import annotations

import pytest

from perfview.filtering.grammar import FilterError, parse
from perfview.queries.filtering.tables import calls_that, events_that, statements_that
from perfview.queries.filtering.touched import tables_named
from perfview.queries.model import CHECKPOINT, ERROR
from tests.queries.building import QueryBuilder


@pytest.fixture(scope="module")
def study():
    made = QueryBuilder()
    made.call("SELECT * FROM orders WHERE id = 1", 50.0, caller="shop.py:3", failed=True)
    made.call("SELECT * FROM orders WHERE id = 2", 30.0, failed=False)
    made.call("INSERT INTO audit (who) VALUES ('x')", 1.0, failed=False)
    made.event(ERROR, "deadlock detected", duration_ns=5)
    made.event(CHECKPOINT, "checkpoint complete", duration_ns=50)
    return made.study()


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("INSERT INTO audit_log(id) VALUES (?)", ["audit_log"]),
        ("SELECT extract(day FROM made) FROM orders o, items i", ["orders", "items"]),
        ("SELECT 1 FROM a WHERE b IS DISTINCT FROM c", ["a"]),
        ('SELECT * FROM generate_series(?, ?) g JOIN "My Tab" m ON true', ["My Tab"]),
        ("WITH x AS (SELECT 1 FROM a), y AS (SELECT 2 FROM b) SELECT * FROM x, y", ["a", "b"]),
        ("UPDATE ONLY public.stock SET a = ? FROM t2", ["stock", "t2"]),
        ("DELETE FROM `carts` WHERE x < ?", ["carts"]),
        ("COMMIT", []),
    ],
)
def test_tables_are_named_by_text(sql, names):
    assert sorted(tables_named(sql)) == sorted(names)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("table=orders", 1),
        ("table!=orders", 1),
        ("kind=insert", 1),
        ("mean>10ms", 1),
        ("calls>=1", 2),
        ("audit", 1),
        ("caller=shop*", 1),
        ("failed>0", 1),
    ],
)
def test_statements_are_kept_by_what_they_are(study, text, kept):
    assert int(statements_that(study, parse(text)).sum()) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("duration>40ms", 1), ("table=orders", 2), ("kind=insert", 1), ("failed=true", 1), ("", 3)],
)
def test_calls_are_kept_by_their_own_and_their_statements_numbers(study, text, kept):
    assert int(calls_that(study, parse(text)).sum()) == kept


def test_events_are_kept_by_sort_and_length(study):
    assert events_that(study, parse("kind=error")).tolist() == [True, False]
    assert events_that(study, parse("duration>10ns")).tolist() == [False, True]


def test_a_field_that_is_not_there_is_named_with_those_that_are(study):
    with pytest.raises(FilterError, match="table"):
        statements_that(study, parse("colour=red"))
