"""Java's log of garbage collections: ``-Xlog:gc``."""

from __future__ import annotations

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.lines import edge_lines
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class JavaGcLog(Reader):
    """What Java writes with `-Xlog:gc` (9 and later) or `-verbose:gc -XX:+PrintGCTimeStamps` (8).

    Pauses with a heap size before and after are collections; phases of concurrent cycles are not.
    Format: JEP 158 and JEP 271.
    """

    name = "java-gc-log"
    title = "Java garbage collection log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a line at the beginning or the end tells of a pause."""
        from perfview.heaps.readers.logs.other import JAVA, JAVA_8

        if any(
            "->" in line and (JAVA.search(line) or JAVA_8.search(line))
            for line in edge_lines(source)
        ):
            return Sniff(0.95, "lines of Java's collector: pauses with sizes before and after")
        return Sniff(0, "no lines of Java's collector")

    def read(self, source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
        """The collections. Raises `UnreadableInput` when there is none."""
        from perfview.heaps.readers.logs.other import java_8_row, java_row
        from perfview.heaps.readers.logs.reading import read_rows

        return read_rows(source, progress, lambda line: java_row(line) or java_8_row(line), "Java")
