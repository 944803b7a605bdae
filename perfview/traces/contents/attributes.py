"""One span's attributes, events, links and resource, read from the file when asked for.

Everything raises `UnreadableInput` when the file has changed since it was read.
"""

from __future__ import annotations

import base64
import json
import struct
from typing import TYPE_CHECKING

from perfview.kernels.references import LONGEST, place_of
from perfview.recording.source import Source
from perfview.recording.transcoding import as_read
from perfview.traces.contents import annotation_values, json_values, protobuf_values
from perfview.traces.contents.described_values import descriptors_of
from perfview.traces.contents.detail import Event, Link, Pairs, Value
from perfview.traces.contents.numbered_names import EXTENDED, NumberedNames
from perfview.traces.contents.opentracing_values import REFERENCE_TYPE
from perfview.traces.model import EVENTS_KEY, LINKS_KEY, TraceModel, ValueType

if TYPE_CHECKING:
    from perfview.traces.study import Study

_BACKSLASH = ord("\\")
_CHUNK = 1 << 16
_IN_JSON = (ValueType.TEXT, ValueType.ESCAPED_TEXT, ValueType.JSON)


def attributes(subject: TraceModel | Study, source: Source, row: int) -> Pairs:
    """The span's attributes in the order of the file; without events and links."""
    numbered = _model(subject).attributes.numbered
    return [
        (key, value_at(source, word, numbered))
        for key, word in _references(subject, row)
        if key not in (EVENTS_KEY, LINKS_KEY)
    ]


def events(subject: TraceModel | Study, source: Source, row: int) -> list[Event]:
    """The span's events, in the order of the file."""
    found: list[Event] = []
    for key, word in _references(subject, row):
        if key == EVENTS_KEY:
            kind, content = _content(source, word)
            found += (
                json_values.events(content)
                if kind is ValueType.JSON
                else [protobuf_values.event(content)]
            )
    return found


def links(subject: TraceModel | Study, source: Source, row: int) -> list[Link]:
    """The spans this span links to, in the order of the file; without its parent."""
    found: list[Link] = []
    parent = f"{int(_model(subject).parent_id[row]):x}"
    for key, word in _references(subject, row):
        if key == LINKS_KEY:
            kind, content = _content(source, word)
            found += (
                json_values.links(content)
                if kind is ValueType.JSON
                else [protobuf_values.link(content)]
            )
    return [link for link in found if not _is_to_parent(link, parent)]


def _is_to_parent(link: Link, parent: str) -> bool:
    """Whether this is the reference by which Jaeger names a span's parent."""
    kind = dict(link.attributes).get(REFERENCE_TYPE)
    return kind is not None and link.span_hex.lstrip("0") == parent


def resource(subject: TraceModel | Study, source: Source, row: int) -> Pairs:
    """The attributes of the resource (service, host, process) the span belongs to."""
    model = _model(subject)
    index = int(model.resource[row])
    if not 0 <= index < len(model.resource_reference):
        return []
    word = int(model.resource_reference[index])
    if not word:
        return []
    kind, content = _content(source, word)
    if kind is ValueType.JSON:
        return json_values.resource(content)
    return protobuf_values.resource(content)


def _model(subject: TraceModel | Study) -> TraceModel:
    return subject if isinstance(subject, TraceModel) else subject.model


def _references(subject: TraceModel | Study, row: int) -> list[tuple[str, int]]:
    """(key, reference) of everything that stands with a span."""
    table = _model(subject).attributes
    rows = range(int(table.first[row]), int(table.first[row + 1]))
    return [(table.keys[int(table.key[i])], int(table.reference[i])) for i in rows]


def value_at(source: Source, word: int, numbered: NumberedNames | None = None) -> Value:
    """The value a reference stands for, however long; `numbered` as for `decoded_at`."""
    kind, content = _content(source, word)
    return decoded_at(source, word, content, numbered) if numbered else decoded(kind, content)


