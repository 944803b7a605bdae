"""Parcel's bundle graph as reporter plugins write it."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_BUNDLE = re.compile(rb'"bundles"\s*:\s*\[\s*\{\s*"(?:filePath|name|id|type)"\s*:')
_PARTS = re.compile(rb'"(?:assets|largestAssets)"\s*:\s*\[')


class ParcelBundles(Reader):
    """Parcel's bundles as JSON, as reporter plugins write them (`bundles` with the `assets` in
    each; build metrics with the `largestAssets`). Sizes of modules are of before minification.
    Format: https://parceljs.org/plugin-system/reporter/
    """

    name = "parcel-bundles"
    title = "Parcel bundle graph"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of bundles with paths of files and their assets."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        if _BUNDLE.search(text) and b'"filePath"' in text and _PARTS.search(text):
            return Sniff(0.95, "“bundles” with “filePath” and “assets”")
        return Sniff(0, "it has no “bundles” as Parcel has them")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no bundle."""
        from perfview.bundles.readers.parcel.bundles import read_bundles

        return read_bundles(source, progress)
