"""V8's .heaptimeline as a profile: who allocated, and what of it is alive."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.json_reports import note_converted
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

_TRACKED = re.compile(rb'"trace_function_count"\s*:\s*[1-9]')


class HeapTimeline(Reader):
    """The allocation stacks of V8's heap timelines: bytes and objects by who allocated them.

    Written by Chrome DevTools (Memory, “Allocations on timeline” with stack traces) and
    `HeapProfiler.startTrackingHeapObjects` with `trackAllocations`. Counts everything that was
    allocated while it was recorded (alloc), and what of it is still alive (inuse), as DevTools'
    Allocation view. The objects themselves are the memory side of the same file.
    Format: https://source.chromium.org/chromium/chromium/src/+/main:v8/src/profiler/heap-snapshot-generator.cc
    """

    name = "heaptimeline"
    title = "V8 allocation timeline"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Likely when the head of a heap snapshot says that functions were tracked: the objects
        themselves are the surer part of such a file."""
        text = json_head(source)
        if not text.startswith(b"{") or "snapshot" not in set(own_keys(text)):
            return Sniff(0, "it is no heap snapshot")
        if _TRACKED.search(text):
            return Sniff(0.7, "a heap snapshot with the stacks that allocated")
        return Sniff(0, "a heap snapshot in which allocations were not tracked")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The allocations. Raises `UnreadableInput` when there are no stacks in it."""
        from perfview.profiles.readers.v8.allocation_tree import read_allocation_tree

        content = as_utf8(source)
        model, report = read_allocation_tree(content, progress)
        note_converted(content, source, report)
        return model, report
