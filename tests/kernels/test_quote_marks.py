"""Quotation marks that may be read in two ways."""

import re

import numpy as np
import pytest

from perfview.kernels.quote_marks import quote_marks

_PLAIN = re.compile(rb"""\\'|(?:[=<>(]|like)\s*\"""", re.IGNORECASE)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_texts_as_a_pattern_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    parts = [b"'", b"\\", b'"', b"=", b"(", b" ", b"\n", b"LIKE", b"lik", b"e", b"x"]
    texts = [b"".join(chance.choice(parts, chance.integers(0, 9)).tolist()) for _ in range(400)]
    stop = np.cumsum([len(text) for text in texts]).astype(np.int64)
    start = np.append(0, stop[:-1]).astype(np.int64)
    content = np.frombuffer(b"".join(texts) + bytes(64), np.uint8).copy()
    expected = [_PLAIN.search(text) is not None for text in texts]
    assert quote_marks(content, start, stop).tolist() == expected
    assert 20 < sum(expected) < 380


def test_texts_that_are_not_there_are_left_out() -> None:
    nothing = np.array([-1], np.int64)
    assert quote_marks(np.zeros(64, np.uint8), nothing, nothing).tolist() == [False]
