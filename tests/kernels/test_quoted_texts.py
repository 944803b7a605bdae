"""An array of JSON strings to an arena, piece by piece."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.padding import PAD
from perfview.kernels.quoted_texts import CLOSED, MORE, STRANGE, QuotedTexts

TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",))), st.text('"\\/\n\tab', max_size=90)
    )
)


def take(texts: QuotedTexts, content: bytes, step: int) -> tuple[int, int]:
    """(how it ended, how many bytes were taken) when so many bytes come at a time."""
    start = end = 0
    code = MORE
    while code == MORE and end < len(content):
        end = min(end + step, len(content))
        code, used = texts.read(bytearray(content[start:end] + bytes(PAD)), end - start)
        start += used
    return code, start


def found(texts: QuotedTexts) -> list[str]:
    arena, lengths = texts.finish()
    ends = np.cumsum(lengths)
    return [arena[e - n : e].tobytes().decode() for e, n in zip(ends, lengths, strict=True)]


@settings(deadline=None)
@given(TEXTS, st.booleans(), st.sampled_from([",", ",\n", " , "]), st.integers(1, 200))
def test_they_are_what_was_written(
    written: list[str], is_ascii: bool, between: str, step: int
) -> None:
    parts = [json.dumps(each, ensure_ascii=is_ascii) for each in written]
    content = (between.join(parts) + "]").encode()
    texts = QuotedTexts()
    assert take(texts, content, step) == (CLOSED, len(content))
    assert found(texts) == written


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 63, 64, 1000])
def test_lengths_around_what_is_copied_at_once(length: int) -> None:
    texts = QuotedTexts(10)
    written = ["x" * length, "é", "x" * length + "\n", ""]
    take(texts, (json.dumps(written)[1:]).encode(), 10_000)
    assert found(texts) == written


def test_a_text_without_an_end_is_left_for_later() -> None:
    for rest in ('"abc', '"abc\\', '"abc\\"', '"' + "y" * 100):
        texts = QuotedTexts()
        assert take(texts, ('"a",' + rest).encode(), 500) == (MORE, 4)
        assert found(texts) == ["a"]


@pytest.mark.parametrize("token", ["1", "null", "[", "{", ":"])
def test_what_is_no_text_ends_it(token: str) -> None:
    texts = QuotedTexts()
    assert take(texts, f'"a", {token},"b"]'.encode(), 500) == (STRANGE, 5)
    assert found(texts) == ["a"]
