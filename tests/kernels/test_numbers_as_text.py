from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.interning import Interner
from perfview.kernels.numbers_as_text import intern_numbers

UNITS = ["bytes", "µs", "x" * 200]


@given(st.lists(st.tuples(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-1, 2))))
def test_numbers_are_written_as_python_writes_them(rows: list[tuple[int, int]]) -> None:
    texts = Interner()
    ids = [texts.add(unit.encode()) for unit in UNITS]
    suffix = np.array([ids[unit] if unit >= 0 else -1 for _, unit in rows], np.int32)
    found = intern_numbers(np.array([n for n, _ in rows], np.int64), suffix, texts)
    wanted = [f"{n} {UNITS[unit][:64]}" if unit >= 0 else str(n) for n, unit in rows]
    assert [texts.text(i).decode() for i in found.tolist()] == wanted


def test_many_make_the_table_grow() -> None:
    texts = Interner(4, 256)
    numbers = np.arange(20_000, dtype=np.int64)
    found = intern_numbers(numbers, np.full(20_000, -1, np.int32), texts)
    assert len(set(found.tolist())) == 20_000
    assert texts.text(int(found[19_999])) == b"19999"
