"""How many rows conditions leave."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from perfview.queries.indexes.estimating.selectivity import Selectivities
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.estimating.values import Histogram, as_number
from perfview.queries.schema.model import Column, ColumnStatistics, Schema, Table
from perfview.queries.sql.shapes import shape_of

HUNDREDS = tuple(str(at * 100) for at in range(11))
DAYS = tuple(f"2024-01-{day:02d}" for day in range(1, 31))
TABLE = Table(
    "t",
    {
        "n": Column("n", statistics=ColumnStatistics(distinct=1000, histogram=HUNDREDS)),
        "word": Column(
            "word",
            statistics=ColumnStatistics(
                null_fraction=0.1, distinct=12, common=("a", "b"), common_fractions=(0.5, 0.2)
            ),
        ),
        "at": Column("at", statistics=ColumnStatistics(distinct=900, histogram=DAYS)),
    },
    rows=10_000,
    pages=100,
)
SCHEMA = Schema({"t": TABLE}, level="statistics")


def share(condition: str, schema: Schema = SCHEMA) -> float:
    tree = parse_one(f"SELECT 1 FROM t WHERE {condition}", read="postgres")
    (block,) = shape_of(tree, "postgres", schema).blocks
    return Selectivities(Sizes(schema)).several("t", block.predicates)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("n < 250", 0.25),
        ("n >= 900", 0.1),
        ("n BETWEEN 100 AND 300", 0.2),
        ("n > 200 AND n < 300", 0.1),
        ("n = 5", 0.001),
        ("word = 'a'", 0.5),
        ("word = 'z'", 0.02),
        ("word IN ('a', 'b')", 0.7),
        ("word <> 'a'", 0.4),
        ("word IS NULL", 0.1),
        ("word IS NOT NULL", 0.9),
        ("at < '2024-01-15 12:00'", 14.5 / 29),
        ("at > now() - interval '1 day'", 1 / 29),
        ("n < 500 AND word = 'b'", 0.1),
    ],
)
def test_statistics_tell_the_share(condition: str, expected: float) -> None:
    assert share(condition) == pytest.approx(expected, rel=0.02)


def test_names_tell_where_statistics_do_not() -> None:
    nothing = Schema()
    assert share("id = 5", nothing) < share("user_id = 5", nothing) < share("status = 'a'", nothing)
    assert share("created_at > '2024-01-01'", nothing) < share("size > 5", nothing)


def test_values_are_numbers_moments_or_texts() -> None:
    assert as_number("1e3") == 1000.0
    assert as_number("2024-01-02 00:00:01") == as_number("2024-01-02") + 1  # type: ignore[operator]
    assert as_number("nan") is None
    assert as_number("2024-13-45") is None
    words = Histogram(("apple", "melon", "zebra"))
    assert words.below(words.place("banana") or 0.0) < 0.5
