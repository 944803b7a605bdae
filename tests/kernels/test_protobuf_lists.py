from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels import protobuf_lists
from perfview.kernels.protobuf_lists import list_records
from perfview.profiles.documents.wire import bytes_field, varint

numbers = st.integers(-(1 << 63), (1 << 63) - 1)


def record(way: list[int], values: list[int], tail: bytes) -> bytes:
    packed = [b"".join(varint(number) for number in each) for each in (way, values)]
    return bytes_field(2, bytes_field(1, packed[0]) + bytes_field(2, packed[1]) + tail)


def records(
    parent: list[int], number: list[int], nodes: list[int], values: list[list[int]], tail: list[int]
) -> list[bytes]:
    blocks = list_records(
        2,
        np.array(nodes, np.int32),
        np.array(parent, np.int32),
        np.array(number, np.int64),
        np.array(values, np.int64).reshape(len(nodes), -1),
        np.array(tail, np.int32),
        [b"\x1a\x02\x08\x01", b""],
    )
    return list(blocks)


@given(st.lists(numbers, min_size=1, max_size=8), st.data())
def test_records_are_what_the_wire_format_says(number: list[int], data: st.DataObject) -> None:
    parent = [data.draw(st.integers(-1, i - 1)) for i in range(len(number))]
    nodes = data.draw(st.lists(st.integers(0, len(number) - 1), max_size=8))
    values = [[data.draw(numbers), data.draw(numbers)] for _ in nodes]
    tail = [data.draw(st.integers(-1, 1)) for _ in nodes]
    expected = b""
    for node, own, at in zip(nodes, values, tail, strict=True):
        way = []
        while node >= 0:
            way.append(number[node])
            node = parent[node]
        expected += record(way, own, b"\x1a\x02\x08\x01" if at == 0 else b"")
    found = b"".join(records(parent, number, nodes, values, tail)) if nodes else b""
    assert found == expected


def test_blocks_that_are_full_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf_lists, "_ROOM", 1)
    chain = list(range(-1, 29))
    blocks = records(chain, [300] * 30, [29] * 9, [[7]] * 9, [-1] * 9)
    assert len(blocks) > 2
    assert b"".join(blocks) == record([300] * 30, [7], b"") * 9
