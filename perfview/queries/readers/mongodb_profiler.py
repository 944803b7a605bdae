"""Documents of MongoDB's profiler."""

from __future__ import annotations

import re

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_OPERATION = re.compile(
    rb"\"?\bop\"?\s*:\s*[\"'](?:query|command|insert|update|remove|getmore|killcursors)[\"']"
)
_MEMBERS = re.compile(rb"\"?\b(ns|millis|planSummary|responseLength|keysExamined|nreturned)\"?\s*:")


class MongoDbProfiler(Reader):
    """What MongoDB's profiler wrote into `system.profile`, exported by mongoexport (JSON, one
    document a line or a list) or printed by the shell.

    `db.setProfilingLevel(1, {slowms: 20})` turns it on; level 2 writes down every operation.
    """

    name = "mongodb-profiler"
    title = "MongoDB profiler documents"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when documents name an operation and what it took."""
        head = source.head
        if b"millis" not in head or b"ns" not in head:
            return Sniff(0, "no documents of a profiler")
        told = {match[1] for match in _MEMBERS.finditer(head)}
        if _OPERATION.search(head) and {b"ns", b"millis"} <= told:
            return Sniff(0.95, "documents with op, ns and millis")
        return Sniff(0, "no documents of a profiler")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The operations. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.mongodb.reading import read_profile

        return read_profile(source, progress)
