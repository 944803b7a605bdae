"""rollup-plugin-visualizer's raw data."""

from __future__ import annotations

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class RollupVisualizer(Reader):
    """rollup-plugin-visualizer's raw data (`template: "raw-data"`), of Rollup, Vite and Rolldown:
    every module, who imports it, and its length in each chunk.

    Lengths are of the code before minification (twice what ships) unless the plugin ran with
    `sourcemap: true`. What the CommonJS plugin makes of one file (`?commonjs-proxy`,
    `?commonjs-exports`, `?commonjs-module`) is counted with the file. Compressed lengths are of
    each module by itself and say nothing of the files, so they are left out.
    Format: https://github.com/btd/rollup-plugin-visualizer (version 2 of its data)
    """

    name = "rollup-visualizer"
    title = "rollup-plugin-visualizer raw data"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure of its tables' names, the tables being long: of those seen so far."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        ends = source.tail.count(b'"renderedLength"') or source.tail.count(b'"importedBy"')
        if {"nodeParts", "nodeMetas"} <= keys or ("nodeMetas" in keys and "tree" in keys):
            return Sniff(0.99, "a JSON object with “nodeParts” and “nodeMetas”")
        if {"version", "tree"} <= keys and (b'"uid"' in text or ends):
            return Sniff(0.95, "a JSON object with a “tree” of modules by “uid”")
        return Sniff(0, "its JSON object has no “nodeParts” and “nodeMetas”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when it names no module."""
        from perfview.bundles.readers.rollup.visualizer import read_visualizer

        return read_visualizer(source, progress)
