from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.text_normalising import LONGEST
from perfview.traces.measures.statements import Statements
from perfview.traces.study import Study
from tests.traces.building import Recording


def statements(*texts: str, system: str = "postgresql") -> Statements:
    recording = Recording()
    for text in texts:
        recording.span(0, 1, db_statement=text, db_system=system)
    return Study(recording.model()).statements


def normal(text: str, system: str = "postgresql") -> str:
    found = statements(text, system=system)
    return found.texts[found.of_span[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * FROM t WHERE id = 42", "SELECT * FROM t WHERE id = ?"),
        ("SELECT * FROM t WHERE id IN (1, 2,3 , 4)", "SELECT * FROM t WHERE id IN (?)"),
        ("DELETE FROM t WHERE a IN ('x','y') AND b = -5", "DELETE FROM t WHERE a IN (?) AND b = ?"),
        (
            "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, NULL)",
            "INSERT INTO t (a, b) VALUES (?), (?, NULL)",
        ),
        ("SELECT 'it''s', 'a\\'b', E'\\'', N'x', X'FF'", "SELECT ?"),
        ("SELECT $$it's$$ || $tag$ $$ $tag$", "SELECT ? || ?"),
        ("a = $1 AND b = ? AND c = :name AND d = %s", "a = ? AND b = ? AND c = ? AND d = ?"),
        ("e = @p1 AND f = %(x)s", "e = ? AND f = ?"),
        ("SELECT a -- '\n , b /* ' /* nested */ */ FROM t;", "SELECT a, b FROM t"),
        ("select\t*\n  from   t ;\n", "select * from t"),
        ("SELECT 1.5e-3, 0x1F, .5, 1e+9", "SELECT ?"),
        ("SELECT c1, t2.c3 FROM users_2009 AS u1", "SELECT c1, t2.c3 FROM users_2009 AS u1"),
        ('SELECT "Order 66" FROM "t""x"', 'SELECT "Order 66" FROM "t""x"'),
        ("SELECT x::int, y::text, @@version", "SELECT x::int, y::text, @@version"),
        ("SELECT a - 1, b -1", "SELECT a - ?, b -?"),
        ("SELECT 'never closed", "SELECT ?"),
        ("LIMIT 10 OFFSET 20", "LIMIT ? OFFSET ?"),
        ("UPDATE übung SET größe = 3", "UPDATE übung SET größe = ?"),
        ("$", "$"),
        ("SELECT $x", "SELECT $x"),
    ],
)
def test_sql_loses_its_literals(text: str, expected: str) -> None:
    assert normal(text) == expected


def test_double_quotes_and_hashes_mean_other_things_to_mysql() -> None:
    assert normal('SELECT "x" # comment\n FROM `t 1`', "mysql") == "SELECT ? FROM `t 1`"
    assert normal('SELECT "x" # 2', "postgresql") == 'SELECT "x" # ?'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET user:1042:cart", "GET user:?:cart"),
        ('SET session:550e8400-e29b-41d4-a716-446655440000 "x y" EX 30', "SET session:? ?"),
        ("HMSET settings theme dark size 3", "HMSET settings ?"),
        ("PING", "PING"),
        ("GET a:1\nGET b:2", "GET a:?; GET b:?"),
        ("GET ?", "GET ?"),
        ("GET product_names", "GET product_names"),
    ],
)
def test_key_value_commands_keep_command_and_key_pattern(text: str, expected: str) -> None:
    assert normal(text, "redis") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"find":"orders","filter":{"_id":"ab","n":{"$in":[1,2]}}}',
            '{"find":"orders","filter":{"_id":?,"n":{"$in":[?]}}}',
        ),
        ("find orders", "find orders"),
        ('db.orders.find({_id: ObjectId("5f"), n: 3})', "db.orders.find({_id: ObjectId(?), n: ?})"),
    ],
)
def test_documents_lose_their_values(text: str, expected: str) -> None:
    assert normal(text, "mongodb") == expected


def test_alike_statements_count_as_one_and_reads_are_told_from_writes() -> None:
    found = statements(
        "SELECT 1", "SELECT 2", "DELETE FROM t", "WITH x AS (SELECT 1) SELECT * FROM x",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "(select 3)",
    )  # fmt: skip
    assert found.of_span.tolist() == [0, 0, 1, 2, 3, 4]
    assert found.is_read.tolist() == [True, False, True, False, True]


def test_without_a_text_name_and_system_stand_for_the_statement() -> None:
    recording = Recording()
    recording.span(0, 1, "SELECT orders", db_system="mysql")
    recording.span(0, 1, "SELECT orders", db_system="postgresql")
    recording.span(0, 1, "SELECT orders")
    recording.span(0, 1, "", db_system="redis")
    found = Study(recording.model()).statements
    assert [found.texts[i] for i in found.of_span] == [
        "SELECT orders (mysql)",
        "SELECT orders (postgresql)",
        "",
        " (redis)",
    ]
    assert found.is_read[:2].tolist() == [True, True]


def test_a_statement_without_system_is_read_as_sql_or_json() -> None:
    recording = Recording()
    recording.span(0, 1, db_statement="SELECT 1")
    recording.span(0, 1, db_statement='{"find": "t", "filter": {"a": "x"}}')
    found = Study(recording.model()).statements
    assert [found.texts[i] for i in found.of_span] == [
        "SELECT ?",
        '{"find": "t", "filter": {"a": ?}}',
    ]


def test_very_long_statements_are_cut() -> None:
    assert len(normal("SELECT " + "a, b, " * 20_000)) <= LONGEST + 2
    assert len(normal('SELECT "' + "x" * 50_000)) <= LONGEST + 2
    assert len(normal('{"' + "x" * 50_000, "mongodb")) <= LONGEST + 2
    assert len(normal("GET " + "x:" * 50_000, "redis")) <= LONGEST + 2


@given(st.integers(0, 10**12), st.text(string.printable.replace("\\", "")))
def test_no_literal_survives(number: int, text: str) -> None:
    quoted = text.replace("'", "''")
    assert normal(f"SELECT * FROM t WHERE a={number} AND b='{quoted}' AND c=1") == (
        "SELECT * FROM t WHERE a=? AND b=? AND c=?"
    )


@given(st.binary(max_size=80), st.sampled_from(["postgresql", "mysql", "mongodb", "redis"]))
def test_nothing_breaks_on_noise(noise: bytes, system: str) -> None:
    text = noise.decode("latin-1")
    once = normal(text, system) if text else ""
    assert len(once.encode()) <= 3 * len(text.encode()) + 32
