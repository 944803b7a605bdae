"""The part of Perfetto's messages that slices stand in, for the protobuf package.

Field numbers: perfetto/protos/perfetto/trace/{trace,trace_packet}.proto and track_event/*.proto.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_Field = descriptor_pb2.FieldDescriptorProto
_TYPES = {
    "u": _Field.TYPE_UINT64,
    "i": _Field.TYPE_INT64,
    "s": _Field.TYPE_STRING,
    "f": _Field.TYPE_FIXED64,
}
# name -> field -> (number, type or message, repeated)
_MESSAGES: dict[str, dict[str, tuple[int, str, bool]]] = {
    "Trace": {"packet": (1, "Packet", True)},
    "Packet": {
        "timestamp": (8, "u", False),
        "sequence": (10, "u", False),
        "event": (11, "Event", False),
        "interned": (12, "Interned", False),
        "track": (60, "Track", False),
    },
    "Event": {
        "categories": (3, "u", True),
        "annotation": (4, "Annotation", True),
        "kind": (9, "u", False),
        "name": (10, "u", False),
        "track": (11, "u", False),
        "flow": (47, "f", True),
    },
    "Annotation": {
        "key": (1, "u", False),
        "integer": (4, "i", False),
        "number": (3, "u", False),
        "text": (6, "s", False),
        "name": (10, "s", False),
        "entry": (11, "Annotation", True),
    },
    "Interned": {
        "category": (1, "Entry", True),
        "name": (2, "Entry", True),
        "key": (3, "Entry", True),
    },
    "Entry": {"number": (1, "u", False), "text": (2, "s", False)},
    "Track": {"uuid": (1, "u", False), "name": (2, "s", False)},
}


def trace_type() -> type[Any]:
    """The class of a whole recording."""
    file = descriptor_pb2.FileDescriptorProto(name="usual.proto", package="usual", syntax="proto2")
    for name, members in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for member, (number, kind, repeated) in members.items():
            field = message.field.add(name=member, number=number)
            field.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            if kind in _TYPES:
                field.type = _TYPES[kind]
            else:
                field.type, field.type_name = _Field.TYPE_MESSAGE, f".usual.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found: type[Any] = message_factory.GetMessageClass(pool.FindMessageTypeByName("usual.Trace"))
    return found
