"""The frames of a speedscope file: which function each is a place in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_records import NUMBER, TEXT, Records
from perfview.profiles.assembling.distinct import distinct, distinct_functions
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.model import Frames, Functions
from perfview.recording.json_views import JsonView

COLUMNS = {"name": TEXT, "file": TEXT, "line": NUMBER, "col": NUMBER}

EXECUTED_LINES = ("py-spy", "rbspy", "austin", "phpspy", "pyroscope")
"""Exporters that write the line that was running and not the one where the function begins:
py-spy's speedscope.rs (`stack_frame.line`), rbspy's speedscope.rs, austin2speedscope."""

_PLACE = re.compile(r"(?s)(.+) \(([^()]+\.(?:py|pyx|pxd|rb|php)):(\d+)\)")
"""A name with its place behind it, as py-spy's and rbspy's raw stacks have it."""


@dataclass(frozen=True)
class FrameTables:
    """of_frame int32: the frame of the model for each frame that was asked for."""

    functions: Functions
    frames: Frames
    of_frame: NDArray[np.int32]


def read_frames(shared: JsonView) -> Records:
    """The list of frames, as written: see `COLUMNS`."""
    return shared.records(COLUMNS)


def frame_tables(rows: Records, used: NDArray[np.int64], made_by: str, texts: Texts) -> FrameTables:
    """Functions and frames of the `used` ones of the file's list of frames, each once.

    Those without a name, or not in the list because it is cut off, are called ``(frame 7)``.
    """
    listed = used[used < len(rows)]
    missing = len(used) - len(listed)
    name = _filled(texts.ids(rows.texts(0))[listed], missing, -1)
    file = _filled(texts.ids(rows.texts(1))[listed], missing, -1)
    line, column = (_filled(rows.whole(c)[listed], missing, 0) for c in (2, 3))
    bare = np.flatnonzero(name < 0)
    name[bare] = [texts.add(f"(frame {i})") for i in used[bare].tolist()]
    running = np.full(len(used), made_by in EXECUTED_LINES)
    _split_places(name, file, line, running, texts)
    begins = np.where(running, 0, line).astype(np.int32)
    column = np.where(running, 0, column).astype(np.int32)
    function, functions = distinct_functions(name, file, begins, column)
    of_frame, first = distinct(function, line)
    count = len(first)
    frames = Frames(
        function[first], line[first], np.zeros(count, np.int64), np.zeros(count, np.bool_)
    )
    return FrameTables(functions, frames, of_frame)


def _filled(values: NDArray[np.int32], more: int, value: int) -> NDArray[np.int32]:
    return np.concatenate([values, np.full(more, value, np.int32)])


def _split_places(
    name: NDArray[np.int32],
    file: NDArray[np.int32],
    line: NDArray[np.int32],
    running: NDArray[np.bool_],
    texts: Texts,
) -> None:
    """Take the place out of names of frames that have no file of their own; in place."""
    bare = np.flatnonzero(file < 0)
    for i, text in zip(bare.tolist(), texts.of(name[bare]), strict=True):
        if text.endswith(")") and (place := _PLACE.fullmatch(text)):
            name[i], file[i] = texts.add(place[1]), texts.add(place[2])
            line[i], running[i] = min(int(place[3]), np.iinfo(np.int32).max), True
