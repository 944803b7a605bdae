"""Stats of a build of which only errors and warnings were written."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_KEYS = {"errors", "warnings", "errorsCount", "warningsCount"}

_LIST = re.compile(rb'"(?:errors|warnings)"\s*:\s*\[\s*(?:"|\{|\])')


class BuildErrors(Reader):
    """Stats of webpack or Rspack that hold errors and warnings and nothing else: `errors-only`, or
    what tools write when a build fails. There is nothing to weigh; the report tells the errors.
    """

    name = "build-errors"
    title = "webpack / Rspack errors"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Rather sure of an object with lists of errors and of warnings, and no other keys."""
        text = json_head(source)
        keys = set(own_keys(text))
        if {"errors", "warnings"} <= keys <= _KEYS and len(_LIST.findall(text)) >= 2:
            return Sniff(0.7, "a JSON object with nothing but “errors” and “warnings”")
        return Sniff(0, "it holds more than errors and warnings, or none")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """An empty build with notes. Raises `UnreadableInput` when neither list holds any."""
        from perfview.bundles.readers.webpack.reading import read_stats

        return read_stats(source, progress)
