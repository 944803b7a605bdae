"""memray's own captures, read by memray itself where it is installed."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_LZ4_FRAME = b"\x04\x22\x4d\x18"
_MAGIC = b"memray\x00"
_BEGINNING = 64


class MemrayCapture(Reader):
    """memray's captures: what was alive at the peak, by call path.

    Written by `memray run`. Their format belongs to memray and changes with it, so memray itself
    reads them; it runs on Linux and macOS. Where it is not installed, `memray transform csv FILE`
    makes a table that is read everywhere.
    Format: https://bloomberg.github.io/memray/
    """

    name = "memray"
    title = "memray capture"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it begins with memray's mark, packed as LZ4 or not."""
        head = source.head[:_BEGINNING]
        if head.startswith(_MAGIC) or (head.startswith(_LZ4_FRAME) and _MAGIC in head):
            return Sniff(0.97, "memray’s mark at the beginning")
        return Sniff(0, "it does not begin with memray’s mark")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The allocations. Raises `UnreadableInput` without memray, or where it refuses."""
        from perfview.profiles.readers.python.memray_file import read_capture

        return read_capture(source, progress)
