"""Collapsed stacks: a line a stack, `main;run;parse 12`."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import head_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_FRAME = re.compile(r"\s*\d{4}-\d\d-\d\d|\s*(?:\{\s*\"|<[!?/]|<html|\")|.*;(?: |$)|\s*P\d+;T")
_MOSTLY = 0.9
_MANY = 100


class Collapsed(Reader):
    """Collapsed (folded) stacks: the frames of a stack, outermost first, joined by `;`, then a
    blank and how many samples it had (https://github.com/brendangregg/FlameGraph).

    As stackcollapse-*.pl, inferno, async-profiler, py-spy (`--format raw`), rbspy and many others
    write them. Two numbers a line (difffolded.pl) are a profile before and after a change. Frames
    such as py-spy's `parse (app.py:12)` are taken apart; threads and processes that py-spy and
    async-profiler write as outermost frames become threads.
    """

    name = "collapsed"
    title = "Collapsed stacks"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when nearly all lines are frames joined by `;` and a number."""
        stacks = _stacks(head_lines(source))
        if not stacks and _is_one_long_stack(source):
            return Sniff(0.6, "one long line of frames joined by “;” and a number")
        if not stacks:
            return Sniff(0, "its lines are not stacks with a number behind")
        if any(";" in stack for stack, _ in stacks):
            return Sniff(0.8, "lines of frames joined by “;” and a number")
        return Sniff(0.3, "lines that end in a number, yet no “;” between frames")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The stacks. Raises `UnreadableInput` when there is not one."""
        from perfview.profiles.readers.text.folded import read_folded

        two = all(has_two for _, has_two in _stacks(head_lines(source)) or [("", False)])
        return read_folded(source, progress, ("before", "after") if two else ("samples",))


def _stacks(lines: list[str]) -> list[tuple[str, bool]]:
    """The stack of each line and whether two numbers follow; none unless nearly all have one."""
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    found = [_stack(row) for row in rows]
    good = [each for each in found if each is not None and not _NO_FRAME.match(each[0])]
    enough = len(good) >= max(1, _MOSTLY * len(rows))
    return good if enough else []


def _stack(line: str) -> tuple[str, bool] | None:
    """The stack of a line and whether it has two numbers; None without a blank and a number."""
    words = line.rsplit(None, 2)
    if not _NUMBER.fullmatch(words[-1]) or (len(words) == 1 and not line[0].isspace()):
        return None
    has_two = len(words) == 3 and bool(_NUMBER.fullmatch(words[1]))
    return line[: line.rindex(words[-1])].rstrip(), has_two


def _is_one_long_stack(source: Source) -> bool:
    """Whether the head is the beginning of a line and the content ends in a number."""
    head = source.head.decode("utf-8", "replace")
    if "\n" in head or head.count(";") < _MANY or _NO_FRAME.match(head):
        return False
    last = source.tail.decode("utf-8", "replace").rstrip().rsplit(" ", 1)
    return len(last) == 2 and bool(_NUMBER.fullmatch(last[1]))
