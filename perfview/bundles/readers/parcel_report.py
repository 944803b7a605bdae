"""What `parcel build --detailed-report` prints."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MODULE = re.compile("^(?:├|└)── .+? {2,}[\\d.,]+ [kMG]?B\\b".encode(), re.MULTILINE)
_FILE = re.compile(rb"^[^\s\xe2].*? {2,}[\d.,]+ [kMG]?B {2,}[\d.]+ ?m?s", re.MULTILINE)


class ParcelReport(Reader):
    """What `parcel build --detailed-report` prints: the largest modules of every file, with rounded
    sizes. Who imports whom is not told.
    Format: https://parceljs.org/features/cli/#parcel-build
    """

    name = "parcel-report"
    title = "Parcel report"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of files with the trees of their modules under them."""
        text = re.sub(rb"\x1b\[[0-9;]*m", b"", source.head)
        if _MODULE.search(text) and (_FILE.search(text) or b"Built in" in text):
            return Sniff(0.95, "files with trees of modules and sizes as Parcel prints them")
        return Sniff(0, "it is not what Parcel prints")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no file."""
        from perfview.bundles.readers.parcel.printed import read_printed

        return read_printed(source, progress)
