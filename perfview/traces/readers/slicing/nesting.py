"""From events on tracks to nested slices."""

from __future__ import annotations

from perfview.kernels.nesting import CUT, MISPLACED, NEGATIVE, OVERLAPPING, nest_events
from perfview.recording.report import ImportReport
from perfview.traces.readers.slicing.events import SliceEvents, Slices


def nest(events: SliceEvents) -> Slices:
    """The slices of these events, nested as Perfetto's SliceTracker nests them.

    Each track's events are taken in order of time, equal ones in that of the file, complete slices
    among them first, the longest foremost. Tracks are shared out among threads; the result does
    not depend on that.
    """
    nested = nest_events(
        events.what,
        events.time_ns,
        events.duration_ns,
        events.track,
        events.name,
        events.category,
    )
    return Slices(
        event=nested.event,
        end_event=nested.end_event,
        start_ns=nested.start,
        duration_ns=nested.duration,
        parent=nested.parent,
        of_event=nested.of_event,
        misplaced=int(nested.tally[MISPLACED]),
        overlapping=int(nested.tally[OVERLAPPING]),
        negative=int(nested.tally[NEGATIVE]),
        cut=int(nested.tally[CUT]),
    )


def note_dropped(slices: Slices, report: ImportReport) -> None:
    """Say what could not be nested, and what never ended, in the report."""
    report.note(
        "misplaced-end",
        slices.misplaced,
        "Slices end that never began (the recording started later, or their begin was lost); "
        "these ends were left out.",
    )
    report.note(
        "overlapping-slice",
        slices.overlapping,
        "Slices begin inside another one of their thread and outlast it, which no thread can do; "
        "they were left out, as Perfetto leaves them out.",
    )
    report.note(
        "negative-duration",
        slices.negative,
        "Slices with a negative duration were left out.",
    )
    report.note(
        "cut-slice",
        slices.cut,
        "Slices without an end were closed where the slice around them ends.",
    )
    report.note(
        "unfinished-slice",
        int((slices.duration_ns < 0).sum()),
        "Slices have no end in the file; they are shown until the recording ends.",
    )
