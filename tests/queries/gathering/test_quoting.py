"""Literals of statements whose dialect only their texts tell."""

import numpy as np
import pytest

from perfview.queries.gathering.calls import gather_texts
from perfview.recording.progress import Progress

HIDDEN = {
    "SELECT a FROM t WHERE b = 'O\\'SEKRET x' AND c = 1": "SELECT a FROM t WHERE b = ? AND c = ?",
    "SELECT a FROM t WHERE b LIKE '\\' AND c = 'SEKRET x'": (
        "SELECT a FROM t WHERE b LIKE ? AND c = ?"
    ),
    'SELECT a FROM t WHERE b = "SEKRET \\" x"': "SELECT a FROM t WHERE b = ?",
    'SELECT a FROM "t" WHERE "b" = "c"': 'SELECT a FROM "t" WHERE "b" = "c"',
    'SELECT "t"."a" FROM "t" JOIN u ON (u.b="t"."b")': (
        'SELECT "t"."a" FROM "t" JOIN u ON (u.b="t"."b")'
    ),
}


@pytest.mark.parametrize("sql", HIDDEN)
def test_literals_are_found_however_they_are_quoted(sql: str) -> None:
    found = gather_texts(["SELECT 1", sql, sql], "", np.array([1, 2, 3]), Progress())
    assert found.strings[found.statements.text[found.statement[1]]] == HIDDEN[sql]
    assert found.statement[1] == found.statement[2]
