"""A file of trace events to the model of its calls."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.evented.arguments import EventArguments
from perfview.profiles.readers.evented.assembly import assemble
from perfview.profiles.readers.evented.schema import EVENTS, events_schema
from perfview.recording.errors import UnreadableInput
from perfview.recording.event_lists import document_splits
from perfview.recording.json_columns import JsonReading
from perfview.recording.json_reports import report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_events(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model and how reading it went.

    Raises `Cancelled`, and `UnreadableInput` when not one event could be read.
    """
    reading = JsonReading(
        source, events_schema(), lambda tables: EventArguments(tables).gather, progress
    )
    outcome = reading.read(document_splits(source.head), "Reading events")
    if outcome.wrong is not None and not outcome.tables.rows(EVENTS):
        raise UnreadableInput(
            f"No event could be read: JSON asks for {outcome.wrong.expected} here",
            offset=outcome.wrong.offset,
            remedy="Check that the file was written completely.",
        )
    report = report_of_json(source, outcome, open_ended=True)
    progress.check()
    return assemble(outcome.tables, report), report
