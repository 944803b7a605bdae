"""Makes documents of Jaeger and Zipkin, and says in plain Python what is in them."""

from __future__ import annotations

import random
from typing import Any

START_US = 1_763_700_000_000_000
KINDS = ("client", "server", "producer", "consumer", "internal")


def jaeger(seed: int, traces: int = 6) -> dict[str, Any]:
    """An answer of the API: several traces whose process ids mean another service in each."""
    chance = random.Random(seed)
    return {"data": [_jaeger_trace(chance) for _ in range(traces)], "total": 0}


def _jaeger_trace(chance: random.Random) -> dict[str, Any]:
    trace = f"{chance.getrandbits(128):x}"
    services = {f"p{i + 1}": f"service-{chance.randrange(9)}" for i in range(3)}
    spans: list[dict[str, Any]] = []
    for number in range(chance.randrange(1, 20)):
        above = chance.choice(spans)["spanID"] if number else ""
        tags = [
            {"key": "span.kind", "type": "string", "value": chance.choice(KINDS)},
            {"key": "http.status_code", "type": "int64", "value": chance.choice([200, 503])},
            {"key": "db.statement", "type": "string", "value": 'SELECT "ä" \\ ' + str(number)},
        ]
        if chance.random() < 0.3:
            tags.append({"key": "error", "type": "bool", "value": True})
        reference = {"refType": "CHILD_OF", "traceID": trace, "spanID": above}
        spans.append(
            {
                "traceID": trace,
                "spanID": f"{chance.getrandbits(60):x}",
                "operationName": f"do {chance.randrange(5)}",
                "references": [reference] if above else [],
                "startTime": START_US + number,
                "duration": chance.randrange(1000),
                "tags": tags,
                "logs": [],
                "processID": chance.choice(list(services)),
                "warnings": None,
            }
        )
    processes = {p: {"serviceName": name, "tags": []} for p, name in services.items()}
    ends = {"spans": spans, "processes": processes}
    return {"traceID": trace} | (ends if chance.random() < 0.5 else dict(reversed(ends.items())))


def jaeger_rows(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """(trace, span, parent, name, service, kind, failed, start ns, duration ns, status) by row."""
    rows: list[tuple[Any, ...]] = []
    for trace in document["data"]:
        for span in trace["spans"]:
            tags = {tag["key"]: tag["value"] for tag in span["tags"]}
            above = [int(r["spanID"], 16) for r in span["references"]]
            rows.append(
                (
                    int(span["traceID"], 16),
                    int(span["spanID"], 16),
                    above[0] if above else 0,
                    span["operationName"],
                    trace["processes"][span["processID"]]["serviceName"],
                    tags["span.kind"],
                    bool(tags.get("error")),
                    span["startTime"] * 1000,
                    span["duration"] * 1000,
                    tags["http.status_code"],
                )
            )
    return rows


def zipkin(seed: int, spans: int = 60) -> list[dict[str, Any]]:
    """An array of spans of version 2."""
    chance = random.Random(seed)
    made: list[dict[str, Any]] = []
    for number in range(spans):
        tags = {"http.status_code": str(chance.choice([200, 503])), "note": 'a "quoted" note'}
        if chance.random() < 0.3:
            tags["error"] = chance.choice(["", "boom", "true"])
        span = {
            "traceId": f"{chance.randrange(1, 5):016x}",
            "id": f"{chance.getrandbits(60):016x}",
            "name": f"do {chance.randrange(5)}",
            "timestamp": START_US + number,
            "duration": chance.randrange(1, 1000),
            "localEndpoint": {"serviceName": f"service-{chance.randrange(9)}", "port": 80},
            "tags": tags,
        }
        if made and chance.random() < 0.8:
            span["parentId"] = chance.choice(made)["id"]
        kind = chance.choice(KINDS)
        if kind != "internal":
            span["kind"] = kind.upper()
        items = list(span.items())
        chance.shuffle(items)
        made.append(dict(items))
    return made


def zipkin_rows(spans: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The same as `jaeger_rows`."""
    return [
        (
            int(span["traceId"], 16),
            int(span["id"], 16),
            int(span.get("parentId", "0"), 16),
            span["name"],
            span["localEndpoint"]["serviceName"],
            span.get("kind", "unspecified").lower(),
            "error" in span["tags"],
            span["timestamp"] * 1000,
            span["duration"] * 1000,
            int(span["tags"]["http.status_code"]),
        )
        for span in spans
    ]
