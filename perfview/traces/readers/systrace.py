"""The Linux kernel's log as text: ftrace, Android's atrace and systrace."""

from __future__ import annotations

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8, encoding_of
from perfview.traces.model import TraceModel
from perfview.traces.readers.kernel_log.text import LINE, is_page, log_in, processes_in, whole_text

_ENOUGH = 2
_PAGES = (b'class="trace-data"', b"var linuxPerfData", b"Android System Trace")


class Systrace(Reader):
    """The Linux kernel's log as text: ftrace, Android's atrace, and the pages systrace writes.

    What the scheduler did with threads (sched_switch, sched_wakeup, sched_waking), and the slices
    and counters that programs mark in it (`B|12|name`, `E|12`, `S|`, `F|`, `C|`), are read; other
    events are counted and named. Format: https://docs.kernel.org/trace/ftrace.html
    """

    name = "systrace"
    title = "Linux kernel log (ftrace, systrace)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when two lines of its beginning, or its end, have the form."""
        encoding = encoding_of(source.head)
        head = source.head.decode(encoding, "ignore").encode() if encoding else source.head
        if is_page(head):
            seen = any(mark in edge for mark in _PAGES for edge in (head, source.tail))
            lines = len(LINE.findall(head)) + len(LINE.findall(source.tail))
            if seen or lines >= _ENOUGH:
                return Sniff(0.9, "a page of systrace with a kernel's log in it")
            return Sniff(0, "a page without a kernel's log")
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return Sniff(0, "it begins like JSON")
        if len(LINE.findall(head)) >= _ENOUGH:
            return Sniff(0.9, "lines of a kernel's log: thread, processor, time, event")
        if b"# tracer:" in head[:4096]:
            return Sniff(0.8, "it begins as a kernel's log does, “# tracer:”")
        return Sniff(0, "its lines are not those of a kernel's log")

    def read(self, source: Source, progress: Progress) -> tuple[TraceModel, ImportReport]:
        """The slices and states. Raises `UnreadableInput` when there is not one line of a log."""
        # Such files are rare: what reads them is loaded when one has come.
        from perfview.traces.readers.kernel_log.tables import KernelLog, note_log
        from perfview.traces.readers.pftrace.assembly import assemble

        content = as_utf8(source)
        progress.report("Reading the log", bytes_done=0, bytes_total=source.content_size)
        text = whole_text(content, progress)
        report = ImportReport(read_bytes=len(text), total_bytes=content.content_size or len(text))
        if content.broken is not None:
            report.complete = False
            where = f"{content.broken.reason} at byte {content.broken.offset:,} of its content"
            report.note("truncated", 1, f"{where}; every line before that is shown.")
        kernel, beside = log_in(text)
        log = KernelLog(kernel, processes_in(beside))
        progress.check()
        if not len(log.lines):
            raise UnreadableInput(
                "There is not one line of a kernel's log in this file",
                remedy="Record with `atrace`, `systrace` or `trace-cmd`, or in Perfetto's format.",
            )
        model = assemble(log.tables, content, report)
        note_log(log, report)
        return model, report
