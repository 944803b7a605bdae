"""Memory over time in Chrome's traces."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.recording.event_lists import has_events
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_COUNTER = b'"jsHeapSizeUsed"'
_FEWEST = 5
_SEARCHED = 64 << 20
_SEARCHED_PACKED = 24 << 20
"""Bytes searched for counters: pages are counted from their first task on."""
_BLOCK = 1 << 20


class ChromeCounters(Reader):
    """A page's heap over time in Chrome's trace event format: `UpdateCounters`, and the heap before
    and after each `MinorGC` and `MajorGC`.

    Written by the Performance panel of Chrome DevTools with “Memory” ticked, Lighthouse and
    Puppeteer. The trace itself opens as a trace; its memory opens beside it when it holds at least
    five such counters.
    Format:
    https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
    """

    name = "chrome-memory-counters"
    title = "Memory counters of a Chrome trace"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Likely when trace events count the heap a few times; less sure than any trace reader."""
        if not has_events(json_head(source), source.tail):
            return Sniff(0, "it is no JSON file of trace events")
        if _counts(source):
            return Sniff(0.55, "trace events that count the heap in use")
        return Sniff(0, "its trace events do not count the heap in use")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The heap over time. Raises `UnreadableInput` when there are too few counters."""
        from perfview.heaps.readers.trace.counters import read_counters

        return read_counters(source, progress)


def _counts(source: Source) -> bool:
    """Whether there are a few counters in what is searched."""
    most = _SEARCHED_PACKED if source.compression else _SEARCHED
    found, edge = 0, b""
    for buffer, length, offset in source.blocks(_BLOCK):
        block = edge + buffer[:length].tobytes()
        found += block.count(_COUNTER)
        if found >= _FEWEST or offset + length >= most:
            break
        edge = block[1 - len(_COUNTER) :]
    return found >= _FEWEST
