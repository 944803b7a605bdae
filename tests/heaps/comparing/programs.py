"""Two snapshots of a made-up program whose sessions stay on its bus."""

from __future__ import annotations

from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder

OLD, NEW = 40, 30


def before() -> Study:
    """`OLD` sessions."""
    return _program(range(OLD))


def after() -> Study:
    """Ten of them are gone, `NEW` came, and the list has grown."""
    return _program(range(10, OLD + NEW), more=64)


def other_process() -> Study:
    """As many sessions as before, in a process that numbers its objects in its own way."""
    build = HeapBuilder()
    for k in range(50):
        build.node("code", f"(code {k})", 8)
    bus, listeners = _bus(build, {}, 0)
    for k in range(OLD + 1):
        _session(build, listeners, k, {"session": 0, "text": 0, "payload": 0})
    assert bus
    return build.study()


def _program(sessions: range, more: int = 0) -> Study:
    build = HeapBuilder()
    _, listeners = _bus(build, {"bus": 101, "listeners": 103}, more)
    for k in sessions:
        numbers = {"session": 1001 + 6 * k, "text": 1003 + 6 * k, "payload": 1005 + 6 * k}
        _session(build, listeners, k, numbers)
    return build.study()


def _bus(build: HeapBuilder, numbers: dict[str, int], more: int) -> tuple[int, int]:
    bus = build.node("object", "EventBus", 32, number=numbers.get("bus", 0))
    build.edge(build.globals, "property", "bus", bus)
    listeners = build.node("object", "Array", 16 + more, number=numbers.get("listeners", 0))
    build.edge(bus, "property", "listeners", listeners)
    return bus, listeners


def _session(build: HeapBuilder, listeners: int, k: int, numbers: dict[str, int]) -> None:
    session = build.node("object", "Session", 48, number=numbers["session"])
    build.edge(listeners, "element", k, session)
    for name, kind, size in (("text", "string", 200), ("payload", "object", 1000)):
        part = build.node(kind, "Buffer" if kind == "object" else f"text {k}", size,
                          number=numbers[name])  # fmt: skip
        build.edge(session, "property", name, part)
