"""Looped statements written anew give what the loop gave: run on SQLite, and refused where not."""

import random
import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from sqlglot import exp

from perfview.queries.rewriting.batches.batch import Batch, Refused
from perfview.queries.rewriting.batches.batching import batch_of, join_of
from perfview.queries.rewriting.rewrite import shown
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder


def study_of(text: str, dialect: str = "postgres", keys: Sequence[int] = range(1, 8)) -> Study:
    builder = QueryBuilder(dialect)
    for key in keys:
        builder.call(text.replace("{}", str(key)))
    return builder.study()


def rewritten(text: str, dialect: str = "postgres") -> str:
    found = batch_of(study_of(text, dialect), 0)
    if isinstance(found, Refused):
        return found.reason
    return " ".join(shown(found.tree, dialect).split()).replace("( ", "(").replace(" )", ")")


LOOKUPS = {
    "SELECT id, name FROM users WHERE id = {}": (
        "SELECT id, name FROM users WHERE id = ANY(?);",
        "SELECT id, name FROM users WHERE id IN (?, ?);",
    ),
    "SELECT name FROM users u WHERE u.id = {} LIMIT 1": (
        "SELECT name, u.id FROM users AS u WHERE u.id = ANY(?);",
        "SELECT name, u.id FROM users AS u WHERE u.id IN (?, ?);",
    ),
    "SELECT count(*) FROM notes WHERE user_id = {} AND live = 1": (
        "SELECT COUNT(*), user_id FROM notes WHERE user_id = ANY(?) AND live = ? GROUP BY user_id;",
        "SELECT COUNT(*), user_id FROM notes WHERE user_id IN (?, ?) AND live = ? "
        "GROUP BY user_id;",
    ),
    "SELECT 1 FROM follows WHERE target = {} LIMIT 1": (
        "SELECT DISTINCT target FROM follows WHERE target = ANY(?);",
        "SELECT DISTINCT target FROM follows WHERE target IN (?, ?);",
    ),
    "DELETE FROM carts WHERE user_id = {} AND old = 1": (
        "DELETE FROM carts WHERE user_id = ANY(?) AND old = ?;",
        "DELETE FROM carts WHERE user_id IN (?, ?) AND old = ?;",
    ),
    "SELECT qty FROM stock WHERE product_id = {} AND house_id = {}": (
        "SELECT qty, product_id, house_id FROM stock "
        "WHERE (product_id, house_id) IN ((?, ?), (?, ?));",
        "SELECT qty, product_id, house_id FROM stock "
        "WHERE (product_id, house_id) IN ((?, ?), (?, ?));",
    ),
}


@pytest.mark.parametrize("text", LOOKUPS)
def test_keys_become_a_list_in_each_dialect(text: str) -> None:
    assert (rewritten(text), rewritten(text, "mysql")) == LOOKUPS[text]


def test_literals_do_not_leave() -> None:
    text = rewritten("SELECT name FROM users WHERE token = 'hunter2' AND id = {}")

    assert "hunter2" not in text
    assert "ANY(?)" in text


REFUSED = {
    "SELECT id FROM users WHERE age = {} LIMIT 5 OFFSET 10": "page",
    "SELECT id FROM users WHERE team_id = {} AND age > {}": "More than its key",
    "SELECT count(*) FROM (SELECT DISTINCT a FROM x WHERE b_id = {}) q": "subquery",
    "SELECT row_number() OVER (ORDER BY a) FROM x WHERE b_id = {}": "window",
    "SELECT sum(a) FROM x WHERE day > {}": "no key",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_would_mean_something_else_is_refused_and_says_why(text: str) -> None:
    assert REFUSED[text] in rewritten(text)


def test_updates_of_different_values_join_a_list_where_the_server_can() -> None:
    text = "UPDATE products SET price = {}.5 WHERE id = {}"

    assert rewritten(text) == (
        "UPDATE products SET price = changed.price FROM (VALUES (?, ?), (?, ?)) "
        "AS changed(id, price) WHERE products.id = changed.id;"
    )
    assert "UPDATE … FROM" in rewritten(text, "mysql")


def test_an_update_that_counts_on_warns_of_keys_that_come_twice() -> None:
    found = batch_of(study_of("UPDATE products SET stock = stock - 1 WHERE id = {}"), 0)

    assert isinstance(found, Batch)
    assert found.way == "list"
    assert any("twice" in note for note in found.notes)


def test_a_join_takes_the_key_only_from_a_source_that_returns_it() -> None:
    builder = QueryBuilder()
    builder.call("SELECT id, user_id FROM posts WHERE day = 3 ORDER BY id LIMIT 20")
    for key in range(6):
        builder.call(f"SELECT id, name FROM users WHERE id = {key} AND live = 1")
    study = builder.study()
    found = join_of(study, 0, 1, "user_id", "id")

    assert isinstance(found, Batch)
    assert "LEFT JOIN users" in shown(found.tree, "postgres")
    assert isinstance(join_of(study, 0, 1, "owner_id", "id"), Refused)


# --- run: the loop and the batch, on the same rows -------------------------------------------


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    chance = random.Random(3)
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, team_id INT, name TEXT, age INT);"
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT, day INT, score INT);"
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE post_tags (post_id INT, tag_id INT)"
    )
    for k in range(60):
        connection.execute(
            "INSERT INTO users VALUES (?,?,?,?)", (k, k % 7, f"n{k}", chance.randrange(90))
        )
        connection.execute("INSERT INTO tags VALUES (?,?)", (k, f"t{k}"))
    for k in range(400):
        row = (k, chance.randrange(80), chance.randrange(9), k)
        connection.execute("INSERT INTO posts VALUES (?,?,?,?)", row)
        connection.execute("INSERT INTO post_tags VALUES (?,?)", (k, chance.randrange(60)))
    yield connection
    connection.close()


