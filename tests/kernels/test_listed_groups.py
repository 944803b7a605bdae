"""Bracketed groups behind a word are counted, others are not."""

import numpy as np
import pytest

from perfview.kernels.listed_groups import listed_groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("INSERT INTO t (a, b) VALUES (1, 2)", 1),
        ("insert into t(a) values(1),(2) ,\n\t(f(3, (4)))", 3),
        ("INSERT INTO t VALUES ('), (', \"x)\"), ('it''s), (', 2) ON CONFLICT (a), (b)", 2),
        ("INSERT INTO t VALUES ($1) RETURNING a, (b), (c)", 1),
        ("INSERT INTO t (a) SELECT a FROM u WHERE (b), (c)", 0),
        ("INSERT INTO t VALUES (1, 2", 1),
        ("", 0),
        ("a)), (", 0),
    ],
)
def test_groups_that_follow_the_word(text: str, groups: int) -> None:
    content = np.frombuffer(bytearray(f"values {text} (9)".encode()), np.uint8)
    start = np.array([7], np.int64)
    stop = np.array([7 + len(text)], np.int64)

    assert listed_groups(content, start, stop, b"values").tolist() == [groups]
