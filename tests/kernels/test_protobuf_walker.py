"""The protobuf walker under a schema of no particular domain."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.layout import Column, Layout, Table, key, link, text
from perfview.kernels.padding import PAD
from perfview.kernels.protobuf_schema import (
    LARGEST_FIELD,
    Capture,
    Choice,
    Field,
    Message,
    Wire,
    compile_schema,
)
from perfview.kernels.protobuf_walker import BROKEN, MORE
from perfview.kernels.protobuf_worker import Worker
from tests.kernels.wire import chunk, fixed32, fixed64, group, number, tag, varint

LAYOUT = Layout(
    (
        Table(
            "packets",
            (
                Column("time"),
                Column("delta"),
                Column("high", np.uint64),
                Column("low", np.uint64),
                Column("id", np.uint64),
                link("first_value", "values", np.int64),
                text("name"),
                Column("small", np.int32, -1),
            ),
            resumable=True,
        ),
        Table("values", (Column("value"), key("label"))),
        Table("others", resumable=True),
        Table("entries", (Column("where", np.uint64), key("key"))),
    )
)
PACKET = Message(
    {
        1: Field(Capture.FIXED64, "packets.time"),
        2: Field(Capture.ZIGZAG, "packets.delta"),
        3: Field(Capture.ID16, "packets.high"),
        4: Field(Capture.ID8, "packets.id"),
        5: Field(Capture.TEXT, "packets.name"),
        6: Field(Capture.FIXED32, "packets.small"),
        7: Field(Capture.VARINT, "values.value", constant=("values.label", 7), commit="values"),
        8: Field(Capture.FIXED64, "values.value", commit="values"),
        9: Field(
            message=Message(
                {
                    1: Field(Capture.KEY, "entries.key"),
                    2: Field(message=Message({1: Field(Capture.REFERENCE, "entries.where")})),
                },
                record="entries",
            )
        ),
        10: Field(Capture.FIXED32, "values.value", commit="values"),
    },
    record="packets",
)
OTHER = Message(record="others")
ROOT = Message(
    {
        1: Field(choice=Choice({(1, Wire.FIXED64): PACKET, (9000, Wire.VARINT): OTHER}, PACKET)),
        2: Field(Capture.VARINT, "values.value", commit="values"),
    },
    stream=True,
)
SCHEMA = compile_schema(ROOT, LAYOUT)


def walk(content: bytes) -> tuple[Worker, int]:
    buffer = np.zeros(len(content) + PAD, np.uint8)
    buffer[: len(content)] = np.frombuffer(content, np.uint8)
    worker = Worker(SCHEMA)
    code = worker.walk(buffer.ctypes.data, len(content), 0)
    return worker, code


def column(content: bytes, table: str, name: str) -> list[int]:
    worker, code = walk(content)
    assert (code, worker.position, worker.damaged) == (MORE, len(content), 0)
    return worker.tables.column(table, name).tolist()


def test_numbers_of_every_kind() -> None:
    content = chunk(
        1, fixed64(1, 5) + number(2, 3) + fixed32(6, 0xFFFFFFFF) + chunk(5, "Zoë".encode())
    )
    assert column(content, "packets", "time") == [5]
    assert column(content, "packets", "delta") == [-2]
    assert column(content, "packets", "small") == [-1]
    worker, _ = walk(content)
    assert worker.tables.texts.texts() == ["Zoë".encode()]
    smallest = chunk(1, number(2, (1 << 64) - 1))
    assert column(smallest, "packets", "delta") == [-(1 << 63)]


def test_what_a_record_does_not_say_has_its_default() -> None:
    content = chunk(1, fixed64(1, 5) + fixed32(6, 9)) + chunk(1, b"")
    assert column(content, "packets", "time") == [5, 0]
    assert column(content, "packets", "small") == [9, -1]


@pytest.mark.parametrize(
    "values",
    [
        b"".join(number(7, v) for v in (1, 300, (1 << 64) - 1)),
        chunk(7, varint(1) + varint(300) + varint(-1)),
        number(7, 1) + chunk(7, varint(300)) + chunk(7, b"") + number(7, (1 << 64) - 1),
    ],
)
def test_packed_and_unpacked_are_the_same(values: bytes) -> None:
    content = chunk(1, values)
    assert column(content, "values", "value") == [1, 300, -1]
    assert column(content, "values", "label") == [7, 7, 7]


def test_packed_fixed_widths() -> None:
    eights = chunk(8, (5).to_bytes(8, "little") + (6).to_bytes(8, "little"))
    fours = chunk(10, (7).to_bytes(4, "little"))
    assert column(chunk(1, eights + fours), "values", "value") == [5, 6, 7]
    worker, _ = walk(chunk(1, chunk(8, b"123456789")) + chunk(1, fixed64(1, 3)))
    assert worker.damaged == 1
    assert worker.tables.rows("values") == 0
    assert worker.tables.column("packets", "time").tolist() == [3]


def test_ids_of_other_lengths_are_kept_and_counted() -> None:
    packets = [chunk(1, chunk(4, b"\1" * n) + chunk(3, b"\2" * m)) for n, m in ((8, 16), (2, 9))]
    worker, _ = walk(b"".join(packets) + chunk(1, chunk(4, b"x" * 30)))
    assert worker.odd_ids == 3
    assert worker.tables.column("packets", "id").tolist()[:2] == [0x0101010101010101, 0x0101]
    assert worker.tables.column("packets", "high").tolist()[:2] == [0x0202020202020202, 2]
    assert worker.tables.column("packets", "id")[2] != 0


def test_the_first_sign_chooses_the_message() -> None:
    other, packet = number(9000, 1), fixed64(1, 4)
    content = chunk(1, other + packet) + chunk(1, packet + other) + chunk(1, fixed32(6, 1))
    worker, _ = walk(content)
    assert worker.tables.rows("others") == 1
    assert worker.tables.column("packets", "time").tolist() == [4, 0]


def test_pairs_are_the_same_in_any_form() -> None:
    usual = chunk(1, b"key") + chunk(2, chunk(1, b"value"))
    swapped = chunk(2, chunk(1, b"value")) + chunk(1, b"key")
    padded = usual + number(5, 1)
    long = chunk(1, b"k" * 200) + chunk(2, chunk(1, b"v" * 200))
    content = chunk(1, b"".join(chunk(9, pair) for pair in (usual, swapped, padded, long, b"")))
    worker, _ = walk(content)
    keys = worker.tables.column("entries", "key").tolist()
    assert [worker.tables.keys.texts()[k] if k >= 0 else None for k in keys] == [
        b"key",
        b"key",
        b"key",
        b"k" * 200,
        None,
    ]
    places = worker.tables.column("entries", "where").tolist()
    found = [content[p & (1 << 40) - 1 :][: p >> 40] for p in places]
    assert found == [b"value", b"value", b"value", b"v" * 200, b""]


def test_what_is_unknown_is_passed_over() -> None:
    unknown = group(3, number(1, 1) + group(2, fixed64(9, 9))) + chunk(77, b"?") + fixed32(78, 1)
    content = unknown + chunk(1, unknown + fixed64(1, 6) + unknown) + number(2, 8) + unknown
    assert column(content, "packets", "time") == [6]
    assert column(content, "values", "value") == [8]


@pytest.mark.parametrize(
    "nonsense",
    [
        tag(5, 2) + varint(100),
        tag(5, 2) + varint(-5),
        b"\xff" * 12,
        tag(3, 4),
        tag(3, 3) + number(1, 1),
        tag(3, 6),
        b"\0\0",
        b"\x39\1\2",
    ],
)
def test_a_unit_that_makes_no_sense_is_left_out(nonsense: bytes) -> None:
    good = chunk(1, fixed64(1, 6) + number(7, 5))
    content = good + chunk(1, fixed64(1, 2) + number(7, 9) + nonsense) + good
    worker, code = walk(content)
    assert (code, worker.position) == (MORE, len(content))
    assert (worker.damaged, worker.first_damage) == (1, len(good))
    assert worker.tables.column("packets", "time").tolist() == [6, 6]
    assert worker.tables.column("values", "value").tolist() == [5, 5]


@pytest.mark.parametrize("nonsense", [b"\xff" * 12, tag(3, 6), b"\0", tag(1, 4)])
def test_an_outermost_message_that_makes_no_sense_ends_it(nonsense: bytes) -> None:
    good = chunk(1, fixed64(1, 6))
    worker, code = walk(good + nonsense + bytes(20))
    assert (code, worker.position) == (BROKEN, len(good))
    assert worker.tables.rows("packets") == 1


def test_tables_and_interners_grow_in_the_middle_of_a_unit() -> None:
    names = [f"name {i}".encode() * (1 + i % 50) for i in range(9000)]
    units = [chunk(1, chunk(5, name) + number(7, i) * 2) for i, name in enumerate(names)]
    pairs = [chunk(9, chunk(1, name[:300]) + chunk(2, chunk(1, b"v"))) for name in names]
    content = b"".join(units) + chunk(1, b"".join(pairs)) + chunk(1, chunk(5, b"L" * 3_000_000))
    worker, code = walk(content)
    assert (code, worker.position) == (MORE, len(content))
    assert worker.tables.texts.texts()[:-1] == names
    assert worker.tables.column("values", "value").tolist() == [
        i for i in range(9000) for _ in "ab"
    ]
    assert worker.tables.column("packets", "first_value").tolist()[:9000] == [*range(0, 18000, 2)]
    keys = worker.tables.keys.texts()
    found = [keys[k] for k in worker.tables.column("entries", "key").tolist()]
    assert found == [name[:300] for name in names]


def test_a_field_number_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        compile_schema(Message({LARGEST_FIELD: Field()}), LAYOUT)
    with pytest.raises(KeyError):
        compile_schema(Message({1: Field(Capture.TEXT, "packets.nothing")}), LAYOUT)
