"""Which indexes are suggested for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfview.queries.schema.model import Column, Index, IndexColumn, Schema, Table
from tests.queries.indexes.databases import advised, index, schema, written

BY_USER = "SELECT * FROM orders WHERE user_id = 7"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (BY_USER, "orders (user_id)"),
        ("SELECT * FROM orders WHERE user_id IN (7, 8, 9)", "orders (user_id)"),
        (
            "SELECT * FROM orders WHERE shop = 3 ORDER BY created_at DESC LIMIT 20",
            "orders (shop, created_at)",
        ),
        (
            "SELECT * FROM orders WHERE is_open ORDER BY created_at LIMIT 20",
            "orders (created_at) WHERE is_open",
        ),
        ("SELECT id FROM users WHERE lower(email) = 'a@b.c'", "users ((LOWER(email)))"),
        ("SELECT * FROM users WHERE email LIKE 'peter%'", "users (email text_pattern_ops)"),
        ("SELECT sum(total) FROM orders WHERE status = 'a'", "orders (status) INCLUDE (total)"),
        (
            "SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id WHERE u.id = 3",
            "orders (user_id)",
        ),
    ],
)
def test_an_index_follows_from_what_is_asked(sql: str, expected: str) -> None:
    assert written(sql) == [expected]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM orders WHERE id = 5",
        "SELECT * FROM orders",
        "SELECT * FROM orders WHERE status <> 'a'",
        "SELECT * FROM users WHERE email LIKE '%x%' OR status > 'a'",
        "UPDATE orders SET total = 1 WHERE id = 3",
        "SELECT * FROM orders ORDER BY random()",
    ],
)
def test_nothing_is_suggested_where_nothing_helps(sql: str) -> None:
    assert advised(sql) == []


@pytest.mark.parametrize(
    "there",
    [
        index("user_id"),
        index("user_id", "created_at"),
        index("user_id", is_unique=True),
        index("user_id", include=("total",)),
    ],
)
def test_an_index_that_is_there_in_another_form_is_not_suggested(there: object) -> None:
    assert advised(BY_USER, known=schema(there)) == []  # type: ignore[arg-type]


def test_hash_and_partial_indexes_do_not_count_as_serving_all() -> None:
    partial = index("user_id", where="status = 'x'", name="p")
    assert written(BY_USER, known=schema(partial)) == ["orders (user_id)"]


def test_small_tables_need_none() -> None:
    assert advised(BY_USER, known=schema(rows=200)) == []


def test_one_index_serves_statements_that_ask_for_its_beginning() -> None:
    longer = "SELECT * FROM orders WHERE status = 'a' AND user_id > 49000 AND user_id < 49010"
    ordered = "SELECT * FROM orders WHERE status = 'a' ORDER BY created_at LIMIT 5"
    found = advised(BY_USER, longer, ordered)
    assert len(found) == 2
    assert sorted(len(each.helped) for each in found) == [1, 2]


def test_mixed_directions_are_written_into_the_index() -> None:
    sql = "SELECT * FROM orders ORDER BY status, created_at DESC LIMIT 10"
    (found,) = advised(sql)
    assert found.columns == (IndexColumn("status"), IndexColumn("created_at", True))


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("mysql", "SELECT sum(total) FROM orders WHERE status = 'a'", "orders (status, total)"),
        ("mysql", "SELECT * FROM orders WHERE is_open", "orders (is_open)"),
        ("sqlite", BY_USER, "orders (user_id)"),
        ("tsql", "SELECT TOP 5 * FROM orders WHERE user_id = 7", "orders (user_id)"),
    ],
)
def test_servers_are_given_what_their_indexes_can(dialect: str, sql: str, expected: str) -> None:
    assert written(sql, dialect=dialect) == [expected]


def test_from_text_alone_only_slow_statements_are_given_any() -> None:
    assert advised(BY_USER, known=Schema(), ms=0.3) == []
    (found,) = advised(BY_USER, known=Schema(), ms=30)
    assert found.level == "text"
    assert found.confidence < advised(BY_USER)[0].confidence
    assert any("not known" in doubt for doubt in found.doubts)


def _plan(kind: str, removed: int) -> object:
    node = {"Node Type": kind, "Relation Name": "orders", "Alias": "orders", "Plan Rows": 20}
    node |= {"Actual Rows": 20, "Actual Loops": 1, "Actual Total Time": 90.0, "Total Cost": 9e4}
    node |= {"Filter": "(user_id = 7)", "Rows Removed by Filter": removed, "Startup Cost": 0.0}
    if kind != "Seq Scan":
        node |= {"Index Cond": "(user_id = 7)", "Index Name": "x"}
    return {"Plan": node, "Execution Time": 90.0}


def test_a_plan_that_reads_all_confirms_and_one_by_index_refutes() -> None:
    alone = advised(BY_USER, known=Schema())
    (confirmed,) = advised(BY_USER, known=Schema(), plans=(_plan("Seq Scan", 900_000),))
    assert confirmed.level == "plan"
    assert confirmed.confidence > alone[0].confidence
    assert advised(BY_USER, known=Schema(), plans=(_plan("Index Scan", 0),)) == []


def test_writers_are_counted_and_replaced_indexes_named() -> None:
    ordered = "SELECT * FROM orders WHERE shop = 3 ORDER BY created_at LIMIT 5"
    writes = (
        "INSERT INTO orders (id, total) VALUES (1, 2)",
        "UPDATE orders SET total = 3 WHERE id = 4",
        "UPDATE orders SET shop = 5 WHERE id = 4",
    )
    (found,) = advised(ordered, *writes, known=schema(index("shop", name="by_shop")))
    assert len(found.writers) == 2
    assert 0 < found.writes_per_call < 1
    assert found.replaces == ("by_shop",)


def test_reasons_say_why_the_columns_stand_so() -> None:
    (found,) = advised("SELECT * FROM orders WHERE shop = 3 ORDER BY created_at DESC LIMIT 20")
    first, second = found.reasons
    assert first.startswith("First `shop`: held to one value")
    assert second.startswith("Then `created_at`: rows then come in the order")
    assert found.name() == "orders_shop_created_at_idx"
    assert found.bytes > 1e6


def test_values_never_leave_in_a_suggestion() -> None:
    found = advised("SELECT * FROM orders WHERE status = 'geheim' AND user_id = 424242")
    assert found
    for each in found:
        text = " ".join((each.ddl("postgres"), *each.reasons, *each.doubts))
        assert "geheim" not in text
        assert "424242" not in text


def test_names_are_free_and_what_is_replaced_is_dropped_after() -> None:
    there = index("shop", name="orders_shop_created_at_idx")
    limited = "SELECT * FROM orders WHERE shop = 3 ORDER BY created_at DESC LIMIT 5"
    other = index("total", name="orders_shop_created_at_idx1")
    (found,) = advised(limited, known=schema(there, other))
    assert found.name() == "orders_shop_created_at_idx2"
    assert found.replaces == ("orders_shop_created_at_idx",)
    (dropped,) = found.drops("postgres")
    assert dropped == "DROP INDEX CONCURRENTLY orders_shop_created_at_idx"


def test_the_order_of_a_limited_lookup_follows_its_columns() -> None:
    limited = f"{BY_USER} ORDER BY created_at DESC LIMIT 5"
    assert written(limited) == ["orders (user_id, created_at)"]
    assert written(f"{BY_USER} ORDER BY created_at DESC") == ["orders (user_id)"]


def test_views_are_looked_through() -> None:
    known = schema()
    query = "SELECT o.id, o.user_id, u.email FROM orders o JOIN users u ON u.id = o.user_id"
    seen = Table("seen", kind="view", definition=query)
    tables = {**known.tables, "seen": seen}
    assert written("SELECT email FROM seen WHERE user_id = 7", known=replace(known, tables=tables))[
        0
    ].startswith("orders (user_id)")
    tables["seen"] = replace(seen, definition="")
    assert (
        advised("SELECT id FROM seen WHERE user_id = 7", known=replace(known, tables=tables)) == []
    )


@pytest.mark.parametrize(
    ("where", "sql"),
    [
        (
            "is_open AND shop = 3",
            "SELECT id FROM orders WHERE is_open AND shop = 3 AND user_id = 7",
        ),
        ("(status = 'x'::text)", "SELECT id FROM orders WHERE status = 'x' AND user_id = 7"),
        ("user_id IS NOT NULL", BY_USER),
    ],
)
def test_partial_indexes_serve_whom_they_hold_the_rows_of(where: str, sql: str) -> None:
    assert advised(sql, known=schema(index("user_id", where=where, name="p"))) == []


def test_an_order_is_not_walked_for_matches_nobody_can_foresee() -> None:
    sql = "SELECT id FROM users WHERE email LIKE ? ORDER BY status LIMIT 10"
    assert advised(sql) == []


def test_from_text_alone_a_few_ms_are_an_index_that_is_there() -> None:
    update = "UPDATE branches SET balance = 3 WHERE region_no = 5"
    assert advised(update, known=Schema(), ms=3) == []
    assert advised(update, known=Schema(), ms=30) != []
    for sql in (
        "UPDATE pgbench_branches SET balance = 3 WHERE bid = 5",
        "SELECT * FROM order_items WHERE order_item_id = 5",
        "SELECT * FROM view_totals WHERE region_no = 5 ORDER BY total LIMIT 3",
    ):
        assert advised(sql, known=Schema(), ms=30) == []


def test_tenants_are_told_by_the_keys_of_many_tables() -> None:
    names = ("orders", "items", "moves", "notes")
    keys = tuple(IndexColumn(each) for each in ("tenant_no", "id"))
    columns = {name: Column(name, "int4") for name in ("tenant_no", "id", "user_id")}
    known = Schema(
        tables={name: Table(name, columns) for name in names},
        indexes={n: (Index(f"{n}_pk", n, keys, is_unique=True, is_primary=True),) for n in names},
        level="schema",
    )
    sql = "SELECT id FROM orders WHERE tenant_no = 3 AND user_id = 7"
    (found,) = advised(sql, known=known)
    assert found.columns[0].column == "user_id"


def test_partitioned_tables_and_long_texts_are_written_as_servers_take_them() -> None:
    known = schema()
    orders = replace(known.tables["orders"], kind="partitioned table")
    (found,) = advised(BY_USER, known=replace(known, tables={**known.tables, "orders": orders}))
    assert found.ddl("postgres").startswith("CREATE INDEX orders_user_id")
    text = Column("user_id", "text", "text", statistics=orders.columns["user_id"].statistics)
    orders = replace(orders, columns={**orders.columns, "user_id": text})
    known = replace(known, tables={**known.tables, "orders": orders}, dialect="mysql")
    (found,) = advised("SELECT * FROM orders WHERE user_id = 'a'", known=known, dialect="mysql")
    assert found.ddl("mysql").endswith("orders (user_id(64))")
