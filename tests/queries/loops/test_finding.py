"""Which statements run in a loop, what kind of loop it is and what feeds it."""

import random

import numpy as np

from perfview.queries.loops.finding import find_loops
from perfview.queries.loops.loop import Loop
from tests.queries.building import QueryBuilder

POSTS = "SELECT id, user_id FROM posts WHERE day = 3"
USER = "SELECT id, name FROM users WHERE id = {}"


def loops(builder: QueryBuilder) -> list[tuple[str, str, int]]:
    return [(each.kind, each.seen_by, len(each.calls)) for each in builder.study().loops]


def looped(calls: int, text: str = USER, trace: str = "t", **columns: object) -> QueryBuilder:
    builder = QueryBuilder()
    builder.call(POSTS, trace=trace, rows=calls)
    for number in range(calls):
        builder.call(text.format(number), trace=trace, rows=1, **columns)
    return builder


def test_five_calls_of_a_request_are_a_loop_and_four_are_not() -> None:
    assert loops(looped(5)) == [("lookup", "trace", 5)]
    assert loops(looped(4)) == []


def test_the_statement_that_brings_the_rows_is_named() -> None:
    study = looped(8).study()
    (loop,) = study.loops

    assert study.text_of(loop.source).startswith("SELECT id, user_id FROM posts")
    assert loop.source_calls.tolist() == [0]
    assert loop.share == 1.0


def test_other_calls_between_do_not_matter() -> None:
    builder = QueryBuilder()
    builder.call(POSTS, trace="t")
    for number in range(6):
        builder.call("BEGIN", trace="t")
        builder.call("SET search_path = a", trace="t")
        builder.call(USER.format(number), trace="t")
        builder.call("COMMIT", trace="t")

    assert loops(builder) == [("lookup", "trace", 6)]


def test_side_by_side_calls_are_a_loop_too() -> None:
    builder = QueryBuilder()
    builder.call(POSTS, trace="t", at_ms=0)
    for number in range(6):
        builder.call(USER.format(number), 40, trace="t", at_ms=2 + number)

    assert loops(builder) == [("lookup", "trace", 6)]


def test_each_request_is_counted_for_itself() -> None:
    builder = QueryBuilder()
    for trace in ("a", "b", "c"):
        builder.call(POSTS, trace=trace)
        for number in range(3 if trace == "b" else 7):
            builder.call(USER.format(number), trace=trace)
    (loop,) = builder.study().loops

    assert np.diff(loop.first).tolist() == [7, 7]
    assert loop.share < 1


def test_the_same_question_again_is_no_n_plus_one() -> None:
    builder = QueryBuilder()
    builder.call("SELECT name FROM tenants", trace="t")
    for _ in range(8):
        builder.call("SELECT value FROM settings WHERE name = 'theme'", trace="t")

    assert loops(builder) == [("duplicate", "trace", 8)]


def test_few_keys_are_a_loop_where_the_rows_of_a_source_ask_for_them() -> None:
    builder = QueryBuilder()
    builder.call("SELECT id, category_id FROM products WHERE live = 1", trace="t", rows=9)
    for number in range(9):
        builder.call(f"SELECT name FROM categories WHERE id = {number % 2}", trace="t", rows=1)

    assert loops(builder) == [("lookup", "trace", 9)]


def test_kinds_are_told_apart() -> None:
    kinds = {
        "SELECT count(*) FROM reviews WHERE user_id = {}": "aggregate",
        "UPDATE users SET seen = 1 WHERE id = {}": "write",
        "DELETE FROM users WHERE id = {}": "write",
        "INSERT INTO audit (who) VALUES ({})": "insert",
        "SELECT t.name FROM tags t JOIN user_tags u ON u.tag_id = t.id WHERE u.user_id = {}": (
            "many-to-many"
        ),
        "SELECT id FROM users WHERE id > {} ORDER BY id LIMIT 100": "pagination",
        "SELECT id FROM users ORDER BY id LIMIT 100 OFFSET 1{}": "pagination",
        "FETCH FORWARD {} FROM c1": "cursor",
    }
    for text, kind in kinds.items():
        assert [each[0] for each in loops(looped(7, text))] == [kind], text


def test_reports_without_a_key_and_long_lists_are_no_loop() -> None:
    assert loops(looped(7, "SELECT sum(fee) FROM visits WHERE day > {}")) == []
    assert loops(looped(7, "SELECT id FROM users WHERE id IN ({0}1, {0}2, {0}3)")) == []


def test_a_queue_that_is_worked_off_is_no_loop_over_rows() -> None:
    builder = QueryBuilder()
    for number in range(8):
        builder.call("SELECT id FROM jobs WHERE state = 'new' LIMIT 1", trace="t", rows=1)
        builder.call(f"UPDATE jobs SET state = 'done' WHERE id = {number}", trace="t", rows=1)

    assert sorted(each[0] for each in loops(builder)) == ["duplicate", "polling"]


def test_failed_calls_are_not_counted() -> None:
    assert loops(looped(7, failed=True)) == []


def test_a_transaction_tells_what_belongs_together() -> None:
    builder = QueryBuilder()
    for number in range(9):
        builder.call(USER.format(number), transaction=3, session="a")

    assert loops(builder) == [("lookup", "transaction", 9)]


