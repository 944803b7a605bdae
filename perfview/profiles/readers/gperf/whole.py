"""The whole content of files that are small by nature."""

from __future__ import annotations

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MOST = 256 << 20


def whole_content(source: Source, progress: Progress) -> tuple[bytes, ImportReport]:
    """All bytes, and a report that says whether they broke off.

    Raises `UnreadableInput` beyond 256 MiB: the formats read so have kilobytes.
    """
    content = bytearray()
    progress.report("Reading samples", bytes_done=0, bytes_total=source.size)
    for buffer, length, _ in source.blocks():
        content += buffer[:length].tobytes()
        progress.report(bytes_done=source.consumed or len(content))
        if len(content) > _MOST:
            raise UnreadableInput(
                f"The profile has more than {_MOST >> 20} MiB, too much for this older format",
                remedy="Convert it with `pprof -proto FILE > profile.pb.gz` and open that.",
            )
    report = ImportReport(read_bytes=len(content), total_bytes=len(content))
    if source.broken is not None:
        report.complete, report.total_bytes = False, 0
        where = f"{source.broken.reason} at byte {source.broken.offset:,} of its content"
        report.note("truncated", 1, f"{where}; what came before that is shown.")
    return bytes(content), report
