from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_rows import BROKEN, MORE, RowWalker
from perfview.kernels.varint_lists import decode_lists, decode_records


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def chunk(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def row(items: list[int], numbers: list[int], details: list[bytes]) -> bytes:
    lists = chunk(1, b"".join(map(varint, items))) + chunk(2, b"".join(map(varint, numbers)))
    return chunk(2, lists + b"".join(chunk(3, each) for each in details))


def walked(content: bytes, block: int) -> tuple[RowWalker, int]:
    """Walk over the content in blocks of this size, as a window would bring them."""
    walker = RowWalker(2, 6)
    code = MORE
    end = min(block, len(content))
    while code == MORE:
        start = walker.position
        buffer = np.zeros(end - start + PAD, np.uint8)
        buffer[: end - start] = np.frombuffer(content[start:end], np.uint8)
        code = walker.walk(buffer.ctypes.data, end - start, start)
        if code == MORE and end == len(content):
            break
        end = min(len(content), max(end + block, walker.wanted))
    return walker, code


ROWS = [
    ([300, 2, 1], [5, 50], [b"\x08\x01", b"\x10\x02"]),
    ([2, 1], [6], []),
    ([300, 2, 1], [], [b"\x08\x01", b"\x10\x02"]),
    ([], [7, 8, 9], [b"\x08\x02"]),
]


@pytest.mark.parametrize("block", [1, 3, 7, 50, 10_000])
def test_rows_in_blocks_of_any_size(block: int) -> None:
    content = b"".join(row(*each) for each in ROWS) + chunk(6, b"") + chunk(6, b"one")
    content += varint(9 << 3) + varint(1 << 60) + chunk(6, b"one")
    walker, code = walked(content, block)
    assert (code, walker.rows, walker.position) == (MORE, 4, len(content))
    first, items = decode_lists(*walker.lists.packed())
    lists = [items[first[i] : first[i + 1]].tolist() for i in range(len(first) - 1)]
    assert lists == [[300, 2, 1], [2, 1]]
    assert walker.of_list.tolist() == [0, 1, 0, -1]
    assert walker.of_detail.tolist() == [0, -1, 0, 1]
    assert walker.numbers.tolist() == [5, 50, 6, 7, 8, 9]
    assert walker.ends.tolist() == [2, 3, 3, 6]
    assert walker.of_text.tolist() == [0, 1, 1]
    assert walker.texts.texts() == [b"", b"one"]


def test_many_rows_and_texts_make_the_tables_grow() -> None:
    content = b"".join(row([i, i + 1], [i, i, i], [varint(8) + varint(i)]) for i in range(9000))
    content += b"".join(chunk(6, b"text %d" % i) for i in range(9000))
    walker, _ = walked(content, 1 << 16)
    assert walker.rows == len(walker.lists) == len(walker.details) == len(walker.texts) == 9000
    assert walker.numbers.tolist() == [i for i in range(9000) for _ in range(3)]


def test_pieces_of_lists_are_joined() -> None:
    pieces = chunk(1, b"\x01") + chunk(3, b"\x08\x01") + b"\x08\x05" + chunk(1, b"\x07" * 9000)
    walker, _ = walked(chunk(2, pieces + chunk(3, b"\x08\x02")), 1 << 16)
    _first, items = decode_lists(*walker.lists.packed())
    assert items.tolist() == [1, 5] + [7] * 9000
    _, fields = decode_records(*walker.details.packed(), 2)
    assert fields[:, 0].tolist() == [1, 2]


def test_rows_that_make_no_sense_are_counted() -> None:
    content = row([1], [1], []) + chunk(2, b"\x0a\x05\x01") + row([2], [2], [])
    walker, code = walked(content, 1 << 16)
    assert (code, walker.rows) == (MORE, 2)
    assert walker.damaged == (1, len(row([1], [1], [])))


@pytest.mark.parametrize("end", [b"\x00\x00", b"\x13" + b"\x14" * 3, b"\xff" * 12, b"\x17\x00"])
def test_an_outermost_message_that_makes_no_sense(end: bytes) -> None:
    walker, code = walked(row([1], [1], []) + end, 1 << 16)
    assert walker.rows == 1
    assert code == BROKEN or walker.position == len(row([1], [1], []))


def test_records_keep_the_fields_asked_for() -> None:
    one = chunk(3, b"\x08\x01\x10\x02\x18\x03\x20\x04\x28\x05")
    other = chunk(3, b"\x10" + b"\xff" * 9 + b"\x01")
    content = np.frombuffer(one + other + other, np.uint8)
    ends = np.array([0, len(one) + len(other), len(content)], np.int64)
    first, fields = decode_records(content, ends, 4)
    assert first.tolist() == [0, 2, 3]
    assert fields.tolist() == [[1, 2, 3, 4], [0, -1, 0, 0], [0, -1, 0, 0]]
