"""OpenTelemetry's values, events and links from their JSON, as they stand in the file."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from perfview.traces.contents import opentracing_values
from perfview.traces.contents.detail import Event, Link, Pairs, Value
from perfview.traces.contents.written_ids import id_hex

_AS_ZEROS = bytes(0x30 if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
_NINETEEN_DIGITS = b"0" * 19
_HUGE = re.compile(rb"(?:^|[\s:,\[])-?[0-9]{19}")
_WRAPPINGS = ("stringValue", "boolValue", "intValue", "doubleValue", "bytesValue")


def _get(record: dict[str, Any], name: str) -> Any:
    """A field by its camelCase or its snake_case name."""
    if name in record:
        return record[name]
    return record.get(re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), name))


def load(text: bytes) -> Any:
    """JSON as it is; text that is not JSON, or nested too deeply, as a string.

    Whole numbers keep all of their digits, and what only Python takes for JSON (NaN, line breaks
    in texts, halves of surrogate pairs) is taken.
    """
    if not _has_huge_number(text):
        try:
            return orjson.loads(text)
        except ValueError:
            pass
    plain = text.decode("utf-8", "replace")
    try:
        return json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return plain


def _has_huge_number(text: bytes) -> bool:
    """Whether there may be a whole number beyond 64 bits, of which orjson makes a float."""
    return _NINETEEN_DIGITS in text.translate(_AS_ZEROS) and _HUGE.search(text) is not None


def bare(text: bytes) -> Value:
    """A number or word as written, whether it stood in quotation marks or not."""
    if not text:
        return None
    if text.isdigit() and (text[0] != ord("0") or len(text) == 1):
        return int(text)
    if b"\\" in text:
        return bare(str(load(b'"' + text + b'"')).replace("\\", "").encode())
    value = load(text)
    return value if isinstance(value, int | float | None) else text.decode("utf-8", "replace")


def any_value(wrapped: Any) -> Value:
    """What an AnyValue holds; lists and key-value lists become lists and dicts."""
    if not isinstance(wrapped, dict):
        return wrapped if isinstance(wrapped, str | int | float | None) else str(wrapped)
    for name in _WRAPPINGS:
        value = _get(wrapped, name)
        if value is not None:
            is_number = name in ("intValue", "doubleValue") and isinstance(value, str)
            return bare(value.encode()) if is_number else value
    inner = _get(wrapped, "arrayValue") or _get(wrapped, "kvlistValue")
    return listed(inner) if inner is not None else None


def listed(inner: Any) -> Value:
    """An ArrayValue or a KeyValueList, told apart by what is in it; other objects as they are."""
    if isinstance(inner, dict) and inner and not isinstance(inner.get("values"), list):
        return inner  # no OpenTelemetry value but an object as it stands, as in Chrome's `args`
    values = inner.get("values") if isinstance(inner, dict) else inner
    if not isinstance(values, list):
        return None if values is None else str(values)
    if values and all(isinstance(v, dict) and "key" in v for v in values):
        return dict(pairs(values))
    return [any_value(v) for v in values]


def pairs(values: Any) -> Pairs:
    """A list of KeyValues; whatever in it is none is left out."""
    if not isinstance(values, list):
        return []
    found = (v for v in values if isinstance(v, dict))
    return [(str(v.get("key", "")), any_value(v.get("value"))) for v in found]


def _records(text: bytes) -> list[dict[str, Any]]:
    value = load(text)
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, dict)]


def events(text: bytes) -> list[Event]:
    """A span's list of events, or one of them, as any of the formats writes them."""
    return [
        opentracing_values.event(record)
        if opentracing_values.is_event(record)
        else Event(
            str(_get(record, "name") or ""),
            _whole(_get(record, "timeUnixNano")),
            pairs(_get(record, "attributes")),
        )
        for record in _records(text)
    ]


def links(text: bytes) -> list[Link]:
    """A span's list of links, or one of them, as any of the formats writes them."""
    return [
        opentracing_values.link(record)
        if opentracing_values.is_reference(record)
        else Link(
            id_hex(_get(record, "traceId"), 16),
            id_hex(_get(record, "spanId"), 8),
            pairs(_get(record, "attributes")),
        )
        for record in _records(text)
    ]


def resource(text: bytes) -> Pairs:
    """A resource's attributes, as any of the formats writes them."""
    record = load(text)
    if not isinstance(record, dict):
        return []
    if opentracing_values.is_process(record):
        return opentracing_values.process(record)
    return pairs(_get(record, "attributes"))


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
