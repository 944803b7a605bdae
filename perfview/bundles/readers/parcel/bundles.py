"""Reads Parcel's bundles and the assets in them."""

from __future__ import annotations

import posixpath
from typing import Any

from perfview.bundles.model import RENDERED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in
from perfview.bundles.readers.parcel.pages import add_starting_pages
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_bundles(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no bundle."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build = Assembly("parcel", "Parcel", RENDERED)
    found = [
        told
        for told in parts.root.get("bundles").elements()
        if isinstance(told, dict) and text_in(told.get("filePath"))
    ]
    if not found:
        raise UnreadableInput("This bundle graph of Parcel names no bundle.")
    build.output_folder = folder_of([text_in(told["filePath"]) for told in found])
    for told in found:
        _add_bundle(build, told)
    add_starting_pages(build, source.path)
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "no-imports",
        1,
        "The graph does not tell which module imports which, nor what loads at start.",
    )
    return model, report


def folder_of(paths: list[str]) -> str:
    """The folder that files are in."""
    try:
        return posixpath.commonpath({posixpath.dirname(path) for path in paths}) if paths else ""
    except ValueError:
        return ""


def shown(build: Assembly, path: str) -> str:
    """A file's path under the folder that all are in."""
    return posixpath.relpath(path, build.output_folder) if build.output_folder else path


def _add_bundle(build: Assembly, told: dict[str, Any]) -> None:
    chunk, asset = build.file(shown(build, told["filePath"]), size_of(told.get("size")))
    for each in list_in(told, "assets") or list_in(told, "largestAssets"):
        path = text_in(each.get("filePath")) if isinstance(each, dict) else ""
        if not path:
            continue
        size, effects = size_of(each.get("size")), each.get("sideEffects")
        row = build.module(path)
        known = isinstance(effects, bool)
        build.describe(row, size=size, side_effects=int(effects) if known else -1)
        build.place(row, chunk, asset, size)
