"""Trees of nested lists of numbers to columns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.number_trees import CLOSED, MORE, STRANGE, NumberTree
from perfview.kernels.padding import PAD


def read(tree: NumberTree, text: str, step: int = 1 << 20) -> tuple[int, int]:
    """(how it ended, how much was taken), in pieces that end behind no number."""
    done, code = 0, MORE
    while code == MORE and done < len(text):
        end = min(done + step, len(text))
        while end < len(text) and text[end - 1].isdigit():
            end += 1
        piece = text[done:end].encode()
        code, used = tree.read(bytearray(piece + bytes(PAD)), len(piece))
        done += used
    return code, done


@settings(deadline=None)
@given(st.lists(st.integers(-1, 30), max_size=60), st.integers(1, 50), st.booleans())
def test_rows_stand_behind_their_parents(wanted: list[int], step: int, spaced: bool) -> None:
    children: list[list[Any]] = [[] for _ in wanted]
    outermost: list[Any] = []
    for i, above in enumerate(wanted):
        level = children[above] if 0 <= above < i else outermost
        level += [i, 1000 + i, children[i]]
    text = json.dumps(outermost, separators=None if spaced else (",", ":"))[1:]
    tree = NumberTree(2)
    assert read(tree, text, step) == (CLOSED, len(text))
    parent, fields = tree.finish()
    assert len(parent) == len(wanted)
    assert (fields[:, 1] == 1000 + fields[:, 0]).all()
    place = {int(i): row for row, i in enumerate(fields[:, 0])}
    for i, above in enumerate(wanted):
        assert parent[place[i]] == (place[above] if 0 <= above < i else -1)


@pytest.mark.parametrize("text", ["1,[", "1,2,[3,[]]]", "x", "1,2,3,[]]", "[", '1,2,["a"]]', "-1"])
def test_what_is_no_such_tree(text: str) -> None:
    assert read(NumberTree(2), text)[0] == STRANGE


def test_a_row_that_breaks_off_has_zeros() -> None:
    tree = NumberTree(3)
    assert read(tree, "1,2,3,[4,")[0] == MORE
    parent, fields = tree.finish()
    assert parent.tolist() == [-1, 0]
    assert fields.tolist() == [[1, 2, 3], [4, 0, 0]]
