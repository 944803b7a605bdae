"""The pages that tools show a bundle on."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_TITLE = re.compile(
    rb"<title>\s*(?:Rollup Visualizer|Webpack Bundle Analyzer|vite-bundle-analyzer|Sonda report"
    rb"|[^<]{0,8}Parcel Bundle Analyzer)",
    re.IGNORECASE,
)
_DATA = re.compile(
    rb'const data = \{"version":|window\.chartData = \[|analyzeModule=\[\{|SONDA_JSON_REPORT = JSON'
    rb'|<script id="bundle-data"'
)


class BundleReportPage(Reader):
    """The HTML report of rollup-plugin-visualizer, webpack-bundle-analyzer, vite-bundle-analyzer,
    Sonda (before 0.8) or Parcel's bundle analyzer. The data in it are cut out and read like the
    same tool's JSON; nothing in the page is run.
    """

    name = "bundle-report-page"
    title = "bundle report (HTML)"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure of a page with such a tool's title or data."""
        start = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower()
        if not start.startswith((b"<!doctype html", b"<html")):
            return Sniff(0, "it is no HTML page")
        if _DATA.search(source.head) or _DATA.search(source.tail):
            return Sniff(0.97, "a page with a bundle report's data")
        if _TITLE.search(source.head):
            return Sniff(0.9, "a page with a bundle report's title")
        return Sniff(0, "the page is no bundle report that is known")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when the page holds no data of it."""
        from perfview.bundles.readers.reports.page import read_page

        return read_page(source, progress)
