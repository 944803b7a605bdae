"""What statements ask of which tables."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from perfview.queries import model
from perfview.queries.schema.model import Column, Schema, Table
from perfview.queries.sql.shapes import Shape, shape_of

SCHEMA = Schema(
    {
        name: Table(name, {column: Column(column) for column in columns.split()})
        for name, columns in {
            "users": "id email country created_at",
            "orders": "id user_id status total placed_at",
            "items": "id order_id sku",
        }.items()
    }
)


def shape(sql: str, dialect: str = "postgres", schema: Schema = SCHEMA) -> Shape:
    return shape_of(parse_one(sql, read=dialect), dialect, schema)


def held(sql: str, **options: object) -> list[tuple[str, str, str, tuple[str | None, ...]]]:
    """table, column or expression, operator and values of the first block's predicates."""
    found = shape(sql, **options)  # type: ignore[arg-type]
    return [
        (found.uses[each.use].table, each.column or each.expression, each.operator, each.values)
        for each in found.blocks[0].predicates
    ]


def joined(sql: str, block: int = 0) -> list[tuple[str, str, str, str]]:
    found = shape(sql)
    return [
        (
            f"{found.uses[each.left].alias}.{each.left_column}",
            f"{found.uses[each.right].alias}.{each.right_column}",
            each.kind,
            each.operator,
        )
        for each in found.blocks[block].joins
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("status = 'new'", ("status", "=", ("new",))),
        ("5 < total", ("total", "range", ("5",))),
        ("total BETWEEN 1 AND $2", ("total", "range", ("1", None))),
        ("status IN ('a', 'b')", ("status", "in", ("a", "b"))),
        ("status = 'a' OR status = 'b'", ("status", "in", ("a", "b"))),
        ("status = ANY('{a,b}')", ("status", "in", ("a", "b"))),
        ("status LIKE 'ab%'", ("status", "prefix", ("ab%",))),
        ("status LIKE '%ab'", ("status", "contains", ("%ab",))),
        ("status LIKE 'ab'", ("status", "=", ("ab",))),
        ("NOT status = 'a'", ("status", "<>", ("a",))),
        ("NOT total > 5", ("total", "range", ("5",))),
        ("status IS NULL", ("status", "is null", ())),
        ("status IS NOT NULL", ("status", "is not null", ())),
        ("NOT status IS NULL", ("status", "is not null", ())),
        ("status NOT LIKE 'ab%'", ("status", "other", ("ab%",))),
        ("status NOT IN ('a', 'b')", ("status", "<>", ("a", "b"))),
        ("lower(status) = 'x'", ("LOWER(status)", "=", ("x",))),
        ("placed_at::date = '2024-01-02'", ("CAST(placed_at AS DATE)", "=", ("2024-01-02",))),
        (
            "placed_at < date '1998-12-01' - interval '90' day",
            ("placed_at", "range", ("1998-09-02",)),
        ),
        ("placed_at > now() - interval '7 days'", ("placed_at", "range", ("now-604800",))),
        ("total = (SELECT max(total) FROM orders)", ("total", "=", (None,))),
    ],
)
def test_a_condition_is_told_by_column_operator_and_values(
    condition: str, expected: tuple[str, str, tuple[str | None, ...]]
) -> None:
    sql = f"SELECT id FROM orders WHERE {condition}".replace("$2", ":p")
    assert held(sql) == [("orders", *expected)]


def test_columns_without_a_table_are_found_in_the_schema() -> None:
    sql = "SELECT email FROM users JOIN orders ON user_id = users.id WHERE status = 'x'"
    assert held(sql) == [("orders", "status", "=", ("x",))]
    assert joined(sql) == [("orders.user_id", "users.id", "inner", "=")] or joined(sql) == [
        ("users.id", "orders.user_id", "inner", "=")
    ]


def test_the_side_that_a_left_join_keeps_is_on_the_left() -> None:
    sql = "SELECT 1 FROM users u LEFT JOIN orders o ON o.user_id = u.id AND u.country = 'DE'"
    assert joined(sql) == [("u.id", "o.user_id", "left", "=")]
    (predicate,) = shape(sql).blocks[0].predicates
    assert predicate.is_optional
    assert predicate.column == "country"


def test_using_and_natural_join_columns_of_the_same_name() -> None:
    schema = Schema({name: Table(name, {"k": Column("k")}) for name in ("a", "b")})
    for sql in ("SELECT 1 FROM a JOIN b USING (k)", "SELECT 1 FROM a NATURAL JOIN b"):
        (join,) = shape(sql, schema=schema).blocks[0].joins
        assert (join.left, join.left_column, join.right_column) == (0, "k", "k")


