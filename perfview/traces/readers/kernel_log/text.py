"""Where the kernel's log stands in what systrace, atrace and trace viewers write, and what beside.

A plain log begins with `# tracer: nop`. Systrace's page holds it in `<script class="trace-data">`,
after a list of processes, or (until 2014) as one JavaScript text, `var linuxPerfData = "...\\n\\`.
https://source.android.com/docs/core/tests/debug/systrace, catapult's `systrace` folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source

LARGEST = 1 << 30
"""Bytes of log that are read at most: it happens in memory."""

LINE = re.compile(
    rb"-\d{1,10}[ \t]+(?:\([ \d-]+\)[ \t]*)?\[\d+\][ \t]+(?:\S+[ \t]+)?\d+\.\d{6,9}:[ \t]+\S+:"
)
"""What makes a line one of the kernel's log."""

_SCRIPT = re.compile(rb'<script[^>]*class="trace-data"[^>]*>(.*?)(?:</script|\Z)', re.DOTALL)
_OLD_SCRIPT = re.compile(rb'var linuxPerfData = "(.*?)(?:";|\Z)', re.DOTALL)
_ESCAPED_END = re.compile(rb"\\n\\\r?\n")
_TITLES = re.compile(rb"^USER[ \t]+PID[ \t].*$", re.MULTILINE)


@dataclass
class Processes:
    """What lists of processes say: names by process id, names and processes by thread id."""

    names: dict[int, bytes] = field(default_factory=dict)
    thread_names: dict[int, bytes] = field(default_factory=dict)
    of_thread: dict[int, int] = field(default_factory=dict)


def whole_text(source: Source, progress: Progress) -> bytes:
    """All of the content. Raises `UnreadableInput` beyond 1 GiB and `Cancelled`."""
    content = bytearray()
    for buffer, length, _ in source.blocks():
        content += memoryview(buffer)[:length]  # type: ignore[arg-type]
        progress.report(bytes_done=len(content), bytes_total=source.content_size)
        if len(content) > LARGEST:
            raise UnreadableInput(
                "This log of the kernel is larger than 1 GiB",
                remedy="Cut out the time of interest, or record in Perfetto's own format.",
            )
    return bytes(content)


def is_page(text: bytes) -> bool:
    """Whether the text is a page for browsers."""
    return text[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def log_in(text: bytes) -> tuple[bytes, bytes]:
    """The kernel's log in a plain log or a page, and what a page says beside it."""
    if is_page(text):
        scripts = [found[1] for found in _SCRIPT.finditer(text)]
        scripts += [found[1] for found in _OLD_SCRIPT.finditer(text)]
        logs = [script for script in scripts if LINE.search(script)]
        beside = b"\n".join(script for script in scripts if not LINE.search(script))
        return _ESCAPED_END.sub(b"\n", b"\n".join(logs)), beside
    return _ESCAPED_END.sub(b"\n", text) if b"\\n\\" in text[:4096] else text, b""


def processes_in(text: bytes) -> Processes:
    """What the lists of processes in a text say (`ps`, with its line of titles)."""
    found = Processes()
    titles = list(_TITLES.finditer(text))
    stops = [each.start() for each in titles[1:]] + [len(text)]
    for each, stop in zip(titles, stops, strict=bool(titles)):
        _read_list(each[0].split(), text[each.end() : stop], found)
    return found


def _read_list(titles: list[bytes], rows: bytes, found: Processes) -> None:
    """One list. The last column may hold blanks; beside a COMM, NAME is the whole command."""
    width = len(titles) - (titles[-1] == b"COMM")
    thread = titles.index(b"TID") if b"TID" in titles else -1
    for row in rows.splitlines():
        words = row.split(None, width - 1)
        if len(words) < width or not words[1].isdigit() or len(words[1]) > 9:
            continue
        process, name = int(words[1]), words[-1].strip()
        if titles[-1] == b"COMM":
            name = name.rpartition(b" ")[0] or name
        if thread < 0:
            found.names[process] = name
        elif words[thread].isdigit() and len(words[thread]) < 10:
            own = int(words[thread])
            found.of_thread[own] = process
            found.thread_names[own] = name
            if own == process:
                found.names.setdefault(process, name)
