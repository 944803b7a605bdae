"""Conditions and indexes that are no help."""

from __future__ import annotations

import pytest

from perfview.queries.indexes.hopeless import hopeless_of
from perfview.queries.indexes.redundant import redundant_indexes
from tests.queries.building import QueryBuilder
from tests.queries.indexes.databases import index, schema


@pytest.mark.parametrize(
    ("condition", "kind", "column"),
    [
        ("date(created_at) = '2024-01-01'", "expression", "created_at"),
        ("total::text = '5'", "cast", "total"),
        ("status LIKE '%x'", "wildcard", "status"),
        ("is_open = false", "most rows", "is_open"),
        ("status <> 'a'", "negated", "status"),
    ],
)
def test_a_condition_that_no_index_serves_is_told(condition: str, kind: str, column: str) -> None:
    builder = QueryBuilder(schema=schema())
    builder.call(f"SELECT * FROM orders WHERE {condition}")
    (found,) = hopeless_of(builder.study(), 0)
    assert (found.kind, found.column, found.table) == (kind, column, "orders")


def test_a_condition_that_an_index_serves_is_not() -> None:
    builder = QueryBuilder(schema=schema())
    builder.call("SELECT * FROM orders WHERE user_id = 5 AND created_at > '2024-01-01'")
    assert [each.column for each in hopeless_of(builder.study(), 0)] in ([], ["created_at"])


def test_indexes_that_another_begins_with_or_nobody_reads_are_redundant() -> None:
    known = schema(
        index("user_id", name="short", scans=5),
        index("user_id", "created_at", name="long", scans=5),
        index("total", name="idle", scans=0),
        index("status", name="rule", scans=0, is_unique=True),
        index("created_at", name="first", scans=9),
        index("created_at", name="second", scans=9),
        index("shop", name="hashed", method="hash", scans=2),
        index("shop", "total", name="pair", scans=2),
    )
    found = {each.index.name: each.kind for each in redundant_indexes(known)}
    assert found == {"short": "covered", "idle": "never read", "second": "covered"}
