"""Lines of a log taken apart, and what stands between two words of them."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.log_lines import between, log_lines
from perfview.kernels.padding import PAD
from perfview.kernels.references import place_of


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a-1 [0] 1.5: w: r", ("a", 1, -1, 0, 1_500_000_000, "w", "r")),
        ("a-b-2-3 (  4) [010] d.h5 0.000001: w:x: r  ", ("a-b-2", 3, 4, 10, 1000, "w", "x: r")),
        ("<...>-9 (-----) [000] .... 7.123456789: w:", ("<...>", 9, -1, 0, 7_123_456_789, "w", "")),
        ("two words-9 [1] 7.1: call <-from", ("two words", 9, -1, 1, 7_100_000_000, "call", "")),
        ("a-1 [0] 1.5 w: r", None),
        ("a-1 0 1.5: w: r", None),
        ("a-99999999999 [0] 1.5: w: r", None),
        ("a-1 (x) [0] 1.5: w: r", None),
        ("a-1 [0] 1.: w", None),
        ("a-1 [", None),
        ("-", None),
    ],
)
def test_one_line(line: str, expected: tuple[object, ...] | None) -> None:
    content = np.frombuffer(bytearray(line.encode() + bytes(PAD)), np.uint8)
    found = log_lines(content)
    if expected is None:
        assert len(found) == 0
        assert found.strange == 1
        return

    def text(word: int) -> str:
        offset, length, _ = place_of(word)
        return line[offset : offset + length]

    (owner,), (group,), (place,), (time,) = found.owner, found.group, found.place, found.time_ns
    own = (text(found.name[0]), owner, group, place, time, text(found.word[0]))
    assert own == expected[:6]
    if "<-" not in line:
        assert text(found.rest[0]) == expected[6]


def test_what_stands_between() -> None:
    text = b"comm=a b pid=7 prio=1"
    content = np.frombuffer(bytearray(text + bytes(PAD)), np.uint8)
    whole = np.array([len(text) << 40, 0], np.uint64)

    def found(before: bytes, after: bytes) -> list[bytes]:
        words = between(content, whole, before, after).tolist()
        return [text[o : o + n] for o, n, _ in map(place_of, words)]

    assert found(b"comm=", b" pid=") == [b"a b", b""]
    assert found(b" prio=", b" ") == [b"1", b""]
    assert found(b"none=", b" ") == [b"", b""]
