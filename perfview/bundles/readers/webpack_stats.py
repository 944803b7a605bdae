"""The reader of webpack's and Rspack's stats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.reader import Reader, Sniff
from perfview.recording.source import Source

if TYPE_CHECKING:
    from perfview.bundles.model import BundleModel
    from perfview.recording.progress import Progress
    from perfview.recording.report import ImportReport

_FIRST = re.compile(rb'"(modules|chunks)"\s*:\s*\[\s*(\{)')
_CHILD = re.compile(rb'"children"\s*:\s*\[\s*(\{)')
_AFTER_LINES = re.compile(rb"(?s)(>.{0,2000}?\n)\{")
"""What ``npm run`` prints before the command's own output."""

_OWN = {"assetsByChunkName", "rspackVersion", "namedChunkGroups", "entrypoints", "publicPath"}
_COMMON = {"version", "hash", "time", "builtAt", "outputPath", "assets", "chunks", "modules"}
_COMMON |= {"errors", "warnings", "errorsCount", "warningsCount", "children", "filteredModules"}
_CHUNK, _GROUP, _NAMED = (
    {"initial", "entry", "names"},
    {"type", "moduleType"},
    {"identifier", "name"},
)
_MODULE = {"chunks", "reasons", "issuer", "orphan", "built", "providedExports"}


class WebpackStats(Reader):
    """webpack's and Rspack's stats: `webpack --json=stats.json`, `rspack build --json`, or
    `stats.toJson()` written by a plugin; also what Rsbuild and Next.js write of their builds.

    Versions 4 and 5, with as much or as little as was asked for: modules that stand only in
    chunks, groups of modules, concatenated modules with their members, several builds in one file
    (`children`). Who imports whom follows from `reasons`, what is shaken from their `active`.
    Sizes in stats are those before minification; the built files beside them tell the rest.
    """

    name = "webpack-stats"
    title = "webpack / Rspack stats"

    def sniff(self, source: Source) -> Sniff:
        """By the outermost keys, and those of the first of several builds."""
        head = json_head(source)
        printed = None if head.startswith(b"{") else _AFTER_LINES.match(head)
        head = head[printed.end(1) :] if printed else head
        if not head.startswith(b"{"):
            return Sniff(0.0, "It is no JSON object")
        keys = set(own_keys(head))
        first = _CHILD.search(head) if "children" in keys else None
        if first is not None:
            keys |= set(own_keys(head[first.start(1) :]))
        own, common = keys & _OWN, keys & _COMMON
        if own and len(own | common) >= 3:
            return Sniff(0.95, f"It has {' and '.join(sorted(own | common)[:3])}")
        if len(common) >= 4 and keys & {"hash", "builtAt"}:
            return Sniff(0.8, f"It has {', '.join(sorted(common)[:4])}")
        if keys & {"modules", "chunks"} and (listed := _lists(head)):
            return Sniff(0.75, f"It lists {listed} as webpack tells of them")
        return Sniff(0.0, "It has none of the keys of webpack's stats")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """See the class."""
        from perfview.bundles.readers.webpack.reading import read_stats

        return read_stats(source, progress)


def _lists(head: bytes) -> str:
    """What of modules and chunks the file lists as webpack tells of them, "" for nothing: all that
    stats written with `all: false` may hold. A list's first entry shows it, in that of modules
    perhaps one that stands for those left out."""
    for found in _FIRST.finditer(head):
        first = set(own_keys(head[found.start(2) :]))
        if found[1] == b"chunks" and first >= _CHUNK:
            return "chunks"
        if found[1] == b"modules" and (first >= _GROUP or (first >= _NAMED and first & _MODULE)):
            return "modules"
    return ""
