"""Numbers at the start of texts."""

from __future__ import annotations

import numpy as np

from perfview.kernels.interning import Interner
from perfview.kernels.leading_numbers import leading_numbers


def test_the_digits_a_text_begins_with_are_its_number() -> None:
    """Nothing is 0, and so is a text that begins otherwise; beyond nine digits the rest is left."""
    texts = Interner()
    ids = [texts.add(text) for text in (b"12:0-30", b"main", b"", b"7", b"12345678901")]
    found = leading_numbers(texts, np.array([*ids, -1], np.int32))
    assert found.tolist() == [12, 0, 0, 7, 123456789, 0]
