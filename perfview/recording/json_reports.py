"""What is said of a JSON file that ends before its time."""

from __future__ import annotations

from perfview.recording.event_lists import text_of
from perfview.recording.json_columns import JsonOutcome
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def report_of_json(source: Source, outcome: JsonOutcome, open_ended: bool = False) -> ImportReport:
    """The report a reading begins with.

    `open_ended`: a bare array may lack its closing bracket, as "the ']' at the end is optional"
    (trace event format, "JSON Array Format").
    """
    total = source.content_size or outcome.read_bytes
    report = ImportReport(read_bytes=outcome.read_bytes, total_bytes=total)
    wrong = outcome.wrong
    is_array = open_ended and text_of(source.head).startswith(b"[")
    if wrong is not None and is_array and outcome.read_bytes >= max(total, source.size):
        wrong = None
    if wrong is None and source.broken is None:
        return report
    report.complete = False
    if wrong is None or source.broken is not None:
        where = f"The {source.compression} data break off at byte {outcome.read_bytes:,}"
    elif wrong.offset >= total:
        where = f"The file breaks off at byte {wrong.offset:,} where {wrong.expected} should follow"
    else:
        where = f"At byte {wrong.offset:,} stands something else than {wrong.expected}"
    report.note("truncated", 1, f"{where}; everything complete before that is shown.")
    return report


def note_converted(content: Source, source: Source, report: ImportReport) -> None:
    """Say so when the content that was read is not the file's own, but its text in UTF-8."""
    if content is not source:
        report.note("utf-16", 1, "The file is UTF-16 text; it was converted to UTF-8.")
