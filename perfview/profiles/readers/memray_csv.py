"""memray's allocations as a table: `memray transform csv`."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_HEAD = b"allocator,num_allocations,size,tid,thread_name,stack_trace"
_LARGEST = 1 << 29


class MemrayCsv(Reader):
    """memray's table of allocations: what was alive at the peak, or at the end, by call path.

    Written by `memray transform csv FILE` (with `--leaks` what is alive at the end), on every
    system; memray's own captures (.bin) are read where memray is installed.
    Format: https://bloomberg.github.io/memray/transform.html
    """

    name = "memray-csv"
    title = "memray CSV"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first line names memray's columns."""
        if source.head.removeprefix(b"\xef\xbb\xbf").startswith(_HEAD):
            return Sniff(0.97, "the columns of memray’s table of allocations")
        return Sniff(0, "its first line does not name memray’s columns")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The allocations. Raises `UnreadableInput` for a table of more than 512 MiB."""
        from perfview.profiles.readers.python.memray_rows import MemrayRows

        content = bytearray()
        progress.report("Reading allocations", bytes_total=source.content_size or source.size)
        for buffer, length, _ in source.blocks():
            content += buffer[:length].tobytes()
            progress.report(bytes_done=len(content))
            if len(content) > _LARGEST:
                raise UnreadableInput("This table of memray is larger than 512 MiB")
        rows = MemrayRows()
        rows.add_table(content.decode("utf-8", "replace"))
        model = rows.finish()
        report = ImportReport(rows=len(model), read_bytes=len(content), total_bytes=len(content))
        report.note("bad-rows", rows.odd, "Lines that are no allocations were left out.")
        return model, report
