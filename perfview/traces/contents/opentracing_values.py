"""Jaeger's and Zipkin's events, links and processes from their JSON, as they stand in the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from perfview.traces.contents.detail import Event, Link, Pairs, Value
from perfview.traces.contents.written_ids import id_hex

REFERENCE_TYPE = "refType"
_NAMES = ("event", "message", "log")
_VALUES = ("value", "vStr", "vBool", "vInt64", "vFloat64", "vDouble", "vLong", "vBinary")


def is_event(record: dict[str, Any]) -> bool:
    """Whether this is a log of Jaeger's or an annotation of Zipkin's."""
    return "timestamp" in record and ("fields" in record or "value" in record)


def event(record: dict[str, Any]) -> Event:
    """A log, named by its field `event` (OpenTracing's convention), or an annotation."""
    if "fields" not in record:
        endpoint = record.get("endpoint")
        service = endpoint.get("serviceName") if isinstance(endpoint, dict) else None
        said: Pairs = [("service.name", str(service))] if service else []
        return Event(str(record.get("value") or ""), _time_ns(record.get("timestamp")), said)
    fields = tags(record.get("fields"))
    name = next((str(v) for wanted in _NAMES for k, v in fields if k == wanted), "log")
    others = [(k, v) for k, v in fields if not (k in _NAMES and str(v) == name)]
    return Event(name, _time_ns(record.get("timestamp")), others)


def is_reference(record: dict[str, Any]) -> bool:
    """Whether this is a reference of Jaeger's."""
    return REFERENCE_TYPE in record


def link(record: dict[str, Any]) -> Link:
    """A reference, its type as an attribute."""
    trace = record.get("traceID") or record.get("traceId") or record.get("traceIdLow") or ""
    span = record.get("spanID") or record.get("spanId") or ""
    return Link(id_hex(trace, 16), id_hex(span, 8), [(REFERENCE_TYPE, str(record[REFERENCE_TYPE]))])


def is_process(record: dict[str, Any]) -> bool:
    """Whether this is a process of Jaeger's or an endpoint of Zipkin's."""
    return "serviceName" in record and "attributes" not in record


def process(record: dict[str, Any]) -> Pairs:
    """A process' or an endpoint's attributes, its service under OpenTelemetry's name."""
    own: Pairs = [("service.name", str(record.get("serviceName") or ""))]
    rest = [(k, v) for k, v in record.items() if k not in ("serviceName", "tags")]
    return own + [(k, v) for k, v in rest if isinstance(v, str | int)] + tags(record.get("tags"))


def tags(values: Any) -> Pairs:
    """A list of Jaeger's tags, or a map as Elasticsearch may keep them."""
    if isinstance(values, dict):
        return [(str(key), value) for key, value in values.items()]
    if not isinstance(values, list):
        return []
    return [(str(v.get("key", "")), _value(v)) for v in values if isinstance(v, dict)]


def _value(tag: dict[str, Any]) -> Value:
    found: Value = next((tag[name] for name in _VALUES if name in tag), None)
    return found


def _time_ns(value: Any) -> int:
    """Microseconds, or a date and time as protobuf writes it, as ns; 0 when it is neither."""
    try:
        return int(value) * 1000
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return round(datetime.fromisoformat(str(value)).timestamp() * 1e6) * 1000
    except ValueError:
        return 0
