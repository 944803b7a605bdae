"""V8's log of garbage collections: ``node --trace-gc``."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import edge_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class V8GcLog(Reader):
    """What Node and Chrome write with `--trace-gc`, `--trace-gc-nvp` or `--trace-gc-verbose`, and
    the last lines of a program that ran out of memory.

    The program's own output may stand between the lines, and several processes or workers may have
    written into one log. Format: `GCTracer::Print` in V8's src/heap/gc-tracer.cc.
    """

    name = "v8-gc-log"
    title = "V8 garbage collection log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a line at the beginning or the end tells of a collection."""
        from perfview.heaps.readers.logs.v8 import DIED, is_line

        lines = edge_lines(source)
        if any(is_line(line) for line in lines):
            return Sniff(0.95, "lines of V8's collector: sizes before and after, and pauses")
        if any(DIED.search(line) for line in lines):
            return Sniff(0.6, "a JavaScript program that ran out of memory")
        return Sniff(0, "no lines of V8's collector")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The collections. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.logs.reading import read_v8

        return read_v8(source, progress)
