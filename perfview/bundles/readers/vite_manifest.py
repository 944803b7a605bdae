"""Vite's manifest of a build."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FIRST = re.compile(rb'\{\s*"(?:[^"\\]|\\.)+"\s*:\s*\{\s*"(?:file|css|src|name|isEntry)"\s*:')
_FILE = re.compile(rb'"file"\s*:\s*"[^"]+\.[A-Za-z0-9]+"')
_OWN = re.compile(rb'"(?:isEntry|isDynamicEntry|dynamicImports|imports|src|css)"\s*:')


class ViteManifest(Reader):
    """Vite's manifest (`build.manifest`, `.vite/manifest.json`): which file was made for which
    entry or `import()`, and what loads along with it. It holds no modules and no sizes; those of
    the files are taken from the files where they stand beside it.
    Format: https://vite.dev/guide/backend-integration
    """

    name = "vite-manifest"
    title = "Vite manifest"
    version = 1
    is_companion = True

    def sniff(self, source: Source) -> Sniff:
        """Quite sure of an object of objects with a file and what it imports."""
        text = json_head(source)
        if _FIRST.match(text) and _FILE.search(text) and _OWN.search(text):
            if b'"node_modules/' in text[:40] and b'"resolved"' in text:
                return Sniff(0, "it is a lock file")
            return Sniff(0.8, "an object of chunks with “file” and “imports”")
        return Sniff(0, "it is no object of chunks with “file”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The files. Raises `UnreadableInput` when it names none."""
        from perfview.bundles.readers.manifests.vite import read_manifest

        return read_manifest(source, progress)
