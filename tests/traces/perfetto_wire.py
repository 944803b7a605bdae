"""Perfetto's packets written by hand, field by field, so that tests can be as odd as they like."""

from __future__ import annotations

import struct

from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.perfetto import Perfetto
from perfview.traces.study import Study
from tests.kernels import wire

BEGIN, END, INSTANT, COUNTER, STATE = range(1, 6)
CLEARED, NEEDED = 1, 2
REALTIME, MONOTONIC, BOOT = 1, 3, 6


def text(field: int, value: str) -> bytes:
    return wire.chunk(field, value.encode())


def double(field: int, value: float) -> bytes:
    return wire.tag(field, 1) + struct.pack("<d", value)


def packet(
    *fields: bytes,
    time: int | None = None,
    sequence: int = 1,
    flags: int = 0,
    clock: int = 0,
    dropped: bool = False,
) -> bytes:
    """One packet as it stands in a file."""
    about = b"" if time is None else wire.number(8, time)
    about += wire.number(10, sequence) if sequence else b""
    about += wire.number(13, flags) if flags else b""
    about += wire.number(58, clock) if clock else b""
    about += wire.number(42, 1) if dropped else b""
    return wire.chunk(1, about + b"".join(fields))


def event(
    kind: int, name: str = "", *more: bytes, track: int | None = None, category: str = ""
) -> bytes:
    """A track event, the field of a packet."""
    fields = wire.number(9, kind) if kind else b""
    fields += text(23, name) if name else b""
    fields += wire.number(11, track) if track is not None else b""
    fields += text(22, category) if category else b""
    return wire.chunk(11, fields + b"".join(more))


def legacy(phase: str = "", *more: bytes) -> bytes:
    """What an event says in Chrome's older format, the field of an event."""
    return wire.chunk(6, (wire.number(2, ord(phase)) if phase else b"") + b"".join(more))


def thread(uuid: int, pid: int, tid: int, name: str = "", *more: bytes) -> bytes:
    """The descriptor of a thread's track, the field of a packet."""
    own = wire.number(1, pid) + wire.number(2, tid) + (text(5, name) if name else b"")
    return wire.chunk(60, wire.number(1, uuid) + wire.chunk(4, own) + b"".join(more))


def process(uuid: int, pid: int, name: str = "", *more: bytes) -> bytes:
    """The descriptor of a process' track."""
    own = wire.number(1, pid) + (text(6, name) if name else b"")
    return wire.chunk(60, wire.number(1, uuid) + wire.chunk(3, own) + b"".join(more))


def child(uuid: int, parent: int, name: str = "", *more: bytes) -> bytes:
    """The descriptor of a track below another."""
    own = wire.number(1, uuid) + (wire.number(5, parent) if parent else b"")
    return wire.chunk(60, own + (text(2, name) if name else b"") + b"".join(more))


def counter(uuid: int, parent: int, name: str = "", *more: bytes) -> bytes:
    """The descriptor of a counter; `more` are fields of CounterDescriptor."""
    return child(uuid, parent, name, wire.chunk(8, b"".join(more)))


def defaults(*, clock: int = 0, track: int = 0, counters: tuple[int, ...] = ()) -> bytes:
    """What holds for a sequence's packets that say nothing of it."""
    events = wire.number(11, track) if track else b""
    events += b"".join(wire.number(31, uuid) for uuid in counters)
    own = wire.number(58, clock) if clock else b""
    return wire.chunk(59, own + wire.chunk(11, events))


def interned(*entries: tuple[int, int, str]) -> bytes:
    """Numbered names: (field of InternedData, number, name)."""
    return wire.chunk(
        12, b"".join(wire.chunk(kind, wire.number(1, iid) + text(2, s)) for kind, iid, s in entries)
    )


def snapshot(*clocks: tuple[int, int], primary: int = 0, own: tuple[bytes, ...] = ()) -> bytes:
    """What clocks show at one moment: (clock, time); `own` are further entries as bytes."""
    entries = [wire.number(1, clock) + wire.number(2, time) for clock, time in clocks]
    more = wire.number(2, primary) if primary else b""
    return wire.chunk(6, b"".join(wire.chunk(1, e) for e in (*entries, *own)) + more)


def incremental(clock: int, time: int, unit: int = 1000) -> bytes:
    """An entry of a snapshot: a clock that tells the time since the last packet."""
    return wire.number(1, clock) + wire.number(2, time) + wire.number(3, 1) + wire.number(4, unit)


def annotation(name: str | int, *value: bytes) -> bytes:
    """A debug annotation, the field of an event; a number is a numbered name."""
    return wire.chunk(4, named(name, *value))


def named(name: str | int, *value: bytes) -> bytes:
    """The content of a debug annotation."""
    key = text(10, name) if isinstance(name, str) else wire.number(1, name)
    return (key if name else b"") + b"".join(value)


def read(*packets: bytes) -> tuple[Study, ImportReport]:
    """What the reader makes of these packets."""
    source = Source.from_bytes(b"".join(packets))
    model, report = Perfetto().read(source, Progress())
    return Study(model, report, source), report


def oddities(report: ImportReport) -> dict[str, int]:
    """What the report notes."""
    return {oddity.kind: oddity.count for oddity in report.oddities}


def slices(model: TraceModel) -> list[tuple[str, int, int, str]]:
    """(name, start, duration, parent's name) of every slice in the order of the file."""
    names = [model.strings[i] for i in model.name]
    return [
        (
            names[row],
            int(model.start_ns[row]),
            int(model.duration_ns[row]),
            names[int(model.parent_id[row]) - 1] if model.parent_id[row] else "",
        )
        for row in range(len(model))
    ]


def track_names(model: TraceModel) -> list[str]:
    """The name of each slice's track."""
    tracks = model.threads.tracks
    return [model.strings[tracks.name[track]] for track in tracks.of_span]
