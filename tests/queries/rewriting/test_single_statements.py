"""Statements written anew return the same rows: run before and after on a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from perfview.queries.rewriting.alternatives import union
from perfview.queries.rewriting.fan_out import exists_for_join
from perfview.queries.rewriting.paging import keyset
from perfview.queries.rewriting.ranges import bare_columns
from perfview.queries.rewriting.rewrite import Rewrite, own_shape
from perfview.queries.rewriting.subqueries import exists_instead, joined_aggregate, not_exists
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Shape
from tests.queries.building import QueryBuilder

DDL = """
CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT NOT NULL, boss INTEGER);
CREATE TABLE orders(id INTEGER PRIMARY KEY, person INTEGER NOT NULL, total INTEGER NOT NULL,
  made TIMESTAMP NOT NULL);
"""
Rewriter = Callable[[Shape, Schema], Rewrite | None]


def _exists(shape: Shape, schema: Schema) -> Rewrite | None:
    return Rewrite(shape.tree) if exists_instead(shape.tree) else None


CASES: list[tuple[Rewriter, str]] = [
    (not_exists, "SELECT p.id FROM people p WHERE p.id NOT IN (SELECT person FROM orders)"),
    (
        lambda shape, _: joined_aggregate(shape),
        "SELECT o.id FROM orders o WHERE o.total >"
        " (SELECT AVG(x.total) FROM orders x WHERE x.person = o.person) AND o.person < 9",
    ),
    (
        lambda shape, _: joined_aggregate(shape),
        "SELECT p.id, (SELECT COUNT(*) FROM orders o WHERE o.person = p.id) FROM people p",
    ),
    (
        lambda shape, _: union(shape, "sqlite"),
        "SELECT p.name FROM people p LEFT JOIN orders o ON o.person = p.id"
        " WHERE p.boss = 3 OR o.total = 7",
    ),
    (
        exists_for_join,
        "SELECT DISTINCT p.id FROM people p JOIN orders o ON o.person = p.id WHERE o.total > 5",
    ),
    (
        _exists,
        "SELECT id FROM people p WHERE (SELECT COUNT(*) FROM orders WHERE person = p.id) > 0",
    ),
    (
        _exists,
        "SELECT id FROM people p WHERE (SELECT COUNT(*) FROM orders WHERE person = p.id) = 0",
    ),
    (
        lambda shape, schema: bare_columns(shape, schema, "sqlite"),
        "SELECT id FROM orders WHERE DATE(made) = '2025-03-04'",
    ),
    (
        lambda shape, schema: bare_columns(shape, schema, "sqlite"),
        "SELECT id FROM orders WHERE total + 3 <= 8",
    ),
]


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    """Forty people, some without orders, bosses and orders of all kinds."""
    made = sqlite3.connect(":memory:")
    made.executescript(DDL)
    people = [(i, f"name {i % 7}", i % 5 or None) for i in range(40)]
    orders = [(i, i * 7 % 30, i % 11, f"2025-03-0{1 + i % 6} 1{i % 10}:00:00") for i in range(200)]
    made.executemany("INSERT INTO people VALUES (?, ?, ?)", people)
    made.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", orders)
    return made


@pytest.mark.parametrize(("rewriter", "sql"), CASES)
def test_the_same_rows_come_as_often(
    rewriter: Rewriter, sql: str, database: sqlite3.Connection
) -> None:
    builder = QueryBuilder("sqlite", ddl=DDL)
    builder.call(sql)
    study = builder.study()
    shape = own_shape(study, 0, with_literals=True)
    assert shape is not None
    found = rewriter(shape, study.schema)
    assert found is not None
    assert not found.unless.startswith("person")
    after = found.tree.sql("sqlite")
    assert after != sql
    before = sorted(database.execute(sql).fetchall())
    assert sorted(database.execute(after).fetchall()) == before
    assert before


def test_not_in_says_what_null_would_change() -> None:
    builder = QueryBuilder("postgres", ddl=DDL)
    builder.call("SELECT id FROM orders o WHERE o.id NOT IN (SELECT boss FROM people)")
    study = builder.study()
    shape = own_shape(study, 0)
    assert shape is not None
    found = not_exists(shape, study.schema)
    assert found is not None
    assert "people.boss is never NULL" in found.unless


def _paged(sql: str, ddl: str) -> Rewrite | None:
    builder = QueryBuilder("sqlite", ddl=ddl)
    builder.call(sql)
    study = builder.study()
    shape = own_shape(study, 0)
    assert shape is not None
    return keyset(shape, study.schema)


def test_a_page_by_key_is_the_page_by_number(database: sqlite3.Connection) -> None:
    sql = "SELECT id, total FROM orders ORDER BY total DESC LIMIT 10 OFFSET 60"
    found = _paged(sql, DDL)
    assert found is not None
    assert not found.unless
    order = "SELECT total, id FROM orders ORDER BY total DESC, id DESC"
    last = database.execute(f"{order} LIMIT 1 OFFSET 59").fetchone()
    after = found.tree.sql("sqlite").replace("LIMIT ?", "LIMIT 10")
    page = database.execute(f"{order} LIMIT 10 OFFSET 60").fetchall()
    assert [(total, number) for number, total in database.execute(after, last)] == page


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM people ORDER BY boss LIMIT 5 OFFSET 9",
        "SELECT p.id FROM people p JOIN orders o ON o.person = p.id ORDER BY p.id LIMIT 5 OFFSET 9",
        "SELECT id FROM people ORDER BY name, id DESC LIMIT 5 OFFSET 9",
    ],
)
def test_pages_that_a_key_would_cut_differently_are_left_alone(sql: str) -> None:
    assert _paged(sql, DDL) is None


def test_an_order_without_a_known_key_says_what_must_hold() -> None:
    found = _paged("SELECT a FROM elsewhere ORDER BY a LIMIT 5 OFFSET 9", DDL)
    assert found is not None
    assert "same a, and a is never NULL" in found.unless


@pytest.mark.parametrize(("column", "is_kept"), [("code", True), ("mail", False)])
def test_distinct_goes_only_where_a_key_that_is_never_null_is_returned(
    column: str, is_kept: bool
) -> None:
    ddl = "CREATE TABLE people(id INTEGER PRIMARY KEY, code TEXT UNIQUE, mail TEXT NOT NULL UNIQUE);CREATE TABLE orders(person INTEGER);"  # noqa: E501
    builder = QueryBuilder("sqlite", ddl=ddl)
    builder.call(f"SELECT DISTINCT p.{column} FROM people p JOIN orders o ON o.person = p.id")
    study = builder.study()
    shape = own_shape(study, 0)
    assert shape is not None
    found = exists_for_join(shape, study.schema)
    assert found is not None
    assert ("DISTINCT" in found.tree.sql("sqlite")) is is_kept
