"""What `perf script` prints: a block a sample."""

from __future__ import annotations

import re
from itertools import pairwise

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_TIMED = re.compile(
    r"\s*\S.*?\s\d+(?:/\d+)?\s(?:.*\s)?\d+\.\d{6,9}:(?:\s+\d+)?(?:\s+\S+:)?(?:\s|$)"
)
_UNTIMED = re.compile(r"\S.*\s\d+(?:/\d+)?\s+(?:\[\d+\]\s+)?(?:\d+\s+)?[\w:./-]+:\s*")
_BARE = re.compile(r"\S.*\s\d+(?:/\d+)?\s*")
_FRAME = re.compile(r"\s+[0-9a-f]{1,16} \S")
_KERNEL_LOG = re.compile(r"-\d{1,10}\s+(?:\([ \d-]+\)\s*)?\[\d+\]\s")
_MOST = 300
"""Bytes of a line that are looked at: no line that begins a sample is as long."""


class PerfScript(Reader):
    """The output of `perf script`: a line that says which thread was sampled when and by which
    event, then a line a frame, innermost first (https://man7.org/linux/man-pages/man1/perf-script.1.html).

    Process and thread ids, the processor, the time, the event and its period may be there or not;
    inlined frames and source lines (`-F +srcline`) are read. Samples count one each; the periods
    of events are further metrics, those of clocks times. Where a thread was not sampled for longer
    than its clock's interval, it did not run.
    """

    name = "perf-script"
    title = "Linux perf (perf script)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a line that says thread, time and event is followed by frames."""
        lines = [line[:_MOST] for line in head_lines(source) if not line.startswith("#")]
        if any(_begins(before, line) for before, line in pairwise(lines)):
            return Sniff(0.9, "samples of perf script: thread, time and event, then frames")
        alone = [line for line in lines if _TIMED.match(line) and not _KERNEL_LOG.search(line)]
        if sum(_has_frame(line) for line in alone) >= max(1, len(lines) // 2):
            return Sniff(0.8, "samples of perf script, a frame each")
        return Sniff(0, "its lines are not samples of perf script")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The samples. Raises `UnreadableInput` when there is not one."""
        from perfview.profiles.readers.text.perf_samples import read_perf_script

        return read_perf_script(source, progress)


def _begins(line: str, after: str) -> bool:
    """Whether a line begins a sample and the one after it is its first frame."""
    if _KERNEL_LOG.search(line) or not _FRAME.match(after):
        return False
    if _TIMED.match(line):
        return True
    return after[:1] == "\t" and bool(_UNTIMED.fullmatch(line) or _BARE.fullmatch(line))


def _has_frame(line: str) -> bool:
    """Whether a sample's line itself goes on with an address and a function."""
    return bool(re.search(r":\s+[0-9a-f]{1,16} \S", line))
