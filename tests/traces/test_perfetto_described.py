"""Arguments of Perfetto's events whose type the file itself describes."""

from __future__ import annotations

import numpy as np
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field  # type: ignore[import-untyped]
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from perfview.engine.layout import put_together, take_apart
from perfview.recording.source import Source
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.described_values import Descriptors
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import TraceModel
from perfview.traces.study import Study
from tests.kernels import wire
from tests.traces import perfetto_wire as p

EVENT = ".perfetto.protos.TrackEvent"
KINDS = {
    "flag": Field.TYPE_BOOL,
    "size": Field.TYPE_UINT64,
    "shift": Field.TYPE_SINT32,
    "part": Field.TYPE_DOUBLE,
    "rate": Field.TYPE_FLOAT,
    "word": Field.TYPE_STRING,
    "raw": Field.TYPE_BYTES,
    "state": Field.TYPE_ENUM,
    "inner": Field.TYPE_MESSAGE,
    "steps": Field.TYPE_INT32,
}


def descriptors() -> bytes:
    """A FileDescriptorSet with one extension of track events: `frame_reporter`, 1075."""
    files = FileDescriptorSet()
    file = files.file.add(name="a.proto", package="perfetto.protos")
    message = file.message_type.add(name="Reporter")
    for number, (name, kind) in enumerate(KINDS.items(), 1):
        field = message.field.add(name=name, number=number, type=kind, label=1)
        if name == "steps":
            field.label = Field.LABEL_REPEATED
        if name == "inner":
            field.type_name = ".perfetto.protos.Reporter"
        if name == "state":
            field.type_name = ".perfetto.protos.Reporter.State"
    message.enum_type.add(name="State").value.add(name="DROPPED", number=3)
    holder = file.message_type.add(name="ChromeTrackEvent")
    extension = holder.extension.add(name="frame_reporter", number=1075, extendee=EVENT, label=1)
    extension.type, extension.type_name = Field.TYPE_MESSAGE, ".perfetto.protos.Reporter"
    return bytes(files.SerializeToString())


def packets() -> list[bytes]:
    fields = wire.number(1, 1) + wire.number(2, (1 << 64) - 1) + wire.number(3, 5)
    fields += p.double(4, 0.5) + wire.fixed32(5, 0x3F000000) + p.text(6, "Zoë")
    fields += wire.chunk(7, b"\1\2") + wire.number(8, 3)
    fields += wire.chunk(9, wire.number(8, 77) + wire.number(99, 1))
    fields += wire.chunk(10, b"\1\2") + wire.number(10, -3)
    unknown = wire.chunk(1076, wire.number(1, 1))
    event = p.event(p.INSTANT, "x", wire.chunk(1075, fields), unknown, track=7)
    described = p.packet(wire.chunk(72, wire.chunk(1, descriptors())))
    return [p.packet(p.thread(7, 5, 11)), p.packet(event, time=1), described]


EXPECTED = {
    "frame_reporter": {
        "flag": True,
        "size": (1 << 64) - 1,
        "shift": -3,
        "part": 0.5,
        "rate": 0.5,
        "word": "Zoë",
        "raw": "AQI=",
        "state": "DROPPED",
        "inner": {"state": 77},
        "steps": [1, 2, -3],
    }
}


def test_described_messages_are_attributes() -> None:
    study, report = p.read(*packets())
    assert attributes_of(study, np.arange(1)) == [EXPECTED]
    assert attribute_column(study, "frame_reporter").values == [EXPECTED["frame_reporter"]]
    assert p.oddities(report) == {"not-read": 1}


def test_they_survive_the_cache() -> None:
    study, _ = p.read(*packets())
    model = put_together(TraceModel, take_apart(study.model))
    source = Source.from_bytes(b"".join(packets()))
    assert attributes_of(Study(model, None, source), np.arange(1)) == [EXPECTED]


def test_without_descriptors_they_are_left_out_and_told() -> None:
    study, report = p.read(*packets()[:2])
    assert attributes_of(study, np.arange(1)) == [{}]
    assert p.oddities(report) == {"not-read": 2}


def test_a_message_in_itself_without_end_is_read_down_to_a_limit() -> None:
    found = Descriptors()
    found.add(descriptors(), EVENT)
    content = wire.number(1, 1)
    for _ in range(2000):
        content = wire.chunk(9, content)
    assert found.extension(1075, content)
    assert found.extension(1, content) is None
    assert found.extension(1075, b"\xff\xff") == {}
