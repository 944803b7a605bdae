"""Statements rewritten for many rows, and what is left alone."""

from __future__ import annotations

import pytest

from perfview.traces.patterns.rewriting import WIDTH, batched, index_for, laid_out


@pytest.mark.parametrize(
    ("statement", "system", "after"),
    [
        (
            "SELECT * FROM items WHERE order_id = ?",
            "postgresql",
            "SELECT * FROM items WHERE order_id = ANY(?)",
        ),
        (
            "SELECT * FROM items WHERE order_id = ?",
            "mysql",
            "SELECT * FROM items WHERE order_id IN (?, ?, …)",
        ),
        (
            "select name from users where id = ? limit ?",
            "sqlite",
            "select id, name from users WHERE id IN (?, ?, …)",
        ),
        (
            'SELECT "u"."id", "u"."name" FROM "u" WHERE "u"."id" = ? LIMIT ?',
            "postgresql",
            'SELECT "u"."id", "u"."name" FROM "u" WHERE "u"."id" = ANY(?)',
        ),
        (
            "SELECT COUNT(*) FROM likes WHERE post_id = ?",
            "mysql",
            "SELECT post_id, COUNT(*) FROM likes WHERE post_id IN (?, ?, …) GROUP BY post_id",
        ),
        (
            "SELECT * FROM prices WHERE currency = ? AND product_id = ?",
            "postgresql",
            "SELECT * FROM prices WHERE currency = ? AND product_id = ANY(?)",
        ),
        (
            "INSERT INTO audit (a, b) VALUES (?)",
            "mysql",
            "INSERT INTO audit (a, b) VALUES (?), (?), …",
        ),
        (
            "DELETE FROM carts WHERE id = ?;",
            "postgresql",
            "DELETE FROM carts WHERE id = ANY(?)",
        ),
        (
            '{"find":"reviews","filter":{"product":?}}',
            "mongodb",
            '{"find":"reviews","filter":{"product": {"$in": [?, ?, …]}}}',
        ),
        ("GET user:?", "redis", "MGET user:? user:? …"),
    ],
)
def test_one_row_becomes_many(statement: str, system: str, after: str) -> None:
    rewrite = batched(statement, system)
    assert rewrite is not None
    assert rewrite.text == after


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM orders WHERE user_id = ? ORDER BY placed DESC LIMIT ?",
        "SELECT * FROM a WHERE id = ? OR parent = ?",
        "SELECT * FROM a WHERE id IN (SELECT a FROM b WHERE c = ?)"
        " AND x IN (SELECT d FROM e WHERE f = ?)",
        "SELECT * FROM a",
        "SELECT * FROM a WHERE created > ?",
        "CALL refresh(?)",
        "INSERT INTO a SELECT * FROM b",
        "",
        "{",
        f"SELECT * FROM a WHERE {'x' * 5000} = ?",
    ],
)
def test_what_is_not_surely_understood_is_left_alone(statement: str) -> None:
    assert batched(statement, "postgresql") is None


def test_an_update_is_only_for_equal_values() -> None:
    rewrite = batched("UPDATE stock SET left_over = ? WHERE sku = ?", "postgresql")
    assert rewrite is not None
    assert rewrite.text == "UPDATE stock SET left_over = ? WHERE sku = ANY(?)"
    assert "same values" in rewrite.note


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT * FROM orders WHERE user_id = ?", ("orders", ("user_id",))),
        ("SELECT * FROM s.orders o WHERE o.a = ? AND o.b = ?", ("s.orders", ("a", "b"))),
        ("UPDATE stock SET x = ? WHERE sku = ?", ("stock", ("sku",))),
        ("SELECT * FROM a JOIN b ON b.x = a.x WHERE a.y = ?", None),
        ("SELECT * FROM a WHERE b LIKE ?", None),
        ("SELECT 1", None),
    ],
)
def test_the_index_a_lookup_suggests(
    statement: str, index: tuple[str, tuple[str, ...]] | None
) -> None:
    assert index_for(statement) == index


def test_a_clause_a_line_and_no_line_too_long() -> None:
    columns = ", ".join(f"t.column_{i}" for i in range(12))
    text = laid_out(f"SELECT {columns} FROM t LEFT JOIN u ON u.id = t.id WHERE t.a = ? ORDER BY b")
    lines = text.split("\n")
    assert lines[-4:] == ["FROM t", "LEFT JOIN u ON u.id = t.id", "WHERE t.a = ?", "ORDER BY b"]
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(text.split()).startswith(f"SELECT {columns} FROM t")
