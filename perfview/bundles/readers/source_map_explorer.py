"""source-map-explorer's JSON."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FIRST = re.compile(rb'"results"\s*:\s*\[\s*\{\s*"bundleName"\s*:')


class SourceMapExplorer(Reader):
    """source-map-explorer's result (`--json`): the bytes each source has in every built file. Who
    imports whom is not told.
    Format: https://github.com/danvk/source-map-explorer
    """

    name = "source-map-explorer"
    title = "source-map-explorer result"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of results by the name of a bundle."""
        text = json_head(source)
        if text.startswith(b"{") and "results" in own_keys(text) and _FIRST.search(text):
            return Sniff(0.97, "“results” by “bundleName”")
        return Sniff(0, "it has no “results” by “bundleName”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no file."""
        from perfview.bundles.readers.maps.explorer import read_explorer

        return read_explorer(source, progress)
