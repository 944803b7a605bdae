from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.filtering.grammar import Every, FilterError, Not, Some, Term, parse


def term(key: str, operator: str, value: str, at: int = 0) -> Term:
    return Term(key, operator, value, at)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Every()),
        ("checkout", term("", "", "checkout")),
        ("service=cart", term("service", "=", "cart")),
        ("db.rows>=10", term("db.rows", ">=", "10")),
        ("name!~^GET", term("name", "!~", "^GET")),
        ("~^GET", term("", "~", "^GET")),
        ('name="GET /a b"', term("name", "=", "GET /a b")),
        (r'"say \"hi\""', term("", "", 'say "hi"')),
        ("-a", Not(term("", "", "a", 1))),
        ("not a", Not(term("", "", "a", 4))),
        ("a b", Every((term("", "", "a"), term("", "", "b", 2)))),
        ("a and b", Every((term("", "", "a"), term("", "", "b", 6)))),
        ("a or b", Some((term("", "", "a"), term("", "", "b", 5)))),
        ("/api/x?a=1", term("", "", "/api/x?a=1")),
        ("oracle", term("", "", "oracle")),
    ],
)
def test_what_a_filter_means(text: str, meant: object) -> None:
    assert parse(text) == meant


def test_or_binds_looser_than_side_by_side_and_brackets_bind_most() -> None:
    a, b, c = term("", "", "a", 0), term("", "", "b", 2), term("", "", "c", 7)
    assert parse("a b or c") == Some((Every((a, b)), c))
    inner = Some((term("", "", "b", 3), term("", "", "c", 8)))
    assert parse("a (b or c)") == Every((a, inner))


@pytest.mark.parametrize(
    ("text", "at"),
    [("(a", 0), ("a)", 1), ("a or", 4), ("duration>", 9), ("not", 3), ('x="a', 2), ("or a", 4)],
)
def test_says_where_it_makes_no_sense(text: str, at: int) -> None:
    with pytest.raises(FilterError) as told:
        parse(text)
    assert told.value.at == at
    assert told.value.why


@given(st.text(alphabet='ab=~!<>()"\\ -.or not', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    told: FilterError | None = None
    try:
        parse(text)
    except FilterError as error:
        told = error
    assert told is None or 0 <= told.at <= len(text)


def test_deep_nesting_is_refused() -> None:
    for text in ("(" * 5000 + "a", "not " * 5000 + "a", "-" * 5000 + "a"):
        with pytest.raises(FilterError):
            parse(text)