def decoded_at(source: Source, word: int, content: bytes, numbered: NumberedNames) -> Value:
    """The value of a reference whose bytes are at hand; names it has numbers for are looked up.

    `numbered` are those of the attributes the reference is one of.
    """
    kind = ValueType(place_of(word)[2])
    if kind is ValueType.DESCRIBED:
        described = descriptors_of(as_read(source), numbered.descriptors.tolist(), EXTENDED)
        return described.extension(numbered.field_at(word), content)
    if kind is not ValueType.SCOPED_ANNOTATION:
        return decoded(kind, content)
    places = numbered.places(word)

    def name_of(kind: int, number: int) -> str:
        place = places(kind, number)
        return str(value_at(source, place)) if place else ""

    return annotation_values.annotation(content, name_of)


def decoded(kind: ValueType, content: bytes) -> Value:
    """An attribute's bytes as a plain value; names that stand there as numbers are not known."""
    if kind is ValueType.TEXT:
        return content.decode("utf-8", "replace")
    if kind is ValueType.ESCAPED_TEXT:
        return str(json_values.load(b'"' + content + b'"'))
    if kind is ValueType.BARE:
        return json_values.bare(content)
    if kind is ValueType.JSON:
        return json_values.listed(json_values.load(content))
    if kind is ValueType.PROTOBUF:
        return protobuf_values.any_value(content)
    if kind in (ValueType.ANNOTATION, ValueType.SCOPED_ANNOTATION):
        return annotation_values.annotation(content)
    if kind is ValueType.DESCRIBED:
        return base64.b64encode(content).decode()
    return _scalar(kind, content)


def _scalar(kind: ValueType, content: bytes) -> Value:
    """A protobuf scalar; None when its bytes do not make one."""
    if kind is ValueType.BYTES:
        return base64.b64encode(content).decode()
    if kind is ValueType.DOUBLE:
        return float(struct.unpack("<d", content)[0]) if len(content) == 8 else None
    try:
        number, _ = protobuf_values.varint(content)
    except ValueError:
        return None
    if kind is ValueType.UNSIGNED:
        return number
    return bool(number) if kind is ValueType.BOOL else protobuf_values.signed(number)


def _content(source: Source, word: int) -> tuple[ValueType, bytes]:
    """The type and bytes of what a reference stands for."""
    offset, length, number = place_of(word)
    kind = ValueType(number)
    source = as_read(source)
    if length < LONGEST:
        return kind, source.read_at(offset, length)
    if kind in _IN_JSON and not _is_counted_text(source, kind, offset):
        is_text = kind is not ValueType.JSON
        return kind, _long_text(source, offset) if is_text else _long_json(source, offset)
    return kind, source.read_at(offset, _length_before(source, offset))


def _is_counted_text(source: Source, kind: ValueType, offset: int) -> bool:
    """Whether this is a text of protobuf: it stands behind its length, not a quotation mark.

    A length's last byte may look like one; but then one with the high bit set comes before it.
    """
    before = source.read_at(max(0, offset - 2), min(2, offset))
    is_quoted = before.endswith(b'"') and before[0] < 128
    return kind is ValueType.TEXT and not is_quoted


def _long_text(source: Source, offset: int) -> bytes:
    """A JSON string's content from its first byte to the closing quotation mark."""
    content = bytearray()
    checked = 0
    while chunk := source.read_at(offset + len(content), max(_CHUNK, len(content))):
        content += chunk
        while (end := content.find(b'"', checked)) >= 0:
            first = end
            while first and content[first - 1] == _BACKSLASH:
                first -= 1
            if (end - first) % 2 == 0:
                return bytes(content[:end])
            checked = end + 1
        checked = len(content)
    return bytes(content)


def _long_json(source: Source, offset: int) -> bytes:
    """A JSON array or object from its opening bracket to the end of that value."""
    content = b""
    decoder = json.JSONDecoder(strict=False)
    while chunk := source.read_at(offset + len(content), max(_CHUNK, len(content))):
        content += chunk
        text = content.decode("utf-8", "surrogateescape")
        try:
            _, end = decoder.raw_decode(text)
        except ValueError:
            continue
        except RecursionError:
            break
        return text[:end].encode("utf-8", "surrogateescape")
    return content


def _length_before(source: Source, offset: int) -> int:
    """The length that stands right before a protobuf value, as a varint."""
    before = source.read_at(max(0, offset - 10), min(10, offset))
    start = len(before) - 1
    while start > 0 and before[start - 1] >= 128:
        start -= 1
    return protobuf_values.varint(before, start)[0]
