"""Sonda's JSON report."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_OLDER = re.compile(rb'"imports"\s*:\s*\[[^\]{]*\]\s*,\s*"belongsTo"\s*:')
"""An input as Sonda wrote it before 0.8."""


class SondaJson(Reader):
    """Sonda's report as JSON (`format: "json"`), of Vite, Rollup, Rolldown, esbuild, webpack,
    Rspack, Next.js and others: files with their compressed sizes, the bytes of each module in
    them by source map, and who imports whom.

    Modules that a package's own source map names (its TypeScript) are counted with the file of the
    package they were compiled into, as only that one is imported. An import of a module that a
    file was made for, other than the first, is taken for an `import()`: Sonda does not tell.
    Format: https://sonda.dev
    """

    name = "sonda"
    title = "Sonda report"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure of its tables' names, as far as they are among the first bytes."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        if "inputs" in keys and _OLDER.search(text):
            return Sniff(0.99, "a JSON object with “inputs” that have Sonda's “belongsTo”")
        if {"resources", "connections"} <= keys:
            return Sniff(0.98, "a JSON object with “resources” and “connections”")
        if "resources" in keys and b'"integration"' in text[:4096]:
            return Sniff(0.97, "a JSON object with “resources” and Sonda's “integration”")
        if "resources" in keys and b'"kind"' in text and b'"uncompressed"' in text:
            return Sniff(0.9, "a JSON object with “resources” as Sonda lists them")
        return Sniff(0, "its JSON object has no “resources” as Sonda lists them")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no module and no file."""
        from perfview.bundles.readers.sonda.older import read_older_sonda
        from perfview.bundles.readers.sonda.report import read_sonda

        if _OLDER.search(json_head(source)):
            return read_older_sonda(source, progress)
        return read_sonda(source, progress)
