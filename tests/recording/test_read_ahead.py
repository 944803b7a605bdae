from __future__ import annotations

import threading

import pytest

from perfview.recording.errors import UnreadableInput
from perfview.recording.read_ahead import ReadAhead


class Stream:
    """Bytes, after which it fails if it is to."""

    def __init__(self, content: bytes, failure: Exception | None = None) -> None:
        self.content, self.failure, self.place = content, failure, 0

    def read_into(self, view: memoryview) -> int:
        got = self.content[self.place : self.place + len(view)]
        if not got and self.failure:
            raise self.failure
        view[: len(got)] = got
        self.place += len(got)
        return len(got)


CONTENT = bytes(range(256)) * 20_000


@pytest.mark.parametrize("size", [1, 1000, 1 << 20, 6_000_000])
def test_the_same_bytes_come_in_the_same_order(size: int) -> None:
    found = bytearray()
    with ReadAhead(Stream(CONTENT[: size * 3])) as ahead:
        room = bytearray(size)
        while got := ahead.read_into(memoryview(room)):
            found += room[:got]
    assert bytes(found) == CONTENT[: size * 3]


def test_bytes_are_skipped() -> None:
    with ReadAhead(Stream(CONTENT)) as ahead:
        assert ahead.skip(3_000_001) == 3_000_001
        room = bytearray(5)
        ahead.read_into(memoryview(room))
        assert bytes(room) == CONTENT[3_000_001:3_000_006]
        assert ahead.skip(1 << 40) == len(CONTENT) - 3_000_006
        assert ahead.read_into(memoryview(room)) == 0


def test_what_the_stream_raises_is_raised_where_it_happens() -> None:
    with ReadAhead(Stream(b"abc", UnreadableInput("a bomb"))) as ahead:
        room = memoryview(bytearray(3))
        assert ahead.read_into(room) == 3
        with pytest.raises(UnreadableInput, match="a bomb"):
            ahead.read_into(room)


def test_leaving_early_stops_the_thread() -> None:
    with ReadAhead(Stream(bytes(64 << 20))) as ahead:
        ahead.read_into(memoryview(bytearray(10)))
    assert not [t for t in threading.enumerate() if t.name == "read-ahead"]
