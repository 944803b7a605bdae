"""Statements written anew return the same rows: run before and after on a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from perfview.queries.rewriting.alternatives import union
from perfview.queries.rewriting.fan_out import exists_for_join
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
