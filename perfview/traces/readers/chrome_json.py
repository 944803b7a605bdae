"""Chrome's trace event format: what chrome://tracing, DevTools, Perfetto and many tools write."""

from __future__ import annotations

import re

from perfview.recording.errors import UnreadableInput
from perfview.recording.event_lists import LIST, document_splits
from perfview.recording.json_columns import JsonReading
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.json_reports import note_converted, report_of_json
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8
from perfview.traces.model import TraceModel
from perfview.traces.readers.chrome.schema import EVENTS, document_schema

_AROUND = {"displayTimeUnit", "systemTraceEvents", "stackFrames", "otherData", "traceEvents"}
_LATE_EVENT = re.compile(rb'"ph"\s*:\s*"\w"')
"""DevTools writes the metadata first, and with source maps in it they are long."""

_DEVTOOLS = re.compile(
    rb'"source"\s*:\s*"DevTools"|"dataOrigin"\s*:\s*"TraceEvents"|"enhancedTraceVersion"\s*:'
)
"""What the Performance panel says of a recording before its events, when it packs it, too."""


class ChromeJson(Reader):
    """Chrome's trace event format: an object with `traceEvents`, or the bare array of events.

    Written by chrome://tracing, Chrome DevTools (also packed, .json.gz), Perfetto, viztracer and
    many build tools and profilers. The array may lack its closing bracket, a comma may stand behind
    the last event, and anything may stand around the events. Slices (X, B/E, async b/n/e),
    instants, flows, counters and names are shown; samples of profilers, object snapshots and memory
    dumps are counted and named; of a kernel's log in `systemTraceEvents` the threads' states.
    Format:
    https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
    """

    name = "chrome-json"
    title = "Chrome trace JSON"
    version = 3

    beside = ("profiles", "heaps")

    def sniff(self, source: Source) -> Sniff:
        """Sure when it has traceEvents, or is an array of objects with a phase."""
        text = json_head(source)
        if text.startswith(b"{"):
            return _sniff_object(text, source.tail)
        if not text.startswith(b"["):
            return Sniff(0, "it starts with neither a JSON object nor an array")
        keys = set(own_keys(text[1:].lstrip()))
        if "ph" in keys and keys & {"ts", "pid", "tid", "name"}:
            return Sniff(0.95, "an array of events with a phase, “ph”")
        if "args" in keys and _LATE_EVENT.search(source.tail):
            return Sniff(0.7, "an array that ends with events with a phase, “ph”")
        return Sniff(0, "its first element is no event with a phase, “ph”")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The slices. Raises `UnreadableInput` when not one event could be read."""
        # Whoever opens another format need not wait for this one's kernels.
        from perfview.traces.readers.chrome.assembly import assemble
        from perfview.traces.readers.chrome.system import system_log
        from perfview.traces.readers.chrome.values import ChromeValues

        content = as_utf8(source)
        reading = JsonReading(
            content, document_schema(), lambda t: ChromeValues(t).gather, progress
        )
        outcome = reading.read(document_splits(content.head), "Reading events")
        report = report_of_json(content, outcome, open_ended=True)
        note_converted(content, source, report)
        if outcome.wrong is not None and not outcome.tables.rows(EVENTS):
            raise UnreadableInput(
                f"No event could be read: JSON asks for {outcome.wrong.expected} here",
                offset=outcome.wrong.offset,
                remedy="Check that the file was written completely.",
            )
        system = system_log(outcome.tables, content, report)
        return assemble(outcome.tables, system, report, progress), report


def _sniff_object(text: bytes, tail: bytes) -> Sniff:
    keys = set(own_keys(text))
    if "traceEvents" in keys:
        return Sniff(1, "a JSON object with traceEvents")
    if LIST.search(text) or LIST.search(tail):
        return Sniff(0.8, "a JSON object with traceEvents further down")
    if _LATE_EVENT.search(tail):
        return Sniff(0.7, "a JSON object with events that have a phase, “ph”, at its end")
    if "metadata" in keys and _DEVTOOLS.search(text):
        return Sniff(0.8, "a JSON object with what DevTools says of its recordings")
    if keys & _AROUND:
        return Sniff(0.6, "a JSON object with what stands beside traceEvents")
    return Sniff(0, "its JSON object has no traceEvents")
