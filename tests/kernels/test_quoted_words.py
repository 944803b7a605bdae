"""Words in quotation marks, found anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.padding import PAD
from perfview.kernels.quoted_words import find_quoted
from perfview.recording.searching import mentions
from perfview.recording.source import Source

WORDS = (b"ProfileChunk", b"CpuProfile")


def found(text: bytes) -> int:
    padded = np.zeros(len(text) + PAD, np.uint8)
    padded[: len(text)] = np.frombuffer(text, np.uint8)
    return find_quoted(padded.ctypes.data, len(text), WORDS)


@pytest.mark.parametrize("before", [0, 1, 50, 63, 64, 65, 127])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_wherever_it_stands(before: int, word: bytes) -> None:
    text = b"x" * before + b'"' + word + b'"'
    assert found(text) == before + 1
    assert found(text[:-1]) == -1
    assert found(text.replace(b'"', b"'")) == -1
    assert found(b'"Profile' + text) == before + 9


@pytest.mark.parametrize(
    "text", [b"", b'"ProfileChunks"', b'"ProfileChun', b'"CpuProfiles"', b'""']
)
def test_what_only_looks_like_it_is_not_found(text: bytes) -> None:
    assert found(text) == -1


def test_short_words_are_refused() -> None:
    with pytest.raises(ValueError, match="8 to"):
        find_quoted(0, 0, (b"short",))


@pytest.mark.parametrize("shift", [-20, -12, -1, 0, 1, 13])
def test_a_word_across_blocks_is_found_and_the_bound_is_kept(shift: int) -> None:
    at = (1 << 20) + shift
    content = b" " * at + b'"CpuProfile" ' + b" " * 100
    with Source.from_bytes(content) as source:
        assert mentions(source, WORDS, len(content))
        assert not mentions(source, WORDS, at + 3)
        assert not mentions(source, (b"nowhere to be"[:12],), len(content))
