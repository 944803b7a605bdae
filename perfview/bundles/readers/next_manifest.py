"""Next.js's manifests of a build."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_PAGE = re.compile(rb'"pages"\s*:\s*\{\s*"/[^"]*"\s*:\s*\[')
_OWN = {"rootMainFiles", "polyfillFiles", "lowPriorityFiles", "devFiles"}


class NextManifest(Reader):
    """Next.js's `build-manifest.json` and `app-build-manifest.json`: which files every page loads
    at start. They hold no modules and no sizes; those of the files are taken from the files where
    they stand beside it (`.next/static`).
    Format: https://github.com/vercel/next.js (build-manifest-plugin)
    """

    name = "next-manifest"
    title = "Next.js build manifest"
    version = 1
    is_companion = True

    def sniff(self, source: Source) -> Sniff:
        """Sure of pages with lists of files."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        if "pages" in keys and (keys & _OWN or _PAGE.search(text)):
            return Sniff(0.9, "a JSON object with “pages” and their files")
        return Sniff(0, "its JSON object has no “pages” with files")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The files. Raises `UnreadableInput` when it names none."""
        from perfview.bundles.readers.manifests.next import read_manifest

        return read_manifest(source, progress)
