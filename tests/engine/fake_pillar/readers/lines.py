from __future__ import annotations

import numpy as np

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.strings import StringTable
from tests.engine.fake_pillar import Numbers

times_read = []


class Lines(Reader):
    """Numbers, one a line, behind a line that says ``numbers``."""

    name = "number-lines"
    title = "Number lines"

    def sniff(self, source: Source) -> Sniff:
        return Sniff(1.0 if source.head.startswith(b"numbers\n") else 0.0, "begins with “numbers”")

    def read(self, source: Source, progress: Progress) -> tuple[Numbers, ImportReport]:
        times_read.append(source.path)
        text = b""
        progress.report("Reading numbers", bytes_total=source.size)
        for buffer, length, offset in source.blocks(16):
            progress.report(bytes_done=offset + length)
            text += buffer[:length].tobytes()
        try:
            values = np.array(text.split()[1:], np.int64)
        except ValueError as error:
            raise UnreadableInput("A line is not a number", offset=8) from error
        words = StringTable.of(["even", "odd"])
        word = (values % 2).astype(np.int32)
        report = ImportReport(rows=len(values), read_bytes=len(text), total_bytes=len(text))
        report.note("reader-said", 1, "The reader said something")
        return Numbers(values, word, words, int((values < 0).sum())), report
