"""Calls that do not wait for each other, spread over the connections of a pool."""

from __future__ import annotations

from perfview.queries.loops.side_by_side import may_be_spread
from tests.queries.building import QueryBuilder

POSTS = "SELECT id, user_id FROM posts WHERE day = {}"
USER = "SELECT id, name FROM users WHERE id = {}"


def fanned(step_ms: float, connections: int = 4) -> QueryBuilder:
    """Requests that ask for ten users, `step_ms` apart, each call taking 3.1 ms."""
    builder = QueryBuilder()
    for request in range(12):
        at = 0.123 + 500.0 * request
        builder.call(POSTS.format(request), 2.3, session="c0", at_ms=at, rows=10)
        for number in range(10):
            session = f"c{(request + number) % connections}"
            begins = at + 3.017 + step_ms * number
            text = USER.format(100 * request + number)
            builder.call(text, 3.1, session=session, at_ms=begins, rows=1)
    return builder


def test_a_fan_out_over_a_pool_is_a_loop() -> None:
    study = fanned(0.4).study()
    (loop,) = study.loops

    assert (loop.kind, loop.seen_by, len(loop.calls)) == ("lookup", "time", 120)
    assert len(loop.requests) == 12
    assert study.text_of(loop.source).startswith("SELECT id, user_id FROM posts")


def test_calls_on_several_connections_that_wait_for_each_other_are_none() -> None:
    assert fanned(5.0).study().loops == []


def test_what_no_statement_feeds_may_be_many_requests_at_once() -> None:
    builder = QueryBuilder()
    for number in range(60):
        session = f"c{number % 4}"
        builder.call(USER.format(number), 3.1, session=session, at_ms=0.123 + 0.4 * number)

    assert builder.study().loops == []


def test_only_several_connections_with_times_are_looked_at() -> None:
    assert may_be_spread(fanned(0.4).model().calls)
    assert not may_be_spread(fanned(0.4, connections=1).model().calls)
    assert not may_be_spread(QueryBuilder().model().calls)
