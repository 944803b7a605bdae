"""Austin's samples in the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.joined_lines import JoinedLines, JoinedReader
from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Metrics, ProfileModel, Stacks
from perfview.profiles.readers.text.content import note_strange, read_windows
from perfview.profiles.readers.text.frame_words import Mark, Words
from perfview.profiles.readers.text.marked_threads import lanes_of
from perfview.profiles.readers.text.written_functions import frames_of, written
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source

_SPECIAL = {":GC:": "(garbage collector)", ":INVALID:": "(invalid)"}
_MICROSECOND = 1e3
_LONGEST, _LATEST = 1e15, 4e18
"""ns of a sample (twelve days) and of a thread that are believed; times must fit 64 bits."""
_BYTES_SINCE = 3
"""Before Austin 3, memory was written in KB (its changelog, 3.0.0)."""


def read_austin(
    source: Source, progress: Progress, headers: dict[str, str]
) -> tuple[ProfileModel, ImportReport]:
    """The model of a file with these headers. Raises `UnreadableInput` when there is no sample."""
    report = ImportReport()
    progress.report("Reading samples", bytes_done=0, bytes_total=source.content_size)
    reader = JoinedReader(3 if headers.get("mode") == "full" else 1)
    read_windows(source, progress, reader.read, report)
    lines = reader.finish()
    note_strange(report, lines.strange, lines.first_strange, "samples of Austin")
    if not len(lines.node):
        raise UnreadableInput(
            "There is not one sample of Austin in this file",
            remedy="The program may have ended before its first sample was taken.",
        )
    report.rows = len(lines.node)
    return austin_model(lines, headers), report


def austin_model(lines: JoinedLines, headers: dict[str, str]) -> ProfileModel:
    """The model of lines that are read."""
    lanes = lanes_of(lines.parent, lines.key, lines.node, lines.texts, mark_of)
    rows = written(lines.texts, words_of, b":0123456789")
    functions, frames, frame = frames_of(rows, lanes.key)
    metrics, weight = _metrics(lines.value, headers)
    timed = metrics[0][0] in ("wall", "cpu")
    order = np.argsort(lanes.thread, kind="stable")
    time = _times(weight[0][order], lanes.thread[order]) if timed else np.zeros(0, np.int64)
    samples, flat = by_thread_and_time(
        thread=lanes.thread[order],
        stack=lanes.node[order],
        time_ns=time,
        label_set=np.zeros(0, np.int32),
        weight=weight[:, order],
        threads=len(lanes.threads),
    )
    ends = lanes.threads.end_ns
    if timed:
        last = samples.thread_first[1:] - 1
        ends = time[last] + np.clip(flat[last], 0.0, _LONGEST).astype(np.int64)
    interval = headers.get("interval", "")
    return ProfileModel(
        strings=StringTable(*lines.texts.packed()),
        functions=functions,
        frames=frames,
        stacks=Stacks(lanes.parent, frame),
        samples=samples,
        threads=replace(lanes.threads, end_ns=ends),
        metrics=Metrics([name for name, _ in metrics], [unit for _, unit in metrics], flat),
        comments=[f"{word}: {rest}" for word, rest in headers.items()],
        made_by="Austin",
        interval_ns=int(interval) * 1000 if interval.isdecimal() and len(interval) < 10 else 0,
    )


def mark_of(text: str) -> Mark | None:
    """The process `P12` or the thread `T0:34`, `T34` that a frame stands for."""
    letter, number = text[:1], text[1:].rpartition(":")[2]
    if letter not in ("P", "T") or not text[1:2].isalnum() or ";" in text:
        return None
    known = number.isdecimal() and len(number) < 19
    if letter == "P":
        return Mark(True, int(number), "") if known else None
    return Mark(False, int(number) if known else -1, "" if known else text[1:])


def words_of(text: str) -> Words:
    """`app.py:parse:12` as a function, its file and the line."""
    if text in _SPECIAL:
        return Words(_SPECIAL[text])
    place, _, line = text.rpartition(":")
    file, _, name = place.rpartition(":")
    if not name or not line.isdecimal() or len(line) > 9:
        return Words(text)
    return Words(name, file, int(line))


def _metrics(
    value: NDArray[np.float64], headers: dict[str, str]
) -> tuple[list[tuple[str, str]], NDArray[np.float64]]:
    """Names and units, and weights float64 (m, n)."""
    version = headers.get("austin", "3").split(".")[0]
    is_old = version.isdecimal() and int(version) < _BYTES_SINCE
    size = 1024.0 if is_old else 1.0
    mode = headers.get("mode", "wall")
    memory = [("memory", "bytes"), ("memory_freed", "bytes")]
    if mode == "memory":
        return memory, np.array([np.maximum(value[0], 0), np.maximum(-value[0], 0)]) * size
    wall = value[0] * _MICROSECOND
    if mode != "full":
        return [("cpu" if mode == "cpu" else "wall", "ns")], wall[None]
    grown, freed = np.maximum(value[2], 0) * size, np.maximum(-value[2], 0) * size
    return [("wall", "ns"), ("cpu", "ns"), *memory], np.array(
        [wall, np.where(value[1] == 0, wall, 0.0), grown, freed]
    )


def _times(weight: NDArray[np.float64], thread: NDArray[np.int32]) -> NDArray[np.int64]:
    """When each sample begins: where the one before of its thread ends. Both sorted by thread."""
    lasted = np.clip(weight, 0.0, _LONGEST)
    begins = np.cumsum(lasted) - lasted
    first = np.searchsorted(thread, thread)
    return np.minimum(begins - begins[first], _LATEST).astype(np.int64)
