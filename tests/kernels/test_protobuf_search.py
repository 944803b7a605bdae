"""Which messages have certain fields deep inside."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_search import mark_deep
from perfview.kernels.references import LONGEST
from tests.kernels import wire

KIND, MARKED, OTHER = 9, 10, 4


def is_marked(message: bytes, kind: int = KIND, length: int | None = None) -> bool:
    data = np.frombuffer(b"\0" * 5 + message + bytes(PAD), np.uint8).copy()
    size = len(message) if length is None else length
    word = 5 | size << 40 | kind << 60
    references = np.array([0, word, 0], np.uint64)
    mark_deep(data.ctypes.data, references, 1, 2, KIND, MARKED, 1 << 11 | 1 << 12, 1 << 1 | 1 << 17)
    found = int(references[1]) >> 60
    assert found in (kind, MARKED)
    assert int(references[1]) & ((1 << 60) - 1) == word & ((1 << 60) - 1)
    return found == MARKED


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (wire.number(1, 5) + wire.number(17, 5), False),
        (wire.chunk(11, wire.number(4, 5)), False),
        (wire.chunk(11, wire.number(1, 5)), True),
        (wire.chunk(12, wire.chunk(11, wire.chunk(12, wire.number(17, 5)))), True),
        (wire.chunk(11, wire.chunk(10, b"k")) + wire.number(1, 5), False),
        (wire.chunk(11, b"") + wire.number(1, 5) + wire.chunk(12, wire.number(17, 1)), True),
        (wire.chunk(9, wire.number(1, 5)), False),
        (wire.number(500, 1) + wire.chunk(5000, b"\x08\x01"), False),
        (b"", False),
        (b"\x5a\x7f", True),
        (b"\x00\x00", True),
    ],
)
def test_messages_are_searched_below_the_outermost(message: bytes, expected: bool) -> None:
    assert is_marked(message) is expected


def test_other_kinds_are_left_alone() -> None:
    assert not is_marked(wire.chunk(11, wire.number(1, 5)), OTHER)


def test_messages_whose_length_is_unknown_need_a_closer_look() -> None:
    assert is_marked(b"\x08\x01", length=LONGEST)
