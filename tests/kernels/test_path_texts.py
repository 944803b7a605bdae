from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels import path_texts
from perfview.kernels.path_texts import PathTexts

TEXTS = [b"main", b"", b"parse", "größe".encode()]
labels = st.lists(st.integers(0, 3), min_size=1, max_size=12)


def way(parent: list[int], label: list[int], node: int) -> bytes:
    parts: list[bytes] = []
    while node >= 0:
        parts.insert(0, TEXTS[label[node]])
        node = parent[node]
    return b";".join(parts)


@given(labels, st.data())
def test_ways_are_written_with_what_follows(label: list[int], data: st.DataObject) -> None:
    parent = [data.draw(st.integers(-1, i - 1)) for i in range(len(label))]
    nodes = data.draw(st.lists(st.integers(-1, len(label) - 1), max_size=20))
    tails = [b" 1\n", b"", b"],["]
    tail = [data.draw(st.integers(0, 2)) for _ in nodes]
    paths = PathTexts(np.array(parent, np.int32), np.array(label, np.int32), TEXTS, b";")
    found = b"".join(paths.blocks(np.array(nodes, np.int32), np.array(tail, np.int32), tails))
    expected = [way(parent, label, n) + tails[t] for n, t in zip(nodes, tail, strict=True)]
    assert found == b"".join(expected)


def test_blocks_that_are_full_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_texts, "_ROOM", 16)
    parent, label = np.array([-1, 0, 1], np.int32), np.array([0, 2, 0], np.int32)
    paths = PathTexts(parent, label, TEXTS, b";")
    nodes = np.array([2, 0, 1, -1, 2, 2], np.int32)
    blocks = list(paths.blocks(nodes, np.zeros(6, np.int32), [b"\n"]))
    assert len(blocks) > 3
    lines = ["main;parse;main", "main", "main;parse", "", "main;parse;main", "main;parse;main", ""]
    assert b"".join(blocks).decode().split("\n") == lines
