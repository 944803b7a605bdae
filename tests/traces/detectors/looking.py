"""Run one detector on a small recording, and the shapes that several tests need."""

from __future__ import annotations

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from tests.traces.building import Recording

LOOKUP = "SELECT * FROM order_items WHERE order_id = "


def found(kind: type[Detector], recording: Recording, **limits: float) -> list[Finding]:
    """What the detector says about the recording, its limits moved by keyword (- as _)."""
    overrides = {name.replace("_", "-"): value for name, value in limits.items()}
    detector = kind()
    unknown = set(overrides) - {threshold.name for threshold in detector.thresholds}
    assert not unknown, f"no such threshold: {unknown}"
    return list(detector.detect(Study(recording.model()), Limits(detector, overrides)))


def request(
    recording: Recording, start: float, end: float, *, trace: int = 1, name: str = "GET /orders"
) -> int:
    """The server span that a request opens with."""
    return recording.span(start, end, name, trace=trace, kind=SpanKind.SERVER)


def query(
    recording: Recording,
    start: float,
    end: float,
    parent: int,
    statement: str,
    *,
    trace: int = 1,
    system: str = "postgresql",
    name: str = "SELECT order_items",
    error: bool = False,
) -> int:
    """A database call as a client span."""
    return recording.span(
        start,
        end,
        name,
        parent=parent,
        trace=trace,
        kind=SpanKind.CLIENT,
        error=error,
        db_system=system,
        db_statement=statement,
    )


def call(
    recording: Recording,
    start: float,
    end: float,
    parent: int,
    service: str,
    operation: str,
    *,
    trace: int = 1,
    method: str = "GET",
) -> int:
    """A request to another service: the client span and the server span inside it."""
    client = recording.span(
        start,
        end,
        method,
        parent=parent,
        trace=trace,
        kind=SpanKind.CLIENT,
        http_method=method,
        url=f"http://{service}/{start}",
        peer=service,
    )
    recording.span(
        start + 0.1,
        end - 0.1,
        operation,
        parent=client,
        trace=trace,
        service=service,
        kind=SpanKind.SERVER,
    )
    return client


def loop(
    recording: Recording,
    count: int,
    each: float,
    *,
    trace: int = 1,
    statement: str = LOOKUP,
    system: str = "postgresql",
    extra: float = 10.0,
    pause: float = 0.5,
) -> int:
    """A request whose handler runs `count` alike statements of `each` ms; the handler's span."""
    whole = count * (each + pause) + extra
    root = request(recording, 0, whole, trace=trace)
    handler = recording.span(0, whole, "OrderService.list", parent=root, trace=trace)
    for i in range(count):
        start = i * (each + pause)
        query(
            recording, start, start + each, handler, f"{statement}{i}", trace=trace, system=system
        )
    return handler
