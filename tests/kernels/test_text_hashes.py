"""Texts numbered by what they say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.text_hashes import number_texts
from perfview.recording.strings import StringTable


@given(st.lists(st.text("ab", max_size=20) | st.text(max_size=3)))
def test_equal_texts_get_the_same_number(texts: list[str]) -> None:
    table = StringTable.of(texts)
    found = number_texts(table.arena, table.offsets[:-1].copy(), table.offsets[1:].copy())
    plain = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    assert found.tolist() == [plain[text] for text in texts]
    assert found.dtype == np.int32
