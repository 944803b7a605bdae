"""Callgrind's graph of calls in the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.graph_reader import Graph, GraphReader
from perfview.profiles.assembling.counted_calls import stacks_of_calls
from perfview.profiles.model import (
    CallCounts,
    Frames,
    Functions,
    Metrics,
    ProfileModel,
    ProfileThreads,
    Samples,
    Stacks,
)
from perfview.profiles.readers.text.callgrind_header import Header
from perfview.profiles.readers.text.content import note_strange, read_windows
from perfview.profiles.readers.text.graph_costs import Costs, united
from perfview.profiles.readers.text.line_costs import ticks_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source


def read_callgrind(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a file. Raises `UnreadableInput` when no function has a cost."""
    report = ImportReport()
    progress.report("Reading calls", bytes_done=0, bytes_total=source.content_size)
    header = Header()
    reader = GraphReader(header.take)
    read_windows(source, progress, reader.read, report)
    graph = reader.finish()
    note_strange(report, graph.strange, graph.first_strange, "names, costs or calls of callgrind")
    if not len(graph.name) or not (graph.own.any() or graph.edge.any()):
        raise UnreadableInput(
            "Not one function in this file has a cost",
            remedy="A program that was stopped before its end may not have written its profile.",
        )
    header.note_missing(report, graph.own.sum(axis=1))
    progress.report("Estimating stacks")
    model = callgrind_model(graph, header, report)
    report.rows = len(model)
    return model, report


def callgrind_model(graph: Graph, header: Header, report: ImportReport) -> ProfileModel:
    """The model of a graph that is read; what its own lines leave out is added and reported."""
    graph = united(graph)
    names, units, factors = header.metrics(len(graph.own))
    own, edge = graph.own * factors[:, None], graph.edge * factors[:, None]
    complete = header.is_complete(graph.own.sum(axis=1))
    costs = Costs(own, graph.source, graph.target, edge, complete)
    report.note(
        "costs-missing",
        costs.raised,
        "Functions cost their callers more than their own lines and calls add up to; the rest is"
        " taken for their own cost.",
    )
    stacks = stacks_of_calls(costs.own, costs.inclusive, graph.source, graph.target, edge)
    counted = np.flatnonzero((stacks.weight != 0).any(axis=0))
    f = len(graph.name)
    line, none = np.zeros(f, np.int32), np.full(f, -1, np.int32)
    return ProfileModel(
        strings=StringTable(*graph.texts.packed()),
        functions=Functions(graph.name, graph.file, line, line, graph.object, none),
        frames=Frames(
            np.arange(f, dtype=np.int32), line, np.zeros(f, np.int64), np.zeros(f, np.bool_)
        ),
        stacks=Stacks(stacks.parent, stacks.function),
        samples=Samples(counted.astype(np.int32), np.array([0, len(counted)], np.int64)),
        threads=_one_thread(),
        metrics=Metrics(names, units, np.ascontiguousarray(stacks.weight[:, counted]).reshape(-1)),
        ticks=ticks_of(graph, stacks),
        counts=_counts(graph, costs, edge),
        comments=header.comments,
        made_by=header.made_by,
        is_estimated=True,
    )


def _counts(graph: Graph, costs: Costs, edge: NDArray[np.float64]) -> CallCounts:
    calls = np.zeros(len(graph.name), np.int64)
    np.add.at(calls, graph.target, graph.times)
    return CallCounts(
        calls=calls,
        own=costs.own.reshape(-1),
        inclusive=costs.inclusive.reshape(-1),
        caller=graph.source,
        callee=graph.target,
        edge_calls=graph.times,
        edge_inclusive=edge.reshape(-1),
    )


def _one_thread() -> ProfileThreads:
    none = np.full(1, -1, np.int32)
    return ProfileThreads(none, none, np.full(1, -1), np.full(1, -1), np.zeros(1, np.int64))
