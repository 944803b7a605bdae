"""The call tree that Instruments copies as text."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_COSTS = ("Weight", "Running Time", "Bytes Used")
_NAMES = ("Symbol Name", "Symbol Names")


class Instruments(Reader):
    """A call tree of Xcode's Instruments (Time Profiler, CPU Profiler, Allocations), selected and
    copied with Edit, Deep Copy: a row a function in columns separated by tabs, indented as it is
    called.

    Costs are those that the columns give, rounded as Instruments shows them.
    """

    name = "instruments-copy"
    title = "Instruments (deep copy)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first line names a cost and a symbol."""
        lines = [line for line in head_lines(source) if line.strip()]
        titles = [title.strip() for title in lines[0].split("\t")] if lines else []
        if any(t in _COSTS for t in titles) and any(t in _NAMES for t in titles):
            return Sniff(0.95, "columns of Instruments: a weight and symbol names")
        return Sniff(0, "no columns of Instruments")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The call tree. Raises `UnreadableInput` when no row has a cost."""
        from perfview.profiles.readers.text.instruments_rows import read_instruments

        return read_instruments(source, progress)
