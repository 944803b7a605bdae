"""Events of the Linux kernel in Perfetto recordings, by field number.

protos/perfetto/trace/ftrace/*.proto of https://github.com/google/perfetto.
"""

from __future__ import annotations

from perfview.kernels.protobuf_schema import Capture, Field, Message, Wire
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.event_schema import listed, number, text

SCHED_SWITCH, SCHED_WAKEUP, SCHED_WAKING, SCHED_WAKEUP_NEW = 4, 17, 20, 114
PRINT = 3
MARK_KINDS = (80, 333, 348, 349, 350, 467, 484)
"""Field numbers of FtraceEvent: the events of drivers that say what Android's prints say."""

_LATEST_KIND = 1024

_SWITCH = Message(
    {
        1: text(f"{t.SWITCHES}.from_name"),
        2: number(f"{t.SWITCHES}.from_thread"),
        4: number(f"{t.SWITCHES}.state"),
        5: text(f"{t.SWITCHES}.to_name"),
        6: number(f"{t.SWITCHES}.to_thread"),
    },
    record=t.SWITCHES,
)
_WAKING = Message(
    {1: text(f"{t.WAKINGS}.name"), 2: number(f"{t.WAKINGS}.thread_id")}, record=t.WAKINGS
)
_PRINT = Message({2: text(f"{t.MARKS}.text")}, record=t.MARKS)


def _mark(process: int, name: int, letter: int, value: int) -> Message:
    """An event that says "begin", "end" or "count" (`letter`) by field numbers; 0 for none."""
    fields = {
        process: number(f"{t.MARK_RECORDS}.process_id"),
        name: text(f"{t.MARK_RECORDS}.name"),
        letter: number(f"{t.MARK_RECORDS}.letter"),
        value: number(f"{t.MARK_RECORDS}.value"),
    }
    fields.pop(0, None)
    return Message(fields, record=t.MARK_RECORDS)


_MESSAGES: dict[int, Message] = {
    PRINT: _PRINT,
    SCHED_SWITCH: _SWITCH,
    SCHED_WAKEUP: _WAKING,
    SCHED_WAKING: _WAKING,
    SCHED_WAKEUP_NEW: _WAKING,
    80: _mark(1, 2, 3, 0),
    333: _mark(1, 2, 3, 4),
    348: _mark(1, 4, 5, 6),
    349: _mark(1, 4, 5, 6),
    350: _mark(2, 1, 3, 4),
    467: _mark(3, 1, 2, 5),
    484: _mark(1, 2, 4, 5),
}


def _event() -> Message:
    fields = {
        kind: Field(
            Capture.SIGN,
            f"{t.KERNEL_EVENTS}.kind",
            reference_type=kind,
            wire=Wire.BYTES,
            message=_MESSAGES.get(kind),
        )
        for kind in range(3, _LATEST_KIND)
    }
    fields |= {1: number(f"{t.KERNEL_EVENTS}.time"), 2: number(f"{t.KERNEL_EVENTS}.thread_id")}
    return Message(fields, record=t.KERNEL_EVENTS)


def _column(name: str) -> Field:
    return listed(f"compact_{name}", "value")


_COMPACT = Message(
    {
        1: _column("switch_time"),
        2: _column("switch_state"),
        3: _column("switch_thread"),
        5: listed(t.COMPACT_NAMES, "text", capture=Capture.TEXT),
        6: _column("switch_name"),
        7: _column("waking_time"),
        8: _column("waking_thread"),
        11: _column("waking_name"),
    },
    record=t.COMPACT,
)
KERNEL_BUNDLE = Message(
    {
        1: number(f"{t.BUNDLES}.processor"),
        2: Field(message=_event()),
        4: Field(message=_COMPACT),
        5: number(f"{t.BUNDLES}.clock"),
    },
    record=t.BUNDLES,
)
