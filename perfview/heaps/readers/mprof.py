"""Memory over time of a Python program: memory_profiler's ``mprof run``."""

from __future__ import annotations

import re

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import edge_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_LINE = re.compile(r"MEM \d+\.\d+ \d+\.\d+")


class Mprof(Reader):
    """The `mprofile_*.dat` of Python's memory_profiler: what the system gave the process (rss),
    a line a tenth of a second (https://github.com/pythonprofilers/memory_profiler).
    """

    name = "mprof"
    title = "memory_profiler (mprof)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its lines are “MEM”, a size and a time."""
        if any(_LINE.fullmatch(line.strip()) for line in edge_lines(source)[:50]):
            return Sniff(0.95, "lines of “MEM”, a size and a time")
        return Sniff(0, "no lines of “MEM”, a size and a time")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The measurements. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.points.written import read_mprof

        return read_mprof(source, progress)
