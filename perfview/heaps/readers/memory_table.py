"""Memory over time as a table of text: comma-separated values."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import edge_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class MemoryTable(Reader):
    """How much memory was in use when, as comma-, semicolon- or tab-separated values with a line
    of names first (`time,rss,heapUsed`): the words and units are those of the JSON.
    """

    name = "memory-table"
    title = "Memory over time (CSV)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its first line names columns of memory and the second has numbers."""
        from perfview.heaps.readers.points.words import LIMIT, measured
        from perfview.heaps.readers.points.written import separator_of

        lines = [line for line in edge_lines(source)[:20] if line.strip()]
        if len(lines) < 2 or lines[0].lstrip()[:1] in ("{", "["):
            return Sniff(0, "it is no table")
        separator = separator_of(lines[0])
        names = [name.strip().strip('"') for name in lines[0].split(separator)]
        means = {found.series for name in names if (found := measured(name))} - {LIMIT}
        fits = lines[1].count(separator) == lines[0].count(separator) >= 1
        if means and fits and any(letter.isdigit() for letter in lines[1]):
            told = " and ".join(f"“{name}”" for name in sorted(means)[:3])
            return Sniff(0.85, f"a table with columns of {told}")
        return Sniff(0, "its first line names no column of memory")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The measurements. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.points.written import read_comma_separated

        return read_comma_separated(source, progress)
