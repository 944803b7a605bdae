"""Annotations of Perfetto's events as plain values: the same that Chrome's JSON gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from perfview.engine.layout import put_together, take_apart
from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.contents.annotation_values import annotation
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import TraceModel
from perfview.traces.study import Study
from tests.kernels import wire
from tests.traces import perfetto_wire as p

THREAD = p.packet(p.thread(7, 5, 11, "main"), flags=p.CLEARED)
KEY, TEXT = 3, 29


def args(*fields: bytes, before: bytes = THREAD) -> dict[str, Any]:
    """The attributes of one event, read both ways."""
    study, _ = p.read(before, p.packet(p.event(p.INSTANT, "x", *fields, track=7), time=1))
    assert study.source is not None
    one = dict(attributes.attributes(study, study.source, 0))
    assert attributes_of(study, np.arange(1)) == [one]
    return one


def entry(name: str | int, *value: bytes) -> bytes:
    return wire.chunk(11, p.named(name, *value))


def test_every_kind_of_value() -> None:
    assert args(
        p.annotation("bool", wire.number(2, 1)),
        p.annotation("uint", wire.number(3, (1 << 64) - 1)),
        p.annotation("int", wire.number(4, -5)),
        p.annotation("double", p.double(5, 0.25)),
        p.annotation("text", p.text(6, "Zoë")),
        p.annotation("pointer", wire.number(7, 0x7F00)),
        p.annotation("json", p.text(9, '{"a": [1, {"b": null}]}')),
        p.annotation("empty"),
    ) == {
        "bool": True,
        "uint": (1 << 64) - 1,
        "int": -5,
        "double": 0.25,
        "text": "Zoë",
        "pointer": "0x7f00",
        "json": {"a": [1, {"b": None}]},
    }


def test_objects_and_lists_nest() -> None:
    stack = wire.chunk(12, entry("line", wire.number(4, 3)) + entry("fn", p.text(6, "f")))
    assert args(
        p.annotation(
            "data",
            entry("url", p.text(6, "/x")),
            entry("a.b[0]", wire.number(3, 2)),
            entry("stackTrace", stack, wire.chunk(12, p.double(5, 1.5))),
            entry("nothing"),
        )
    ) == {"data": {"url": "/x", "a_b_0_": 2, "stackTrace": [{"line": 3, "fn": "f"}, 1.5]}}


def test_the_old_way_to_nest() -> None:
    leaf = wire.number(5, 7)
    listed = wire.number(1, 2) + wire.chunk(4, p.text(8, "a")) + wire.chunk(4, wire.number(7, 1))
    value = wire.number(1, 1) + p.text(2, "n") + p.text(2, "l")
    value += wire.chunk(3, leaf) + wire.chunk(3, listed)
    assert args(p.annotation("old", wire.chunk(8, value))) == {"old": {"n": 7, "l": ["a", True]}}


def scoped_packets() -> list[bytes]:
    """Two events of equal bytes whose numbers mean different things."""
    value = p.annotation(1, entry(2, wire.number(17, 3)), entry("plain", wire.number(4, 1)))
    event = p.event(p.INSTANT, "x", value, track=7)
    return [
        THREAD,
        p.packet(p.interned((KEY, 1, "data"), (KEY, 2, "kind"), (TEXT, 3, "first"))),
        p.packet(event, time=1),
        p.packet(
            p.interned((KEY, 1, "data"), (KEY, 2, "sort"), (TEXT, 3, "second")), flags=p.CLEARED
        ),
        p.packet(event, time=2),
    ]


EXPECTED = [
    {"data": {"kind": "first", "plain": 1}},
    {"data": {"sort": "second", "plain": 1}},
]


def test_numbers_deep_inside_mean_what_they_meant_where_they_stand() -> None:
    study, _ = p.read(*scoped_packets())
    assert study.source is not None
    assert attributes_of(study, np.arange(2)) == EXPECTED
    found = [dict(attributes.attributes(study, study.source, row)) for row in range(2)]
    assert found == EXPECTED
    column = attribute_column(study, "data")
    assert [{"data": column.values[i]} for i in column.of_span] == EXPECTED


def test_numbers_deep_inside_survive_the_cache() -> None:
    study, _ = p.read(*scoped_packets())
    model = put_together(TraceModel, take_apart(study.model))
    assert model.attributes.numbered.is_sound()
    source = Source.from_bytes(b"".join(scoped_packets()))
    assert attributes_of(Study(model, None, source), np.arange(2)) == EXPECTED


def test_a_text_given_as_a_number_needs_no_looking_up() -> None:
    words = p.packet(p.interned((KEY, 1, "frame"), (TEXT, 9, "main frame")))
    found = args(p.annotation(1, wire.number(17, 9)), before=THREAD + words)
    assert found == {"frame": "main frame"}


def test_names_nobody_defines_are_told() -> None:
    study, report = p.read(
        THREAD,
        p.packet(
            p.event(
                p.INSTANT,
                "x",
                p.annotation(44, wire.number(4, 1)),
                p.annotation("a", wire.number(4, 2)),
                p.annotation("b", entry(45, wire.number(4, 3))),
                track=7,
            ),
            time=1,
        ),
    )
    assert attributes_of(study, np.arange(1)) == [{"a": 2, "b": {"?": 3}}]
    assert p.oddities(report)["no-key"] == 1


def test_a_slice_has_the_attributes_of_its_begin_and_its_end() -> None:
    study, _ = p.read(
        THREAD,
        p.packet(p.event(p.BEGIN, "x", p.annotation("a", wire.number(4, 1)), track=7), time=1),
        p.packet(p.event(p.END, "", p.annotation("b", wire.number(4, 2)), track=7), time=2),
    )
    assert attributes_of(study, np.arange(1)) == [{"a": 1, "b": 2}]


def test_places_in_the_source_and_messages_are_attributes() -> None:
    place = wire.number(1, 4) + p.text(2, "a.cc") + p.text(3, "Run") + wire.number(4, 12)
    body = wire.chunk(20, wire.number(1, 5) + p.text(2, "all well"))
    words = p.packet(wire.chunk(12, wire.chunk(4, place) + body))
    log = wire.chunk(21, wire.number(2, 5))
    task = wire.chunk(5, wire.number(1, 4))
    assert args(task, log, before=THREAD + words) == {
        "src_file": "a.cc",
        "src_func": "Run",
        "src_line": 12,
        "log_message": "all well",
    }


def test_nesting_without_end_is_read_down_to_a_limit() -> None:
    value = wire.number(4, 1)
    for _ in range(3000):
        value = entry("d", value)
    assert list(args(p.annotation("deep", value))) == ["deep"]
    assert annotation(b"\x5a\xff") is None


def test_values_of_a_megabyte_are_read_whole() -> None:
    text = 'say "yes" ' * 150_000
    found = args(
        p.annotation("text", p.text(6, text)),
        p.annotation("object", entry("text", p.text(6, text))),
        p.annotation("json", p.text(9, '{"a": "' + "x" * 1_500_000 + '"}')),
    )
    assert found["text"] == found["object"]["text"] == text
    assert len(found["json"]["a"]) == 1_500_000
