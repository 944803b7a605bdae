"""Profiles of Papyrus scripts (Skyrim, Fallout 4)."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_OPENED = re.compile(r"\S+ log opened \(\w+\)\s*")
_EVENT = re.compile(r"\d+:(?:START|PUSH|POP|QUEUE_PUSH|QUEUE_POP):\d+(?::.*)?")


class Papyrus(Reader):
    """Profiles of Papyrus, the scripts of Bethesda's games, by script or by stack
    (https://www.creationkit.com/index.php?title=StartScriptProfiling_-_Debug): calls and returns
    of the stacks of scripts, in ms.

    Each stack is a frame of its own, `STACK 3185`, under which its functions stand.
    """

    name = "papyrus"
    title = "Papyrus script profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the log's first line is followed by calls and returns."""
        lines = [line for line in head_lines(source) if line.strip()]
        events = sum(bool(_EVENT.fullmatch(line)) for line in lines)
        if lines and _OPENED.fullmatch(lines[0]) and events:
            return Sniff(0.95, "a Papyrus log with calls and returns of stacks")
        if events > max(2, len(lines) // 2):
            return Sniff(0.8, "calls and returns of Papyrus stacks")
        return Sniff(0, "no calls and returns of Papyrus")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The calls in time. Raises `UnreadableInput` when there is not one."""
        from perfview.profiles.readers.text.papyrus_events import read_papyrus

        return read_papyrus(source, progress)
