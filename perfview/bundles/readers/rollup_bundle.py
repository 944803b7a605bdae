"""Rollup's output as plugins and build scripts write it to JSON."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_CHUNK = re.compile(rb'"type"\s*:\s*"(?:chunk|asset)"')
_OWN = re.compile(rb'"(?:facadeModuleId|isDynamicEntry|moduleIds|renderedLength|dynamicImports)"')
_INFO = re.compile(rb'"(?:importedIds|dynamicallyImportedIds|dynamicImporters)"')


class RollupBundle(Reader):
    """Rollup's, Vite's or Rolldown's own output as JSON: the bundle that a plugin is given in
    `generateBundle` or that `rollup.generate` returns (`output`), alone or as `bundle` beside
    `modules` with what `getModuleInfo` tells of each.

    Without the latter nobody knows who imports whom. Lengths of modules are before minification.
    Format: https://rollupjs.org/plugin-development/#generatebundle
    """

    name = "rollup-bundle"
    title = "Rollup bundle"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of chunks and assets by type with what only Rollup says of them."""
        text = json_head(source)
        if text[:1] not in (b"{", b"["):
            return Sniff(0, "it is no JSON")
        if _CHUNK.search(text) and _OWN.search(text):
            return Sniff(0.95, "chunks as Rollup describes them")
        if _CHUNK.search(text) and (_OWN.search(source.tail) or _INFO.search(source.tail)):
            return Sniff(0.8, "chunks or assets, and modules as Rollup describes them")
        if len(_INFO.findall(text)) > 1:
            return Sniff(0.8, "modules as Rollup describes them")
        return Sniff(0, "it has no chunks as Rollup describes them")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no chunk, file or module."""
        from perfview.bundles.readers.rollup.bundle import read_bundle

        return read_bundle(source, progress)
