"""gperftools' CPU profiles."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.gperf.binary_cpu import read_cpu, word_type
from perfview.profiles.readers.gperf.whole import whole_content
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class Gperftools(Reader):
    """CPU profiles of gperftools (Google Performance Tools), and of programs that write the same.

    Binary words of 32 or 64 bits in either order, the memory map behind them. They hold addresses
    only: functions are shown by their binary, ``[server]``. Java's, which name functions, are read
    as well. Format: https://gperftools.github.io/gperftools/cpuprofile-fileformat.html
    """

    name = "gperftools-cpu"
    title = "gperftools CPU profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first five words are the header's."""
        known = word_type(source.head) is not None
        return Sniff(0.95 if known else 0.0, "the header of a gperftools CPU profile")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """All samples. Raises `UnreadableInput` when the file breaks off before the first."""
        from perfview.profiles.readers.gperf.assembly import assemble

        content, report = whole_content(source, progress)
        profile = read_cpu(content)
        if profile.is_cut_off and not profile.samples:
            raise UnreadableInput(
                "No sample could be read before the file breaks off",
                remedy="Let the program end, or call ProfilerStop, before copying the file.",
            )
        if profile.is_cut_off and report.complete:
            report.complete = False
            report.note(
                "truncated", 1, "The end of the samples is missing; those before it are shown."
            )
        return assemble(profile, "gperftools", report), report
