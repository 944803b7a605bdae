"""Call graphs that FreeBSD's pmcstat prints."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_ROW = re.compile(r"\s*\d+\.\d+%\s+\[\d+\]\s+\S.*")
_EVENT = re.compile(r"@ \S+ \[\d+ samples\]\s*")


class Pmcstat(Reader):
    """Call graphs of FreeBSD's pmcstat (`pmcstat -R samples.out -G graph.txt`,
    https://man.freebsd.org/pmcstat): functions that were sampled, each with its callers indented
    below it.

    Callers that pmcstat leaves out, being rare, are missing; how many samples that are is said.
    """

    name = "pmcstat"
    title = "pmcstat call graph"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when an event is followed by rows of percentages and samples."""
        lines = head_lines(source)
        rows = sum(bool(_ROW.fullmatch(line)) for line in lines)
        if rows and any(_EVENT.fullmatch(line) for line in lines):
            return Sniff(0.95, "an event with its samples, and rows of “%” and “[samples]”")
        if rows > max(1, len(lines) // 2):
            return Sniff(0.7, "rows of “%” and “[samples]”")
        return Sniff(0, "no rows of percentages and samples")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The stacks. Raises `UnreadableInput` when there is not one."""
        from perfview.profiles.readers.text.pmcstat_rows import read_pmcstat

        return read_pmcstat(source, progress)