def test_begin_and_commit_tell_it_where_the_log_does_not() -> None:
    builder = QueryBuilder()
    for request in range(4):
        builder.call("BEGIN", session="a")
        for number in range(3 if request % 2 else 6):
            builder.call(USER.format(number + 10 * request), session="a")
        builder.call("COMMIT", session="a")

    assert loops(builder) == [("lookup", "transaction", 12)]


def nested(session: str = "", requests: int = 1) -> QueryBuilder:
    builder, key = QueryBuilder(), 0
    for request in range(requests):
        builder.call(f"SELECT id FROM orders WHERE day = {request}", session=session)
        for order in range(12):
            builder.call(f"SELECT id, product_id FROM items WHERE order_id = {order}")
            for _ in range(3):
                key += 1
                builder.call(f"SELECT name FROM products WHERE id = {key}")
    return builder


def test_loops_within_loops_each_have_their_source() -> None:
    study = nested().study()
    text = study.text_of
    found = {text(each.statement)[:30]: text(each.source)[:25] for each in study.loops}

    assert found == {
        "SELECT id, product_id FROM ite": "SELECT id FROM orders WHE",
        "SELECT name FROM products WHER": "SELECT id, product_id FRO",
    }


def test_a_page_that_is_asked_for_again_and_again_is_no_loop() -> None:
    chance = random.Random(4)
    builder = QueryBuilder()
    for _ in range(80):
        who = chance.randrange(10**6)
        builder.call(f"SELECT id, name FROM customers WHERE id = {who}", session="a")
        builder.call(f"SELECT count(*) FROM notes WHERE customer_id = {who}", session="a")
        builder.call(f"SELECT id FROM orders WHERE customer_id = {who}", session="a")

    assert loops(builder) == []


def test_pages_that_begin_with_a_lookup_of_their_own_are_no_rounds_of_a_loop() -> None:
    builder = QueryBuilder()
    for request in range(3):
        builder.call(f"SELECT user_id FROM orders WHERE day = {request}", session="a")
        for number in range(12):
            key = 100 * request + number
            builder.call(f"SELECT account FROM tokens WHERE token = 'x{key}'", session="a")
            builder.call(USER.format(key), session="a")
    assert loops(builder) == []


def test_a_statement_that_many_requests_run_once_is_no_loop() -> None:
    chance = random.Random(5)
    builder = QueryBuilder()
    for _ in range(600):
        text = USER if chance.random() < 0.6 else "SELECT id FROM carts WHERE user_id = {}"
        text = text if chance.random() < 0.8 else f"SELECT sum(x) FROM r{chance.randrange(6)}"
        session = f"s{chance.randrange(4)}"
        builder.call(text.format(chance.randrange(10**6)), session=session)

    assert loops(builder) == []


def test_loops_of_a_shared_connection_are_found_by_how_calls_follow_each_other() -> None:
    chance = random.Random(6)
    builder, planted = QueryBuilder(), 0
    for _ in range(300):
        session = f"s{chance.randrange(3)}"
        if chance.random() < 0.1:
            planted += 1
            builder.call(POSTS, session=session)
            for _ in range(chance.randrange(8, 20)):
                builder.call(USER.format(chance.randrange(10**6)), session=session)
        else:
            text = "SELECT id FROM carts WHERE user_id = {}"
            text = text if chance.random() < 0.7 else USER
            builder.call(text.format(chance.randrange(10**6)), session=session)
    found = [each for each in builder.study().loops if each.kind == "lookup"]

    assert {each.seen_by for each in found} == {"time"}
    assert 0.9 * planted <= sum(len(each.requests) for each in found) <= planted


def test_a_list_without_times_and_ids_is_read_in_its_order() -> None:
    builder = QueryBuilder()
    builder.call("SELECT id, user_id FROM posts", rows=5, start_ns=np.iinfo(np.int64).min)
    for number in range(5):
        builder.call(USER.format(number), rows=1, start_ns=np.iinfo(np.int64).min)

    assert loops(builder) == [("lookup", "time", 5)]


def test_a_long_pause_ends_a_request() -> None:
    builder = QueryBuilder()
    builder.call("SELECT 1 FROM boot", session="a")
    for number in range(40):
        builder.call(USER.format(number), at_ms=1000.0 * number, session="a")

    assert loops(builder) == []


def test_fewer_calls_are_loops_where_that_is_asked_for() -> None:
    study = looped(3).study()

    assert study.loops == []
    assert [len(each.calls) for each in find_loops(study, 3)] == [3]


def test_no_calls_have_no_loops() -> None:
    found: list[Loop] = QueryBuilder().study().loops

    assert found == []


def test_a_row_asked_for_by_key_is_no_page_whatever_its_offset_says() -> None:
    builder = looped(8, "SELECT id FROM users WHERE id = {} LIMIT 1 OFFSET 0")

    assert loops(builder) == [("lookup", "trace", 8)]


def test_lists_of_keys_are_batches_already() -> None:
    assert loops(looped(8, "SELECT id FROM users WHERE id = ANY(ARRAY[{0}, 1{0}])")) == []


def test_a_change_tried_again_is_no_loop_over_rows() -> None:
    builder = QueryBuilder()
    for _ in range(6):
        builder.call("UPDATE users SET seen = 3 WHERE id = 7", trace="t")

    assert [kind for kind, _, _ in loops(builder)] == ["polling"]
