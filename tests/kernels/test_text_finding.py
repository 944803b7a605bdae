"""Which texts of a large table are wanted ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.text_finding import find_texts
from perfview.recording.strings import StringTable

_TEXTS = st.lists(st.sampled_from([b"", b"a", b"ab", b"ba", b"aab", b"abb", b"b" * 40]), max_size=9)


@given(_TEXTS, _TEXTS, st.data())
def test_finds_the_first_of_each(
    table: list[bytes], wanted: list[bytes], data: st.DataObject
) -> None:
    strings = StringTable.of(table)
    marked = np.array([data.draw(st.integers(0, 1)) for _ in table], np.uint8)
    texts = strings.arena, strings.offsets
    first = {text: i for i, text in reversed(list(enumerate(table)))}
    assert find_texts(texts, wanted).tolist() == [first.get(text, -1) for text in wanted]
    looked_at = {text: i for i, text in reversed(list(enumerate(table))) if marked[i]}
    found = find_texts(texts, wanted, marked).tolist()
    assert found == [looked_at.get(text, -1) for text in wanted]
