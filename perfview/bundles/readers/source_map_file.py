"""A source map by itself."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_GUARD = re.compile(rb"\A\)\]\}'?,?\s*")
_VERSION = re.compile(rb'"version"\s*:\s*"?3\b')
_OWN = {"mappings", "sections", "sources", "sourcesContent", "sourceRoot", "names"}


class SourceMapFile(Reader):
    """The source map of a built file (ECMA-426, also index maps): the bytes each source has in it.

    They are exact where the built file stands beside it (`index.js` beside `index.js.map`).
    Without, they are counted in characters from one place of the map to the next, and what follows
    the last place of a line is not known. A map does not tell who imports whom.
    Format: https://tc39.es/ecma426/
    """

    name = "source-map"
    title = "source map"
    version = 1
    is_companion = True

    def sniff(self, source: Source) -> Sniff:
        """Sure of version 3 with the members of a source map."""
        text = _GUARD.sub(b"", json_head(source))
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        told = _VERSION.search(text[:4096]) or _VERSION.search(source.tail)
        if told and len(keys & _OWN) >= 2 and (keys & {"mappings", "sources", "sections"}):
            return Sniff(0.97, "a source map of version 3")
        if told and keys & {"sources", "sections", "mappings"}:
            return Sniff(0.8, "a source map of version 3")
        return Sniff(0, "its JSON object is no source map")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The file. Raises `UnreadableInput` when the map cannot be decoded or has no source."""
        from perfview.bundles.readers.maps.one import read_one

        return read_one(source, progress)