READS = (
    "SELECT name, age FROM users WHERE id = {}",
    "SELECT * FROM posts WHERE user_id = {} AND day > 4 ORDER BY score",
    "SELECT p.id, p.day FROM posts p WHERE p.user_id = {} ORDER BY p.score DESC LIMIT 2",
    "SELECT count(*), max(score) FROM posts WHERE user_id = {} AND day < 6",
    "SELECT day, count(*) FROM posts WHERE user_id = {} GROUP BY day",
    "SELECT DISTINCT day FROM posts WHERE user_id = {}",
    "SELECT t.name FROM tags t JOIN post_tags pt ON pt.tag_id = t.id WHERE pt.post_id = {}",
    "SELECT 1 FROM posts WHERE user_id = {} LIMIT 1",
)


@pytest.mark.parametrize("text", READS)
def test_the_batch_reads_the_rows_of_the_loop(database: sqlite3.Connection, text: str) -> None:
    keys = (3, 7, 21, 40, 58, 79, 5000)
    study = study_of(text, "sqlite", keys)
    values = [(exp.Literal.number(key),) for key in keys]
    found = batch_of(study, 0, rows=values, with_literals=True)
    assert isinstance(found, Batch)
    cursor = database.execute(found.tree.sql("sqlite"))
    names = [each[0] for each in cursor.description]
    at = len(names) - 1 - names[::-1].index(found.keys[0])
    rank = {names.index("place_in_key")} if "place_in_key" in names else set()
    batch = [(row[at], row) for row in cursor]
    loop = []
    for key in keys:
        for row in database.execute(text.replace("{}", str(key))).fetchall():
            if any("Keys without rows" in note for note in found.notes) and not row[0]:
                continue  # a key without rows: missing from the batch, as its note says
            loop.append((key, row))
    width = len(loop[0][1])
    if found.way == "exists":
        assert {key for key, _ in batch} == {key for key, _ in loop}
        return
    narrowed = [
        (key, tuple(v for k, v in enumerate(row) if k not in rank)[:width]) for key, row in batch
    ]
    assert sorted(map(repr, narrowed)) == sorted(map(repr, loop))


WRITES = (
    ("UPDATE users SET age = age + 1 WHERE id = {}", "SELECT * FROM users"),
    ("DELETE FROM posts WHERE user_id = {} AND day > 2", "SELECT * FROM posts"),
)


@pytest.mark.parametrize(("text", "after"), WRITES)
def test_the_batch_writes_what_the_loop_writes(
    database: sqlite3.Connection, text: str, after: str
) -> None:
    keys = (3, 7, 21, 40)
    values = [(exp.Literal.number(key),) for key in keys]
    found = batch_of(study_of(text, "sqlite", keys), 0, rows=values, with_literals=True)
    assert isinstance(found, Batch)
    database.commit()
    for key in keys:
        database.execute(text.replace("{}", str(key)))
    loop = database.execute(after).fetchall()
    database.rollback()
    before = database.execute(after).fetchall()
    database.execute(found.tree.sql("sqlite"))
    batch = database.execute(after).fetchall()
    database.rollback()

    assert sorted(batch) == sorted(loop) != sorted(before)


def test_the_join_finds_what_the_loop_finds(database: sqlite3.Connection) -> None:
    source = "SELECT id, user_id FROM posts WHERE day = 3 ORDER BY id LIMIT 30"
    builder = QueryBuilder("sqlite")
    builder.call(source)
    rows = database.execute(source).fetchall()
    for _, user in rows:
        builder.call(f"SELECT name, age FROM users WHERE id = {user} AND age > 10")
    found = join_of(builder.study(), 0, 1, "user_id", "id", with_literals=True)
    assert isinstance(found, Batch)
    joined = database.execute(found.tree.sql("sqlite")).fetchall()
    loop = []
    for post, user in rows:
        text = f"SELECT name, age FROM users WHERE id = {user} AND age > 10"
        for each in database.execute(text).fetchall() or [(None, None)]:
            loop.append((post, user, *each))

    assert sorted(map(repr, joined)) == sorted(map(repr, loop))
