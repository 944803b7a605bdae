"""vite-bundle-analyzer's JSON."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FIRST = re.compile(rb'\[\s*\{\s*"filename"\s*:')
_SIZES = re.compile(rb'"(?:mapSize|isAsset|importedBy)"\s*:')


class ViteBundleAnalyzer(Reader):
    """vite-bundle-analyzer's JSON (`analyzerMode: "json"`): every file of the build with the bytes
    of each module in it, by source map.

    What it calls “importedBy” is what the module imports, as it is written there: a package's name
    is taken to lead to those of its modules that no other of its modules imports. The compressed
    sizes are sums over modules, far more than the files weigh, and are left out.
    Format: https://github.com/nonzzz/vite-bundle-analyzer
    """

    name = "vite-bundle-analyzer"
    title = "vite-bundle-analyzer JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of a list of files with sizes by map."""
        text = json_head(source)
        if _FIRST.match(text) and b'"parsedSize"' in text and _SIZES.search(text):
            return Sniff(0.97, "a list of files with “parsedSize” and “mapSize”")
        return Sniff(0, "it is no list of files with “parsedSize” and “mapSize”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no file."""
        from perfview.bundles.readers.rollup.analyzer import read_analyzer

        return read_analyzer(source, progress)
