"""V8's .heapsnapshot and .heaptimeline: what Chrome, Edge, Node and Electron write."""

from __future__ import annotations

import re

from perfview.heaps.model import HeapModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.json_reports import note_converted
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

_HEAD = re.compile(rb'"snapshot"\s*:\s*\{')
_FIELDS = re.compile(rb'"node_fields"\s*:\s*\[')
_LISTS = {"nodes", "edges", "strings", "locations", "samples", "trace_tree"}
_LIST = re.compile(
    rb'"(?:nodes|edges|locations|samples|trace_function_infos|trace_tree)"\s*:\s*\[\s*[\d\]]'
)


class HeapSnapshot(Reader):
    """V8's heap snapshot: every object of a program, its size, and who refers to whom.

    Written by `v8.writeHeapSnapshot`, `node --heapsnapshot-signal`, Chrome DevTools (Memory),
    Puppeteer and Electron; with allocations tracked (.heaptimeline) also the stack that made each
    object and when. Which fields nodes and edges have, and in which order, is taken from the
    file's own head, so that old and new versions are read alike. Sizes and ids may take 63 bits.
    Format: https://source.chromium.org/chromium/chromium/src/+/main:v8/src/profiler/heap-snapshot-generator.cc
    """

    name = "heapsnapshot"
    title = "V8 heap snapshot"
    version = 1
    beside = ("profiles",)

    def sniff(self, source: Source) -> Sniff:
        """Sure when the head that names the nodes' fields is among the first bytes."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        if "snapshot" in keys and _HEAD.search(text) and _FIELDS.search(text):
            return Sniff(0.99, "a JSON object with a snapshot's “node_fields”")
        if "snapshot" in keys and keys & {"nodes", "edges"}:
            return Sniff(0.6, "a JSON object with a snapshot, nodes and edges")
        if keys and keys <= _LISTS and (_LIST.search(text) or _FIELDS.search(source.tail)):
            return Sniff(0.6, "a JSON object with lists of numbers as heap snapshots have")
        return Sniff(0, "its JSON object has no snapshot with “node_fields”")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The heap. Raises `UnreadableInput` when nodes or edges are missing or cut off."""
        from perfview.heaps.readers.v8.snapshot_file import read_snapshot

        content = as_utf8(source)
        model, report = read_snapshot(content, progress)
        note_converted(content, source, report)
        return model, report
