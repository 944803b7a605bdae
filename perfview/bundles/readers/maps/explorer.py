"""Reads source-map-explorer's result."""

from __future__ import annotations

from typing import Any

from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import object_in, size_of, text_in
from perfview.bundles.readers.maps.sources import kind_of, path_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_REST = ("[unmapped]", "[no source]", "[EOLs]", "[sourceMappingURL]")
"""Bytes of a file that no source is known of; PerfView works them out."""


def read_explorer(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no file."""
    parts = JsonParts(source, progress, "Reading what was built")
    build = Assembly("", "source-map-explorer", SHIPPED)
    for told in parts.root.get("results").elements():
        if isinstance(told, dict) and text_in(told.get("bundleName")):
            _add_file(build, told)
    if not build.asset_row:
        raise UnreadableInput("This result of source-map-explorer names no file.")
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "no-imports",
        1,
        "The result does not tell which module imports which, nor what loads at start.",
    )
    return model, report


def _add_file(build: Assembly, told: dict[str, Any]) -> None:
    name = told["bundleName"].replace("\\", "/")
    chunk, asset = build.file(name, size_of(told.get("totalBytes")))
    together: dict[int, int] = {}
    for source, of in object_in(told, "files").items():
        path = path_of(source)
        size = size_of(of.get("size") if isinstance(of, dict) else of)
        if source not in _REST and path:
            row = build.module(path, kind=kind_of(path))
            together[row] = together.get(row, 0) + max(size, 0)
    for row, size in together.items():
        build.place(row, chunk, asset, size)
