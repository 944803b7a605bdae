"""OTLP JSON written down in tests: spans with attributes of plain Python values."""

from __future__ import annotations

from typing import Any

START_NS = 1_700_000_000_000_000_000


def attribute(key: str, value: bool | int | float | str) -> dict[str, Any]:
    """One key and value as OTLP writes it."""
    kinds = {bool: "boolValue", int: "intValue", float: "doubleValue", str: "stringValue"}
    return {"key": key, "value": {kinds[type(value)]: value}}


def span(
    number: int,
    name: str = "work",
    ms: float = 1,
    *,
    trace: int = 1,
    failed: bool = False,
    attributes: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A span that starts `number` ms after START_NS."""
    start = START_NS + number * 1_000_000
    return {
        "traceId": f"{trace:032x}",
        "spanId": f"{number:016x}",
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + round(ms * 1e6)),
        "status": {"code": 2 if failed else 0},
        "attributes": [attribute(key, value) for key, value in (attributes or {}).items()],
    }


def document(spans: list[dict[str, Any]], **resource: str) -> dict[str, Any]:
    """One resource with these spans; dots of its keys are written as underscores."""
    said = [attribute(key.replace("_", "."), value) for key, value in resource.items()]
    scope = {"spans": spans}
    return {"resourceSpans": [{"resource": {"attributes": said}, "scopeSpans": [scope]}]}
