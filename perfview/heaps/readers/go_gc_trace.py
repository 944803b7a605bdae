"""Go's log of garbage collections: ``GODEBUG=gctrace=1``."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import edge_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class GoGcTrace(Reader):
    """What a Go program writes with `GODEBUG=gctrace=1`, a line a collection.

    Every collection of Go is a full one. Format: https://pkg.go.dev/runtime, “Environment
    Variables”.
    """

    name = "go-gctrace"
    title = "Go garbage collection trace"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a line at the beginning or the end tells of a collection."""
        from perfview.heaps.readers.logs.other import GO

        if any("ms clock," in line and GO.search(line) for line in edge_lines(source)):
            return Sniff(0.95, "lines of Go's gctrace")
        return Sniff(0, "no lines of Go's gctrace")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The collections. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.logs.other import go_row
        from perfview.heaps.readers.logs.reading import read_rows

        return read_rows(source, progress, go_row, "Go")
