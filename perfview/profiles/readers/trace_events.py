"""Trace events without samples as a profile of calls: py-spy, VizTracer, Hermes and others."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.event_lists import has_events
from perfview.recording.json_keys import json_head
from perfview.recording.json_reports import note_converted
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8


class TraceEvents(Reader):
    """Chrome's trace event format as a profile: what begins and ends on a thread is a call.

    For files of tools that trace calls instead of sampling them (VizTracer, Hermes, `py-spy record
    --format chrometrace`, compilers' time reports), when a profile is asked for; by itself
    such a file opens as a trace. Begin and end events (B, E) are paired and complete ones (X)
    nested as in speedscope; a call's arguments are part of its name, except where they say file and
    line. Files with `samples` and `stackFrames` are read as those samples.
    Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
    """

    name = "trace-events"
    title = "Trace events as calls"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Never sure: whoever opens trace events without asking for a profile wants a trace."""
        if has_events(json_head(source), source.tail):
            return Sniff(0.3, "trace events, whose calls can be seen as a profile")
        return Sniff(0, "it is no JSON file of trace events")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The calls. Raises `UnreadableInput` when not one event could be read."""
        from perfview.profiles.readers.evented.event_file import read_events
        from perfview.profiles.readers.evented.sampled import read_sampled

        content = as_utf8(source)
        found = read_sampled(content, progress) or read_events(content, progress)
        note_converted(content, source, found[1])
        return found
