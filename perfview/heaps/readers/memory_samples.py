"""Memory over time as JSON: `process.memoryUsage()` and its likes, and perf_hooks' collections."""

from __future__ import annotations

import re

from perfview.heaps.model import HeapModel
from perfview.recording.event_lists import has_events
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_KEY = re.compile(rb'"(@?[A-Za-z][\w.\- @]{0,40})"\s*(?=[:,\]])')
_OTHERS = {"snapshot", "nodes", "callFrame", "head", "traceEvents", "resourceSpans", "profiles"}
_LOOKED_AT = 16 << 10
_LINE_END = re.compile(rb"\}\s*\n\s*\{")


class MemorySamples(Reader):
    """How much memory was in use when, as JSON: lists of objects such as
    `{"time": 1700000000000, "rss": 48160768, "heapUsed": 4323504}`, a line each or in an array,
    columns and rows, an object of lists, or several of these under the names of processes.

    Known are the words of Node (`process.memoryUsage()`, `v8.getHeapStatistics()`), browsers
    (`performance.memory`), psutil, Go and Java, in bytes or with a unit in the name (`rss_mb`).
    Times may be ISO texts, or numbers in s, ms, µs or ns; what has to be guessed the import report
    says. Garbage collections as Node's `PerformanceObserver` tells them are read, too.
    """

    name = "memory-samples"
    title = "Memory over time (JSON)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its members measure memory, or are perf_hooks' collections."""
        from perfview.heaps.readers.points.entries import are_entries
        from perfview.heaps.readers.points.words import BESIDE, LIMIT, measured, timed

        text = json_head(source)
        if text[:1] not in (b"{", b"[") or has_events(text, source.tail):
            return Sniff(0, "it is no JSON of measurements")
        if set(own_keys(text)) & _OTHERS:
            return Sniff(0, "it is JSON of another kind")
        keys = {key.decode("ascii", "replace") for key in _KEY.findall(text[:_LOOKED_AT])}
        means = {found.series for key in keys if (found := measured(key))} - {LIMIT}
        if are_entries(keys) and ("gc" in keys or b'"gc"' in text[:_LOOKED_AT] or means):
            return Sniff(0.9, "garbage collections as perf_hooks tells them")
        if means <= BESIDE:
            return Sniff(0, "none of its members measures memory")
        told = " and ".join(f"“{name}”" for name in sorted(means)[:3])
        has_times = any(timed(key) for key in keys)
        return Sniff(0.85 if len(means) > 1 or has_times else 0.6, f"measurements of {told}")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The measurements. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.points.reading import read_json
        from perfview.heaps.readers.points.written import read_json_lines

        text = json_head(source)
        if text[:1] == b"{" and _LINE_END.search(text):
            first = text.split(b"\n", 1)[0].strip()
            if first.endswith(b"}"):
                return read_json_lines(source, progress)
        return read_json(source, progress)
