"""Collapsed stacks read into the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfview.kernels.joined_lines import JoinedReader
from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Metrics, ProfileModel, Stacks
from perfview.profiles.readers.text.content import note_strange, read_windows
from perfview.profiles.readers.text.marked_threads import lanes_of
from perfview.profiles.readers.text.written_functions import frames_of, written
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

if TYPE_CHECKING:
    from perfview.kernels.joined_lines import JoinedLines
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source


def read_folded(
    source: Source, progress: Progress, metrics: tuple[str, ...]
) -> tuple[ProfileModel, ImportReport]:
    """The model of a file in which every line ends in a number for each of the metrics, all
    counts, the last one to begin with. Raises `UnreadableInput` when there is no such line."""
    report = ImportReport()
    progress.report("Reading stacks", bytes_done=0, bytes_total=source.content_size)
    reader = JoinedReader(len(metrics))
    read_windows(source, progress, reader.read, report)
    lines = reader.finish()
    note_strange(report, lines.strange, lines.first_strange, "frames joined by “;” and a number")
    if not len(lines.node):
        raise UnreadableInput(
            "Not one line of this file is a stack with a number behind it",
            remedy="Collapsed stacks look like “main;run;parse 12”, a line each.",
        )
    report.rows = len(lines.node)
    return folded_model(lines, metrics), report


def folded_model(lines: JoinedLines, metrics: tuple[str, ...]) -> ProfileModel:
    """The model of lines that are read."""
    lanes = lanes_of(lines.parent, lines.key, lines.node, lines.texts)
    functions, frames, frame = frames_of(written(lines.texts), lanes.key)
    samples, weight = by_thread_and_time(
        thread=lanes.thread,
        stack=lanes.node,
        time_ns=np.zeros(0, np.int64),
        label_set=np.zeros(0, np.int32),
        weight=lines.value,
        threads=len(lanes.threads),
    )
    return ProfileModel(
        strings=StringTable(*lines.texts.packed()),
        functions=functions,
        frames=frames,
        stacks=Stacks(lanes.parent, frame),
        samples=samples,
        threads=lanes.threads,
        metrics=Metrics(list(metrics), ["count"] * len(metrics), weight, len(metrics) - 1),
    )
