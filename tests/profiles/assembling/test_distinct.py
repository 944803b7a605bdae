"""Rows and functions each kept once, and a document's texts as they are meant."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.interning import Interner
from perfview.profiles.assembling.distinct import distinct, distinct_functions
from perfview.profiles.assembling.texts import Texts


def ids(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


@given(st.lists(st.tuples(*[st.integers(-1, 3)] * 3), max_size=30))
def test_equal_rows_are_one_group_by_first_appearance(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    group, first = distinct(*columns)
    seen = list(dict.fromkeys(rows))
    assert group.tolist() == [seen.index(row) for row in rows]
    assert first.tolist() == [rows.index(row) for row in seen]


def test_functions_of_two_libraries_are_two() -> None:
    name, file, zero = ids(4, 4, 4), ids(-1, -1, -1), ids(0, 0, 0)
    group, functions = distinct_functions(name, file, zero, zero, ids(8, 9, 8), ids(1, 2, 3))
    assert group.tolist() == [0, 1, 0]
    assert functions.module.tolist() == [8, 9]
    assert functions.category.tolist() == [1, 2]


def test_texts_are_unescaped_and_the_empty_one_is_none() -> None:
    interner = Interner()
    written = ids(*(interner.add(t) for t in (b"a\\n", b"", b"\\u0062", b"b")), -1)
    texts = Texts(interner)
    meant = texts.ids(written)
    assert texts.of(meant) == ["a\n", "", "b", "b", ""]
    assert meant[2] == meant[3]
    assert meant[1] == meant[4] == -1
    added = texts.add("C:\\new")
    assert texts.finish()[added] == "C:\\new"
    assert texts.add("") == -1
