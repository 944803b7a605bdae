"""Statements as trees."""

from __future__ import annotations

import time

import pytest

from perfview.queries import model
from perfview.queries.sql.dialects import dialect_of_system, guess
from perfview.queries.sql.kinds import kind_of
from perfview.queries.sql.parsing import parsed, written


@pytest.mark.parametrize(
    "text",
    [
        "insert into t values($1,$2)",
        "select ?::int from t where a = %(x)s and b = %s and c = :c and d = @d",
        "select extract($1 from a), date $2 from t limit $3",
        "select a /* x */ -- y\n from t; delete from t",
        "select a->>'?' from t where b = 'what?'",
    ],
)
def test_placeholders_and_comments_do_not_hinder(text: str) -> None:
    tree = parsed(text, "postgres")
    assert tree is not None
    assert written(tree, "postgres", pretty=False)


@pytest.mark.parametrize(
    "text",
    [
        "select from where",
        "",
        "select 'open",
        "\0",
        "select " + "(" * 1000 + "1" + ")" * 1000,
        "select " + "not " * 5000 + "a",
        "from " * 20_000,
        "select a" + "[1]" * 20_000,
        "select a from t " + " ".join(f"join t{n} x{n}" for n in range(60)),
        "select " + "case when a then " * 1000 + "1" + " end" * 1000,
        "x" * (1 << 21),
    ],
)
def test_what_cannot_be_parsed_is_none_and_quickly(text: str) -> None:
    before = time.process_time()
    assert parsed(text, "postgres") is None
    assert time.process_time() - before < 10


def test_long_chains_are_no_depth() -> None:
    assert (
        parsed("select 1 from t where " + "a like :p or a = 1 and " * 300 + "b = 2", "postgres")
        is not None
    )


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("select `a` from `t`", "mysql"),
        ("select a::int from t where b = $1", "postgres"),
        ("select top 5 [a] from [t]", "tsql"),
        ("select a from t where rownum < 5", "oracle"),
        ("pragma table_info(t)", "sqlite"),
        ("select a from t where b = '`x`'", "postgres"),
    ],
)
def test_guesses_dialects_by_their_marks(text: str, dialect: str) -> None:
    assert guess([text]) == dialect


def test_knows_systems() -> None:
    systems = ("postgresql", "MariaDB", "mssql", "redis", "mongodb")
    assert [dialect_of_system(each) for each in systems] == [
        "postgres", "mysql", "tsql", "", "mongodb",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(SELECT a)", model.SELECT),
        ("with x as (select ?) delete from t", model.DELETE),
        ("WITH x AS (insert into t values (?) returning a) select * from x", model.SELECT),
        ("begin", model.TRANSACTION),
        ("fetch ? from c", model.CURSOR),
        ("create index on t (a)", model.DEFINITION),
        ("vacuum t", model.UTILITY),
        ("lorem ipsum", model.UNPARSED),
    ],
)
def test_tells_kinds(text: str, kind: int) -> None:
    assert kind_of(text) == kind
