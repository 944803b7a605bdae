"""JSON documents of measurements to models."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.points.documents import find
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_views import load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_json(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """The measurements in a document. Raises `Cancelled`, and `UnreadableInput` for none."""
    document = load_json(source, progress, "Reading measurements")
    found = find(document.root)
    report = report_of(source, document)
    if not found.tables and not found.rows:
        raise UnreadableInput(
            "This file holds no measurements of memory",
            offset=document.wrong_at,
            remedy="Write process.memoryUsage() with a time, as a list of objects.",
        )
    return found.model(report, "V8" if found.rows else ""), report
