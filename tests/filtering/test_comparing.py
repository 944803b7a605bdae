from __future__ import annotations

import numpy as np
import pytest

from perfview.filtering.comparing import number_of, numbers_that, texts_that
from perfview.filtering.grammar import FilterError, Term


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("250ms", "ns", 250e6),
        ("1.5s", "ns", 1.5e9),
        ("3µs", "ns", 3e3),
        ("2min", "ns", 120e9),
        ("7", "ns", 7.0),
        ("10kB", "bytes", 10_000.0),
        ("1MiB", "bytes", 2.0**20),
        ("5%", "ratio", 0.05),
        ("-1e3", "plain", -1000.0),
        ("5ms", "bytes", None),
        ("fast", "ns", None),
        ("", "ns", None),
    ],
)
def test_numbers_with_their_units(text: str, unit: str, number: float | None) -> None:
    assert number_of(text, unit) == pytest.approx(number) if number else True
    assert (number_of(text, unit) is None) == (number is None)


def test_numbers_are_compared() -> None:
    values = np.array([1, 5, 9])
    assert numbers_that(Term("n", ">=", "5"), values, "count").tolist() == [False, True, True]
    assert numbers_that(Term("n", "!=", "5"), values, "count").tolist() == [True, False, True]
    with pytest.raises(FilterError, match="compared with a number"):
        numbers_that(Term("n", "~", "5"), values, "count")


def test_texts_ignore_case_and_take_stars() -> None:
    texts = ["GET /a", "get", "POST /a"]
    assert texts_that(Term("k", "=", "get"), texts).tolist() == [False, True, False]
    assert texts_that(Term("k", "=", "get*"), texts).tolist() == [True, True, False]
    assert texts_that(Term("k", "!=", "*/a"), texts).tolist() == [False, True, False]
    assert texts_that(Term("k", "~", "^(get|post) /"), texts).tolist() == [True, False, True]
    assert texts_that(Term("k", "!~", "/"), texts).tolist() == [False, True, False]


def test_texts_that_are_numbers_are_ordered_as_numbers() -> None:
    assert texts_that(Term("k", ">", "9"), ["10", "8", "many"]).tolist() == [True, False, False]


def test_an_expression_that_makes_no_sense_or_never_ends_is_refused() -> None:
    with pytest.raises(FilterError, match="no regular expression"):
        texts_that(Term("k", "~", "(["), ["a"])
    with pytest.raises(FilterError, match="too long"):
        texts_that(Term("k", "~", "(a|a)+$"), ["a" * 60 + "b"])
