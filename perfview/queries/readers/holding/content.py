"""The content of a log in memory as a whole, padded as kernels want it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

LARGEST = (1 << 31) - (1 << 20)
"""Bytes of a log that are held at most, so that places in it fit int32."""
_LEFT_OUT = "The file is larger than {most} bytes: what comes after was not read."
_BROKEN = "The file breaks off: {reason}. What came before is shown."


@dataclass(frozen=True)
class Held:
    """content uint8 (length + `PAD` or more), of which `length` bytes are the file's."""

    content: NDArray[np.uint8]
    length: int

    @property
    def head(self) -> bytes:
        """Its first bytes."""
        return self.content[: min(self.length, 1 << 16)].tobytes()

    def text(self, start: int, stop: int) -> str:
        """A stretch of it, "" before its beginning."""
        return self.content[max(start, 0) : stop].tobytes().decode("utf-8", "replace")


def hold(source: Source, progress: Progress, report: ImportReport) -> Held:
    """The whole content; `report` takes note of what is missing. Raises `Cancelled` and
    `UnreadableInput`."""
    source = as_utf8(source)
    wanted = source.content_size or min(4 * source.size, 1 << 28)
    content = np.empty(min(wanted, LARGEST) + PAD, np.uint8)
    progress.report("Reading the file", bytes_total=source.on_disk, bytes_done=0)
    length, is_whole = 0, True
    for buffer, size, _ in source.blocks():
        taken = min(size, LARGEST - length)
        if length + taken + PAD > len(content):
            room = min(max(2 * len(content), length + taken + PAD), LARGEST + PAD)
            content = np.concatenate([content, np.empty(room - len(content), np.uint8)])
        content[length : length + taken] = buffer[:taken]
        length += taken
        progress.report(bytes_done=source.consumed or length)
        if taken < size:
            is_whole = False
            report.note("too-large", 1, _LEFT_OUT.format(most=f"{LARGEST:,}"))
            break
    content[length : length + PAD] = 0
    report.read_bytes, report.total_bytes = length, source.content_size
    if source.broken:
        is_whole = False
        report.note("truncated", 1, _BROKEN.format(reason=source.broken.reason))
    report.complete = is_whole
    return Held(content, length)
