"""The text of a source, in UTF-8 whatever it was, by windows of whole lines or line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfview.kernels.window import Window
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8, encoding_of

LONGEST_LINE = 1 << 28
"""Bytes of one line that are held in memory at most; no stack of any program is as long."""
LARGEST = 1 << 28
"""Bytes of a text that is read line by line at most: formats of which there are small files."""

_BOM = b"\xef\xbb\xbf"
_ENOUGH_LINES = 400


def head_lines(source: Source) -> list[str]:
    """The first lines of the content, without the one the head may have cut in two.

    One line longer than the head is given as far as it goes.
    """
    encoding = encoding_of(source.head)
    text = source.head.decode(encoding or "utf-8", "replace").lstrip("\ufeff")
    lines = text.split("\n", _ENOUGH_LINES + 1)
    is_whole = len(source.head) == source.content_size or len(lines) == 1
    kept = lines if is_whole else lines[:-1]
    return [line.rstrip("\r") for line in kept[:_ENOUGH_LINES]]


def read_windows(
    source: Source, progress: Progress, take: Callable[[Window], int], report: ImportReport
) -> None:
    """Give `take` windows of the content until it has taken all; it returns the offset of the
    first byte it has not taken, which begins the next window.

    Raises `UnreadableInput` for a line longer than `LONGEST_LINE` and `Cancelled`.
    """
    content = as_utf8(source)
    window = Window(content.open_at())
    total = content.content_size
    window.slide(0)
    if content.read_at(0, 3) == _BOM:
        window.slide(3)
    while True:
        taken = take(window)
        progress.report(bytes_done=taken, bytes_total=total)
        if window.ended:
            break
        if window.end - taken > LONGEST_LINE:
            raise UnreadableInput(
                "One line or sample of this file is longer than 256 MB",
                offset=taken,
                remedy="Look at that place: the file may be broken, or no profile at all.",
            )
        window.slide(taken, taken + 2 * (window.end - taken))
    report.read_bytes, report.total_bytes = window.end, total or window.end
    note_end(content, report)


def whole_lines(source: Source, progress: Progress, report: ImportReport) -> Iterator[str]:
    """The lines of a text, without their ends. Raises `UnreadableInput` beyond 256 MB."""
    content = as_utf8(source)
    text = bytearray()
    for buffer, length, _ in content.blocks():
        text += memoryview(buffer)[:length]  # type: ignore[arg-type]
        progress.report(bytes_done=len(text), bytes_total=content.content_size)
        if len(text) > LARGEST:
            raise UnreadableInput(
                "This text is larger than 256 MB, more than is read of its format",
                remedy="Record for a shorter time, or in another format.",
            )
    report.read_bytes, report.total_bytes = len(text), content.content_size or len(text)
    note_end(content, report)
    return (
        line.rstrip("\r") for line in text.decode("utf-8", "replace").lstrip("\ufeff").split("\n")
    )


def note_end(content: Source, report: ImportReport) -> None:
    """Say that a packed file broke off, if it did."""
    if content.broken is not None:
        report.complete = False
        where = f"{content.broken.reason} at byte {content.broken.offset:,} of its content"
        report.note("truncated", 1, f"{where}; every line before that is shown.")


def note_strange(report: ImportReport, count: int, first: int, form: str) -> None:
    """Say that lines have another form than `form`, the first at a byte of the content."""
    report.note(
        "broken-line",
        count,
        f"Lines are not {form}; they were left out, the first at byte {max(first, 0):,}.",
    )
