"""The script that holds a batch against its loop, run by a database."""

from __future__ import annotations

import sqlite3

import pytest

from perfview.queries.patterns.loop_check import check_of
from tests.queries.building import QueryBuilder

DDL = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, team INTEGER)"
USER = "SELECT name, team FROM users WHERE id = {}"


def script(text: str = USER, fed: str = "id") -> str:
    builder = QueryBuilder("sqlite", DDL)
    for number in range(9):
        builder.call(text.format(number), trace="t")
    study = builder.study()
    (loop,) = study.loops
    return check_of(study, loop, fed)


def test_a_database_finds_no_difference() -> None:
    text = script()
    keys = (2, 5)
    database = sqlite3.connect(":memory:")
    database.execute(DDL)
    database.executemany(
        "INSERT INTO users VALUES (?, ?, ?)", [(k, f"u{k}", k % 3) for k in range(9)]
    )
    assert text.count("?") == 4
    assert database.execute(text, keys + keys).fetchall() == []
    differing = database.execute(text, (2, 5, 2, 6)).fetchall()
    assert sorted(row[0] for row in differing) == ["only in the batch", "only in the loop"]


@pytest.mark.parametrize(
    "text", [USER + " LIMIT 1", USER + " ORDER BY name", "UPDATE users SET team = 1 WHERE id = {}"]
)
def test_what_cannot_be_compared_as_sets_has_none(text: str) -> None:
    assert script(text) == ""
