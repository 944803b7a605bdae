"""Logs and profiles of MongoDB become columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from perfview.queries.model import CONNECTION, DISCONNECTION, ERROR, NO_TIME, QueryModel
from perfview.queries.readers.explain.json_values import values_in
from perfview.queries.readers.holding.content import Held, hold
from perfview.queries.readers.mongodb import legacy
from perfview.queries.readers.mongodb.assembling import Event, assemble
from perfview.queries.readers.mongodb.documents import Made, read_document
from perfview.queries.readers.mongodb.entries import Entry, entry_of, plain
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_VERSION = re.compile(rb'db version v([0-9.]+)|"version":"([0-9][0-9.]+)"')
_WANTED = (
    b"Slow query", b"durationMillis", b"Connection accepted", b"Connection ended", b'"s":"E"',
    b'"s":"F"',
)  # fmt: skip
_DATE = re.compile(r"\(\s*[\"']?([^\"')]+)")
_STRANGE = "Lines of another form were left out."
_NO_CALLS = (
    "The log tells of no operation. Lower slowms, or turn the profiler on, to have some told."
)


def read_log(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The operations a log tells of. Raises `UnreadableInput` when there is neither one nor an
    event, and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    entries: list[Entry] = []
    events: list[Event] = []
    strange = 0
    for number, (place, line) in enumerate(_lines(held)):
        if number % 4096 == 0:
            progress.report("Reading the operations", rows=len(entries))
        if line[:1] == b"{":
            is_known = _structured(line, place, entries, events)
        else:
            is_known = _of_old(line, place, entries, events)
        strange += not is_known
    report.note("strange-line", strange, _STRANGE)
    report.note("no-calls", int(not entries and bool(events)), _NO_CALLS)
    return _assembled(held, entries, events, report, progress)


def read_profile(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The operations of documents of ``system.profile``. Raises `UnreadableInput` when there is
    none and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    text = held.text(0, held.length)
    entries = [
        entry_of(said, str(said["op"]), _moment(said.get("ts")), -1, str(said.get("client", "")))
        for said in _documents(text)
        if isinstance(said.get("op"), str) and ("millis" in said or "ns" in said)
    ]
    return _assembled(held, entries, [], report, progress)


def _assembled(
    held: Held, entries: list[Entry], events: list[Event], report: ImportReport, progress: Progress
) -> tuple[QueryModel, ImportReport]:
    if not entries and not events:
        raise UnreadableInput(
            "This tells of no operation of MongoDB",
            remedy="Lower slowms, or turn the profiler on, and record again.",
        )
    version = _VERSION.search(held.head)
    told = (version[1] or version[2]).decode() if version else ""
    model = assemble(entries, events, f"MongoDB {told}".strip(), progress)
    report.rows = len(model)
    return model, report


def _lines(held: Held) -> Iterator[tuple[int, bytes]]:
    place = 0
    content = held.content[: held.length].tobytes()
    while place < len(content):
        end = content.find(b"\n", place)
        end = len(content) if end < 0 else end
        line = content[place:end].strip()
        if line:
            yield place, line
        place = end + 1


def _structured(line: bytes, place: int, entries: list[Entry], events: list[Event]) -> bool:
    if not any(word in line for word in _WANTED):
        return True
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    attributes = said.get("attr")
    attributes = attributes if isinstance(attributes, dict) else {}
    message, moment = str(said.get("msg", "")), _moment(said.get("t"))
    session = str(said.get("ctx", ""))
    if "durationMillis" in attributes and isinstance(attributes.get("ns"), str):
        op = str(attributes.get("type", "command"))
        entries.append(entry_of(attributes, op, moment, place, session))
    elif message == "Connection accepted":
        events.append((CONNECTION, moment, "connection accepted", session))
    elif message == "Connection ended":
        events.append((DISCONNECTION, moment, "connection ended", session))
    elif said.get("s") in ("E", "F"):
        events.append((ERROR, moment, message, session))
    return True


def _of_old(line: bytes, place: int, entries: list[Entry], events: list[Event]) -> bool:
    match = legacy.LINE.match(line.decode("utf-8", "replace"))
    if not match:
        return False
    entry = legacy.entry_in(match, place)
    if entry:
        entries.append(entry)
    elif event := legacy.event_in(match):
        events.append((event[0], legacy.time_ns(match["time"]), event[1], match["thread"]))
    return True


def _moment(said: Any) -> int:
    """ns since 1970 of a date in any form of extended JSON or of the shell."""
    if isinstance(said, Made):
        match = _DATE.search(said.text)
        said = match[1] if match else None
    if isinstance(said, dict):
        said = plain(said.get("$date"))
    if isinstance(said, str) and said.lstrip("-").isdigit() and len(said) < 15:
        said = int(said)
    if isinstance(said, (int, float)) and abs(said) < 1 << 43:
        return int(said * 1_000_000)
    return legacy.time_ns(said) if isinstance(said, str) else NO_TIME


def _documents(text: str) -> Iterator[dict[str, Any]]:
    """Documents of an export: JSON, one after the other or in a list; or as the shell prints
    them."""
    found = values_in(text)
    flat = [inner for each in found for inner in (each if isinstance(each, list) else [each])]
    documents = [each for each in flat if isinstance(each, dict) and "op" in each]
    if documents:
        yield from documents
        return
    place = text.find("{")
    while place >= 0:
        document, place = read_document(text, place)
        if isinstance(document, dict):
            yield document
        elif isinstance(document, list):
            yield from (each for each in document if isinstance(each, dict))
        place = text.find("{", max(place, 1))