def test_exists_in_and_scalar_subqueries_are_blocks_that_join_around_themselves() -> None:
    sql = (
        "SELECT id FROM users u WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.user_id = u.id)"
        " AND id IN (SELECT user_id FROM orders WHERE total > 5)"
        " AND 3 < (SELECT count(*) FROM orders x WHERE x.user_id = u.id)"
    )
    found = shape(sql)
    assert [each.role for each in found.blocks] == ["main", "exists", "in", "scalar"]
    assert [each.is_correlated for each in found.blocks] == [False, True, False, True]
    assert found.blocks[1].selects_all == frozenset()
    assert joined(sql, 1) == [("u.id", "o.user_id", "anti", "=")]
    assert joined(sql, 0) == [("u.id", "orders.user_id", "semi", "=")]
    assert joined(sql, 3) == [("u.id", "x.user_id", "correlated", "=")]


def test_conditions_common_to_all_branches_stand_before_an_or() -> None:
    sql = (
        "SELECT 1 FROM users u, orders o WHERE (u.id = o.user_id AND status = 'a')"
        " OR (u.id = o.user_id AND total > 9)"
    )
    assert joined(sql) == [("u.id", "o.user_id", "inner", "=")]
    optional = shape(sql).blocks[0].predicates
    assert [(each.column, each.branch) for each in optional] == [("status", 0), ("total", 1)]
    assert all(each.is_optional for each in optional)


def test_subqueries_and_ctes_give_plain_columns_on() -> None:
    sql = "WITH late AS (SELECT id, user_id AS who FROM orders) SELECT who FROM late l"
    found = shape(sql)
    (use,) = found.blocks[0].uses
    (source,) = found.uses[use].sources
    assert found.uses[use].table == ""
    assert found.blocks[source].outputs == {"id": (1, "id"), "who": (1, "user_id")}


def test_a_derived_table_asks_its_own_tables_not_its_neighbours() -> None:
    found = shape("SELECT * FROM (SELECT id FROM unknown) x WHERE x.id = 5", schema=Schema())
    assert not found.blocks[1].is_correlated
    lateral = shape(
        "SELECT 1 FROM users u, LATERAL (SELECT 1 FROM items i WHERE i.sku = u.email) x"
    )
    assert lateral.blocks[1].is_correlated


@pytest.mark.parametrize(
    ("dialect", "sql", "limit"),
    [
        ("tsql", "SELECT TOP 5 a FROM [dbo].[t] WHERE c = @p ORDER BY d DESC", 5),
        ("mysql", "SELECT `a` FROM `t` WHERE c = 1 ORDER BY d DESC LIMIT 10, 5", 5),
        ("sqlite", "SELECT a FROM t WHERE c = ? ORDER BY d DESC LIMIT ?", -1),
        ("postgres", "SELECT a FROM public.t WHERE c = 1 ORDER BY 1 FETCH FIRST 5 ROWS ONLY", 5),
    ],
)
def test_dialects_name_the_same(dialect: str, sql: str, limit: int) -> None:
    found = shape(sql.replace("LIMIT ?", "LIMIT :p").replace("= ?", "= :p"), dialect, Schema())
    assert [use.table for use in found.uses] == ["t"]
    assert found.blocks[0].limit == limit
    assert found.blocks[0].predicates[0].column == "c"
    assert found.blocks[0].order[0].column in ("d", "a")


@pytest.mark.parametrize(
    ("sql", "kind", "columns"),
    [
        ("UPDATE orders SET status = 'x', total = 1 WHERE id = 3", model.UPDATE, "status total"),
        ("DELETE FROM orders WHERE placed_at < '2020-01-01'", model.DELETE, ""),
        ("INSERT INTO orders (id, total) SELECT id, 0 FROM users", model.INSERT, "id total"),
    ],
)
def test_writes_name_the_table_they_change(sql: str, kind: int, columns: str) -> None:
    found = shape(sql)
    assert (found.kind, found.writes) == (kind, "orders")
    assert found.written_columns == tuple(columns.split())
    assert "orders" in found.tables


def test_quoted_names_and_other_schemas_are_kept() -> None:
    found = shape('SELECT "Id" FROM sales."Order" WHERE "Id" = 1', schema=Schema())
    assert found.uses[0].table == "sales.Order"
    assert found.blocks[0].predicates[0].column == "Id"


def test_deep_and_wide_conditions_are_read_without_recursion() -> None:
    wide = " OR ".join(f"(status = 'a{at}' AND total = {at})" for at in range(80))
    assert len(held(f"SELECT id FROM orders WHERE {wide}")) == 160
