"""Callers' input, taken apart and looked for in statements."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.traces.patterns.raw_input import raw_parameters
from perfview.traces.patterns.request_input import Parameter, request_input
from tests.traces.labelled import Labelled


def sent(**attributes: Any) -> list[tuple[str, object]]:
    """The parameters that a request with these attributes brings."""
    recording = Labelled()
    recording.request(**attributes)
    found = request_input(recording.study())
    return [(p.key, p.value) for p in found.get(0, [])]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"url__query": "a=b&c=d%20e+f"}, [("a", "b"), ("c", "d e f")]),
        ({"url__query": "?a=b&empty="}, [("a", "b")]),
        ({"url__full": "https://x.test/p?a=b#c"}, [("a", "b")]),
        ({"http__target": "/p?a=b"}, [("a", "b")]),
        ({"url__query": "user[$ne]=x"}, [("user", {"$ne": "x"})]),
        ({"url__query": 'f={"$gt":1}'}, [("f", {"$gt": 1})]),
        ({"http__request__body": "a=b"}, [("a", "b")]),
        ({"http__request__body": '{"a": {"b": "c"}}'}, [("a", {"b": "c"}), ("b", "c")]),
        ({"http__request__body": '[{"a": "b"}]'}, [("a", "b")]),
        ({"http__request__body": {"a": "b"}}, [("a", "b")]),
        ({"http__request__body": '{"a": '}, []),
        ({}, []),
    ],
)
def test_what_came_in(attributes: dict[str, object], expected: list[tuple[str, object]]) -> None:
    assert sent(**attributes) == expected


@given(st.text(max_size=80))
def test_no_query_breaks_it(text: str) -> None:
    assert all(isinstance(key, str) for key, _ in sent(url__query=text))


def test_what_a_span_inside_asks_is_no_input() -> None:
    recording = Labelled()
    recording.get(0, 1, recording.request(), "https://x.test/?a=b")
    assert request_input(recording.study()) == {}


WHERE = "SELECT * FROM u WHERE "


@pytest.mark.parametrize(
    ("statement", "key", "value", "raw"),
    [
        (WHERE + "name = 'o''brien'", "name", "o'brien", True),
        (WHERE + "u.name = 'abc'", "name", "abc", True),
        (WHERE + "username = 'abc'", "name", "abc", False),
        (WHERE + "name = 'abcd'", "name", "abc", False),
        (WHERE + "name = 'ab'", "name", "ab", False),
        (WHERE + "name = 'a.b'", "name", "a.b", True),
        (WHERE + "name = 'what?'", "name", "what?", True),
        (WHERE + "name = 'abc' AND id = ?", "name", "abc", False),
        (WHERE + "name = 'abc' AND t = '10:30'::time", "name", "abc", True),
        ("SELECT 'abc' AS name FROM u", "name", "abc", False),
        ("WITH x AS (SELECT 1) SELECT * FROM x WHERE name = 'abc'", "name", "abc", True),
        ("DELETE FROM u WHERE name = 'abc'", "name", "abc", False),
    ],
)
def test_sql(statement: str, key: str, value: str, raw: bool) -> None:
    assert bool(raw_parameters(statement, [Parameter(key, value)], 3)) is raw


def test_objects_count_in_other_languages_only_with_an_operator() -> None:
    statement = json.dumps({"find": "u", "filter": {"name": {"$ne": None}, "age": {"x": 1}}})
    assert raw_parameters(statement, [Parameter("name", {"$ne": None})], 3)
    assert not raw_parameters(statement, [Parameter("age", {"x": 1})], 3)
    assert not raw_parameters(statement, [Parameter("name", {"$ne": 1})], 3)
