"""The list of imports that Bundle Buddy reads."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FIRST = re.compile(
    rb'\[\s*\{\s*"(?:source|target)"\s*:\s*"(?:[^"\\]|\\.)*"\s*,'
    rb'\s*"(?:source|target)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|null)\s*\}'
)


class BundleBuddy(Reader):
    """The list of imports that Bundle Buddy reads, as @parcel/reporter-bundle-buddy and
    rollup-plugin-bundle-buddy write it: pairs of a module and one it imports, without sizes.
    Format: https://www.bundle-buddy.com
    """

    name = "bundle-buddy"
    title = "Bundle Buddy imports"
    version = 1
    is_companion = True

    def sniff(self, source: Source) -> Sniff:
        """Quite sure of a list of pairs of paths."""
        if _FIRST.match(json_head(source)):
            return Sniff(0.85, "a list of “source” and “target”")
        return Sniff(0, "it is no list of “source” and “target”")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The imports. Raises `UnreadableInput` when there is none."""
        from perfview.bundles.readers.parcel.buddy import read_buddy

        return read_buddy(source, progress)
