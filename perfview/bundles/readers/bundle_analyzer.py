"""webpack-bundle-analyzer's JSON report."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FIRST = re.compile(rb'\[\s*\{\s*"(?:label|isAsset|statSize)"\s*:')
_OWN = re.compile(rb'"(?:statSize|isInitialByEntrypoint|inaccurateSizes)"\s*:')


class BundleAnalyzerReport(Reader):
    """webpack-bundle-analyzer's report as JSON (`-m json`, `analyzerMode: "json"`): every file
    with the modules in it. Who imports whom is not told; sizes of modules inside a concatenated
    one are that tool's estimates.
    Format: https://github.com/webpack/webpack-bundle-analyzer
    """

    name = "bundle-analyzer-report"
    title = "webpack-bundle-analyzer report"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of a list of files with their sizes in the stats."""
        text = json_head(source)
        if _FIRST.match(text) and b'"isAsset"' in text and _OWN.search(text):
            return Sniff(0.97, "a list of files with “statSize”")
        return Sniff(0, "it is no list of files with “statSize”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no file."""
        from perfview.bundles.readers.reports.analyzer import read_analyzer

        return read_analyzer(source, progress)
