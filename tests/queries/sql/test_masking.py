"""Texts without their literals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.literal_groups import LONGEST
from perfview.queries.sql.masking import masked, masked_message


@pytest.mark.parametrize(
    ("dialect", "text", "wanted"),
    [
        ("postgres", "SELECT  a FROM t\nWHERE id IN (1, 2,3)", "SELECT a FROM t WHERE id IN (?)"),
        ("postgres", "insert into t values (1,NULL,'x'),(2,3,'y')", "insert into t values (?)"),
        ("postgres", "values (1, now()), (2, now())", "values (?, now())"),
        ("postgres", "select $1::int, $2::int", "select ?::int, ?::int"),
        ("postgres", "a IN ($1::int, $2::int,$3::int)", "a IN (?::int)"),
        (
            "postgres",
            r"select $$a;b$$, $q$ x $q$, E'a\'b', 'c\' from t",
            "select ?, ?, ?, ? from t",
        ),
        ("postgres", "select 1 -- secret '\n + /* a /* b */ c */ 2", "select ? + ?"),
        (
            "postgres",
            'select "T 1".a2, t1.b3 from users_2009',
            'select "T 1".a2, t1.b3 from users_2009',
        ),
        ("postgres", "x = -1 and y-1 = N'z' or h = 0x1F", "x = ? and y-? = ? or h = ?"),
        ("postgres", "a=?1 b=:nm c=%(x)s d=%s e=@p1 f=x::text", "a=? b=? c=? d=? e=? f=x::text"),
        ("postgres", "a is null and not true, b = null, c", "a is null and not true, b = ?, c"),
        ("postgres", "order by 1, 2 limit 5", "order by ?, ? limit ?"),
        ("postgres", "select 'open and ; more", "select ?"),
        ("postgres", "select a\0b", "select a b"),
        ("mysql", r"""select "a\"b", `x y`, 'it\'s' # secret""", "select ?, `x y`, ?"),
        ("mysql", "/*!40101 SET x */ = 1", "SET x = ?"),
        ("tsql", "select [a b] from [t-1] where c = 5", "select [a b] from [t-1] where c = ?"),
        ("", "/* nothing */ ;", ""),
    ],
)
def test_masks_literals_and_nothing_else(dialect: str, text: str, wanted: str) -> None:
    assert masked(text, dialect) == wanted


def test_a_statement_of_megabytes_becomes_short() -> None:
    text = "insert into t values " + ",".join(f"({n}, 'text {n}', NULL)" for n in range(100_000))
    assert masked(text) == "insert into t values (?)"
    assert len(masked("select " + "a_name, " * 50_000)) <= LONGEST + 9


@settings(max_examples=150, deadline=None)
@given(st.text(), st.text(alphabet="abc'\"$?/*-`\\(),; \n19", max_size=60))
def test_shows_no_letter_of_a_literal(secret: str, around: str) -> None:
    """Whatever stands around, what a quoted text holds is gone once it is surely one."""
    word = "Zq" + secret.replace("'", "''").replace("\\", "") + "Zq"
    assert "Zq" not in masked(f"select '{word}' from t {around}".replace("`", ""))
    masked(around, "mysql")
    masked_message(around)


def test_masks_messages_but_not_names() -> None:
    told = masked_message("""(("t 1".email = 'a''b'::text) AND (n > '-5'::int) AND x2 < 1.5e3)""")
    assert told == """(("t 1".email = ?::text) AND (n > ?::int) AND x2 < ?)"""


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("Key (email)=(joe@example.com) already exists.", "Key (email)=(?) already exists."),
        ("Key (a, lower(b))=(1, x(y)) is missing", "Key (a, lower(b))=(?) is missing"),
        ("Failing row contains (1, joe smith)", "Failing row contains (?)"),
        ('COPY users, line 3, column email: "joe"', 'COPY users, line ?, column email: "?"'),
        (
            'invalid input syntax for type integer: "joe',
            'invalid input syntax for type integer: "?"',
        ),
        ('relation "x1" does not exist', 'relation "x1" does not exist'),
        ('Sort Key: "createdAt", "t 1".id', 'Sort Key: "createdAt", "t 1".id'),
    ],
)
def test_masks_values_that_servers_tell_without_quotes(message: str, wanted: str) -> None:
    assert masked_message(message) == wanted
