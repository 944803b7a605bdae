"""Callgrind's format: costs by line and counted calls."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_EVENTS = re.compile(rb"^events:[ \t]*\S", re.MULTILINE)
_FUNCTION = re.compile(rb"^fn=\S", re.MULTILINE)
_COST = re.compile(
    rb"^[ \t]*(?:0x[0-9a-fA-F]+|[+*-]?\d*)(?:[ \t]+[+*-]?\w+)+[ \t]*\r?$", re.MULTILINE
)
_MARK = re.compile(rb"^# callgrind format|^creator: (?:callgrind|xdebug)", re.MULTILINE)


class Callgrind(Reader):
    """Callgrind's profiles (https://valgrind.org/docs/manual/cl-format.html), also written by
    Xdebug, `pprof -callgrind`, pyprof2calltree and others that KCachegrind opens.

    Costs, calls and inclusive costs are exact; whole stacks are not recorded and are estimated in
    proportion. Every event is a metric; events that are named with a unit, as Xdebug's
    `Time_(10ns)`, are read as times and sizes.
    """

    name = "callgrind"
    title = "Callgrind (Valgrind, Xdebug)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when there are events, functions and lines of costs."""
        head = source.head
        if _EVENTS.search(head) and _FUNCTION.search(head):
            return Sniff(0.95, "“events:” and functions, “fn=”, with their costs")
        if _MARK.search(head[:4096]):
            return Sniff(0.9, "it begins as callgrind's files do")
        if len(_FUNCTION.findall(head)) > 1 and _COST.search(head) and b"\nfl=" in head:
            return Sniff(0.6, "functions, “fn=”, with costs")
        return Sniff(0, "no functions with costs as callgrind writes them")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The counted calls. Raises `UnreadableInput` when there is no function with a cost."""
        from perfview.profiles.readers.text.counted_graph import read_callgrind

        return read_callgrind(source, progress)
