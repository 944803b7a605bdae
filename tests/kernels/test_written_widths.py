"""How wide texts are when written out."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.written_widths import written_widths
from perfview.recording.strings import StringTable


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=8))
def test_widths_are_those_of_texts_written_out(texts: list[str]) -> None:
    strings = StringTable.of(texts)
    marked = np.ones(len(texts), np.uint8)
    found = written_widths((strings.arena, strings.offsets), marked, b",{\"'")
    for text, width in zip(texts, found.tolist(), strict=True):
        is_quoted = any(letter in ",{\"'" for letter in text)
        written = json.dumps(text, ensure_ascii=False) if is_quoted else text
        assert width == len(written.encode("utf-16-le")) // 2


def test_only_marked_texts_are_looked_at() -> None:
    strings = StringTable.of(["ab", "cd"])
    marked = np.array([0, 1], np.uint8)
    assert written_widths((strings.arena, strings.offsets), marked, b"").tolist() == [0, 2]
