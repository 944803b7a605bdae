"""How far bytes are whole records."""

from __future__ import annotations

import pytest

from perfview.kernels.record_frames import whole_records
from tests.kernels import wire

TWO = wire.chunk(1, b"abc") + wire.chunk(1, b"x" * 300)


@pytest.mark.parametrize(
    ("content", "length"),
    [
        (b"", 0),
        (TWO, len(TWO)),
        (TWO[:-1], 5),
        (TWO + b"\x0a", len(TWO)),
        (TWO + b"\x0a\x00", len(TWO) + 2),
        (TWO + wire.chunk(2, b"other") + TWO, len(TWO)),
        (b"\x0a" + b"\xff" * 12, 0),
        (b"\x0a" + b"\xff" * 9 + b"\x01" + bytes(9), 0),
    ],
)
def test_what_is_whole_counts(content: bytes, length: int) -> None:
    assert whole_records(content, 0x0A) == length
