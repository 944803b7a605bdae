"""esbuild's metafile, which Bun writes too."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_INPUT = re.compile(
    rb'"inputs"\s*:\s*\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:bytes|imports|bytesInOutput)")'
)
_OUTPUT = re.compile(rb'"bytesInOutput"\s*:\s*\d')


class EsbuildMetafile(Reader):
    """esbuild's metafile (`metafile: true`, `--metafile=meta.json`), as Bun, tsup, Angular and
    others write it: every input with its imports, every output with how many of its bytes come
    from which input. The bytes are exact; what they leave over is esbuild's own runtime.

    The target of an `import()` is called an entry point as well there; only those are taken for
    entries that no dynamic import leads to, be it by the input's path or, as Bun writes it, by the
    file it was written to. Format: https://esbuild.github.io/api/#metafile
    """

    name = "esbuild-metafile"
    title = "esbuild metafile"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure when inputs with sizes and imports come first, or outputs with bytes of inputs."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = own_keys(text)
        if not {"inputs", "outputs"} & set(keys[:4]):
            return Sniff(0, "its JSON object has no “inputs” and “outputs”")
        if _INPUT.search(text) and ("outputs" in keys or _OUTPUT.search(source.tail)):
            return Sniff(0.98, "a JSON object with “inputs” and “outputs” as esbuild writes it")
        if _INPUT.search(text) or _OUTPUT.search(text):
            return Sniff(0.9, "a JSON object with “inputs” as esbuild writes it")
        return Sniff(0, "its “inputs” are not esbuild's")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when there is neither an input nor an output."""
        from perfview.bundles.readers.esbuild.metafile import read_metafile

        return read_metafile(source, progress)
