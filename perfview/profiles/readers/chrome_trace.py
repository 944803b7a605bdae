"""CPU profiles in Chrome's traces: what DevTools' Performance panel records."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.event_lists import has_events
from perfview.recording.json_keys import json_head
from perfview.recording.json_reports import note_converted
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

_SAMPLED = re.compile(rb'"(?:ProfileChunk|CpuProfile)"')

_SEARCHED = 512 << 20
_SEARCHED_PACKED = 96 << 20
"""Bytes that are searched for a profile: recordings of the Performance panel have the first samples
within the first seconds. Less of what has to be unpacked for it."""


class ChromeTrace(Reader):
    """CPU profiles in Chrome's trace event format: samples of JavaScript beside the events.

    Written by the Performance panel of Chrome DevTools (also packed, .json.gz), Lighthouse,
    Puppeteer and chrome://tracing with `disabled-by-default-v8.cpu_profiler`. Each profile, of a
    page, a worker or another process, is a thread of one profile. Chrome before 58 wrote whole
    profiles in `CpuProfile` events; since then `Profile` and `ProfileChunk`, today with lines.
    Format:
    https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
    """

    name = "chrome-trace-profile"
    title = "Chrome trace with a CPU profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a trace of events has samples of a profile among them."""
        text = json_head(source)
        if not has_events(text, source.tail):
            return Sniff(0, "it is no JSON file of trace events")
        if _SAMPLED.search(text) or _SAMPLED.search(source.tail) or _found_further_down(source):
            return Sniff(0.95, "trace events with samples of a CPU profile")
        return Sniff(0, "no samples of a CPU profile among its trace events")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The profiles. Raises `UnreadableInput` when there is none."""
        from perfview.profiles.readers.v8.trace_file import read_trace

        content = as_utf8(source)
        model, report = read_trace(content, progress)
        note_converted(content, source, report)
        return model, report


def _found_further_down(source: Source) -> bool:
    """Whether the profile's events are named anywhere in what is searched."""
    from perfview.recording.searching import mentions

    most = _SEARCHED_PACKED if source.compression else _SEARCHED
    return mentions(as_utf8(source), (b"ProfileChunk", b"CpuProfile"), most)
