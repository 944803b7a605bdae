"""From the tables of a Perfetto recording's packets to the model, with what was odd noted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable
from perfview.traces.contents.described_values import Descriptors, descriptors_of
from perfview.traces.contents.numbered_names import EXTENDED
from perfview.traces.model import TraceModel
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.attributes import event_attributes
from perfview.traces.readers.pftrace.clocks import Clocks
from perfview.traces.readers.pftrace.counters import find_counters
from perfview.traces.readers.pftrace.descriptors import read_descriptors
from perfview.traces.readers.pftrace.events import Context, read_track_events
from perfview.traces.readers.pftrace.flows import find_flows
from perfview.traces.readers.pftrace.left_out import note_left_out
from perfview.traces.readers.pftrace.marks import read_marks, with_counted, with_marks
from perfview.traces.readers.pftrace.sched import read_scheduling
from perfview.traces.readers.pftrace.sequences import follow_sequences
from perfview.traces.readers.pftrace.stage import Cast
from perfview.traces.readers.slicing.model import Beside, threads_model
from perfview.traces.readers.slicing.nesting import nest, note_dropped


def assemble(tables: Tables, source: Source, report: ImportReport) -> TraceModel:
    """The model of one worker's tables (`PERFETTO_LAYOUT`), which it takes over.

    Adds to the report its rows, what was left out and what the file holds that is not read.
    """
    sequences = follow_sequences(tables)
    clocks = Clocks(tables, sequences)
    descriptors = read_descriptors(tables)
    cast = Cast(tables, descriptors)
    context = Context(tables, sequences, clocks, descriptors, cast, report)
    read = read_track_events(context)
    scheduling = read_scheduling(tables, clocks, cast)
    marks = read_marks(tables, clocks)
    events = with_marks(read.events, marks, cast)
    slices = nest(events)
    note_dropped(slices, report)
    flows = find_flows(tables, read, slices)
    described = _described(tables, source)
    attributes, first = event_attributes(
        tables, sequences, read.scope, read.events.first_attribute, described, report
    )
    first = np.append(first, np.full(len(events) - len(read.events), first[-1], np.int64))
    counters = with_counted(find_counters(context, read), marks, cast)
    stage, processes = cast.stage()
    counters = replace(counters, process=processes[counters.process])
    note_left_out(tables, report)
    report.note("not-read", marks.unread, "Prints of the kernel that are no marks are not read.")
    report.rows = len(slices)
    found = len(slices) + len(counters) + len(scheduling.states)
    report.note("no-events", int(not found), "The file holds no slices, counters or switches.")
    return threads_model(
        replace(events, first_attribute=first),
        slices,
        stage,
        attributes,
        StringTable(*tables.texts.packed()),
        Beside(counters, flows, scheduling.states),
    )


def _described(tables: Tables, source: Source) -> Descriptors:
    """What the file's own descriptors say, if any value needs them."""
    if not (tables.column(t.ANNOTATIONS, "name_iid") < 0).any():
        return Descriptors()
    words = tables.column(t.EXTENSIONS, "reference").tolist()
    return descriptors_of(source, words, EXTENDED)
