"""Texts that are known by their first word."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.first_words import begin_with, first_words
from perfview.recording.strings import StringTable

_TEXTS = st.lists(st.text("<a b>", max_size=8), max_size=20)


@given(_TEXTS, st.integers(0, 3), st.booleans())
def test_words_are_those_up_to_the_first_space(
    texts: list[str], skipped: int, with_slack: bool
) -> None:
    strings = StringTable.of(texts)
    slack = np.zeros(256 if with_slack else 0, np.uint8)
    table = np.append(strings.arena, slack), strings.offsets
    index = np.flatnonzero([len(text) >= skipped for text in texts]).astype(np.int32)
    number, words, is_cut = first_words(table, index, skipped)
    wanted = []
    for at in index.tolist():
        space = texts[at].find(" ", skipped)
        wanted.append((texts[at] if space < 0 else texts[at][:space], space >= 0))
    found = [words[k].decode() for k in number.tolist()]
    assert list(zip(found, is_cut.tolist(), strict=True)) == wanted
    assert len(set(words)) == len(words)


@given(_TEXTS)
def test_beginnings(texts: list[str]) -> None:
    strings = StringTable.of(texts)
    marked = np.array([i % 3 != 0 for i in range(len(texts))], np.uint8)
    found = begin_with((strings.arena, strings.offsets), marked, b"<a").tolist()
    assert found == [i for i, text in enumerate(texts) if marked[i] and text.startswith("<a")]


def test_more_words_than_fit_at_first() -> None:
    strings = StringTable.of([f"<w{k} {'x' * (k % 50)}" for k in range(30_000)])
    table = np.append(strings.arena, np.zeros(256, np.uint8)), strings.offsets
    number, words, is_cut = first_words(table, np.arange(30_000, dtype=np.int32), 1)
    assert number.tolist() == list(range(30_000))
    assert words[29_999] == b"<w29999"
    assert is_cut.all()
