"""Austin's samples of Python programs."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SAMPLE = re.compile(r"P\d+;T[^;]*(?:;.*)? -?\d+(?:,-?\d+)*\s*")
_FULL = re.compile(r".* -?\d+,[01],-?\d+\s*")
_HEADER = re.compile(r"# (?P<word>\w+): (?P<rest>.*)")


class Austin(Reader):
    """Samples as Austin writes them (https://github.com/P403n1x87/austin), a line a sample:
    `P12;T0:34;app.py:parse:12 1089`, time in µs, or memory in memory mode, or `time,idle,memory` in
    full mode.

    Processes and threads become threads; times follow from the samples' durations.
    """

    name = "austin"
    title = "Austin"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its lines begin with a process and a thread and end in a metric."""
        lines = [line for line in head_lines(source) if line.strip() and not line.startswith("#")]
        matching = sum(bool(_SAMPLE.fullmatch(line)) for line in lines)
        if lines and matching >= 0.9 * len(lines):
            return Sniff(0.95, "lines of process, thread, frames and a metric")
        return Sniff(0, "its lines do not begin with a process and a thread")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The samples. Raises `UnreadableInput` when there is not one."""
        from perfview.profiles.readers.text.austin_samples import read_austin

        lines = head_lines(source)
        found = [header for header in map(_HEADER.fullmatch, lines) if header]
        headers = {header["word"]: header["rest"] for header in found}
        samples = [line for line in lines if line.startswith("P")]
        if samples and all(_FULL.fullmatch(line) for line in samples):
            headers["mode"] = "full"
        return read_austin(source, progress, headers)
