"""Random OTLP JSON documents, written oddly, and what a plain reader makes of them."""

from __future__ import annotations

import base64
import random
from typing import Any

import orjson
from hypothesis import strategies as st

from perfview.traces.model import NUMBER_SOURCES, TEXT_SOURCES, SpanKind, SpanStatus
from perfview.traces.readers.common.span_tables import NOT_GIVEN

HOT_KEYS = [key for keys in (TEXT_SOURCES | NUMBER_SOURCES).values() for key in keys]

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        ["", "GET /", 'a "quoted" text', "back\\slash", "x" * 70, "Zoë 😀", "\\", "\n"]
    ),
)
keys = st.one_of(st.sampled_from([*HOT_KEYS, "k", "service.name"]), texts)
scalars = st.one_of(
    st.builds(lambda v: {"stringValue": v}, texts),
    st.builds(lambda v: {"intValue": v}, st.integers(-(2**63), 2**63 - 1)),
    st.builds(lambda v: {"intValue": str(v)}, st.integers(-(2**40), 2**40)),
    st.builds(lambda v: {"boolValue": v}, st.booleans()),
    st.builds(lambda v: {"doubleValue": v}, st.floats(allow_nan=False, allow_infinity=False)),
    st.just({}),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(lambda v: {"arrayValue": {"values": v}}, st.lists(inner, max_size=3)),
        st.builds(
            lambda v: {"kvlistValue": {"values": [{"key": k, "value": x} for k, x in v.items()]}},
            st.dictionaries(texts, inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=4,
)
attribute_lists = st.lists(st.builds(lambda k, v: {"key": k, "value": v}, keys, values), max_size=6)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


def _identity(size: int) -> st.SearchStrategy[str]:
    raw = st.binary(min_size=size, max_size=size)
    return st.one_of(
        raw.map(bytes.hex),
        raw.map(lambda b: b.hex().upper()),
        raw.map(lambda b: base64.b64encode(b).decode()),
        st.just(""),
    )


times = st.integers(0, 2**62)
spans = st.fixed_dictionaries(
    {"spanId": _identity(8), "name": texts},
    optional={
        "traceId": _identity(16),
        "parentSpanId": _identity(8),
        "startTimeUnixNano": st.one_of(times, times.map(str), st.none()),
        "endTimeUnixNano": st.one_of(times, times.map(str)),
        "kind": st.one_of(
            st.integers(0, 5), st.sampled_from([f"SPAN_KIND_{k.name}" for k in SpanKind])
        ),
        "status": st.one_of(
            st.just({}),
            st.builds(lambda c: {"code": c, "message": "no"}, st.integers(0, 2)),
            st.builds(
                lambda s: {"code": f"STATUS_CODE_{s.name}"}, st.sampled_from(list(SpanStatus))
            ),
        ),
        "attributes": attribute_lists,
        "events": st.lists(
            st.builds(
                lambda t, n, a: {"timeUnixNano": t, "name": n, "attributes": a},
                times.map(str),
                texts,
                attribute_lists,
            ),
            max_size=2,
        ),
        "flags": st.integers(0, 255),
        "a key nobody knows": junk,
    },
)
resources = st.fixed_dictionaries(
    {},
    optional={
        "resource": st.fixed_dictionaries({}, optional={"attributes": attribute_lists}),
        "schemaUrl": texts,
        "scopeSpans": st.lists(
            st.builds(lambda s: {"scope": {"name": "x"}, "spans": s}, st.lists(spans, max_size=4)),
            max_size=2,
        ),
    },
)
documents = st.lists(
    st.builds(lambda r: {"resourceSpans": r}, st.lists(resources, max_size=3)),
    min_size=1,
    max_size=3,
)


def write(value: Any, chance: random.Random) -> str:
    """JSON with keys in any order, spaces anywhere and escapes where none are needed."""
    if isinstance(value, dict):
        items = list(value.items())
        chance.shuffle(items)
        inner = ",".join(
            f"{_space(chance)}{_text(k, chance)}{_space(chance)}:{write(v, chance)}"
            for k, v in items
        )
        return f"{_space(chance)}{{{inner}{_space(chance)}}}{_space(chance)}"
    if isinstance(value, list):
        inner = ",".join(write(v, chance) for v in value)
        return f"{_space(chance)}[{inner}{_space(chance)}]{_space(chance)}"
    if isinstance(value, str):
        return _space(chance) + _text(value, chance) + _space(chance)
    return _space(chance) + orjson.dumps(value).decode() + _space(chance)


def _space(chance: random.Random) -> str:
    return chance.choice(["", "", "", "", "", " ", "\n", "\t", "\r\n   "])


def _text(value: str, chance: random.Random) -> str:
    if chance.random() < 0.9:
        return orjson.dumps(value).decode()
    units = value.encode("utf-16-be")
    return (
        '"' + "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2)) + '"'
    )


def _id(text: str | None, size: int) -> int:
    text = text or ""
    if len(text) == 2 * size:
        return int(text, 16)
    return int.from_bytes(base64.b64decode(text), "big")


def plain(wrapped: dict[str, Any] | None) -> Any:
    """The value of an AnyValue."""
    for name, value in (wrapped or {}).items():
        if name == "arrayValue":
            return [plain(v) for v in value["values"]]
        if name == "kvlistValue":
            return {v["key"]: plain(v["value"]) for v in value["values"]}
        return int(value) if name == "intValue" else value
    return None


def _hot_text(wrapped: dict[str, Any]) -> str:
    for name, value in wrapped.items():
        if name == "boolValue":
            return "true" if value else "false"
        if name == "doubleValue":
            return orjson.dumps(value).decode()
        if name in ("stringValue", "intValue"):
            return str(value)
    return ""


def _hot(attributes: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
    """The value of the first of these keys; of the last attribute with it."""
    for name in names:
        found = [a["value"] for a in attributes if a["key"] == name]
        if found:
            return dict(found[-1])
    return {}


def _service(resource: dict[str, Any]) -> str:
    named = [a["value"] for a in resource.get("attributes", []) if a["key"] == "service.name"]
    texts_found = [v.get("stringValue", "") for v in named]
    return str(texts_found[-1]) if texts_found else ""


def read(text: bytes) -> list[dict[str, Any]]:
    """One document's spans by orjson and plain loops."""
    rows = []
    for group in orjson.loads(text)["resourceSpans"]:
        for scope in group.get("scopeSpans", []):
            for span in scope["spans"]:
                rows.append(_row(span, group.get("resource", {})))
    return rows


def _row(span: dict[str, Any], resource: dict[str, Any]) -> dict[str, Any]:
    kind, code = span.get("kind", 0), span.get("status", {}).get("code", 0)
    trace = _id(span.get("traceId"), 16)
    attributes = span.get("attributes", [])
    start, end = span.get("startTimeUnixNano"), span.get("endTimeUnixNano")
    row: dict[str, Any] = {
        "trace_id_high": trace >> 64,
        "trace_id_low": trace & (2**64 - 1),
        "span_id": _id(span.get("spanId"), 8),
        "parent_id": _id(span.get("parentSpanId"), 8),
        "name": span["name"],
        "service": _service(resource),
        "kind": SpanKind[kind[10:]].value if isinstance(kind, str) else kind,
        "status": SpanStatus[code[12:]].value if isinstance(code, str) else code,
        "start": NOT_GIVEN if start is None else int(start),
        "end": NOT_GIVEN if end is None else int(end),
        "attributes": [(a["key"], plain(a["value"])) for a in attributes],
        "events": [
            (
                e["name"],
                int(e["timeUnixNano"]),
                [(a["key"], plain(a["value"])) for a in e["attributes"]],
            )
            for e in span.get("events", [])
        ],
        "resource": [(a["key"], plain(a["value"])) for a in resource.get("attributes", [])],
    }
    for column, names in TEXT_SOURCES.items():
        row[column] = _hot_text(_hot(attributes, names))
    return row
