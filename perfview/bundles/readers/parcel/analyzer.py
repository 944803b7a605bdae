"""Reads the data of @parcel/reporter-bundle-analyzer's page: files, and trees of modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in
from perfview.bundles.readers.parcel.bundles import folder_of, shown
from perfview.bundles.readers.parcel.pages import add_starting_pages
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

UNKNOWN = ("Code from unknown sourcefiles", "<anon>", "")
"""What Parcel calls the bytes no source is known of."""


def read_parcel_analyzer(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no file."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build = Assembly("parcel", "Parcel", SHIPPED)
    files = [
        told
        for told in parts.root.get("groups").elements()
        if isinstance(told, dict) and text_in(told.get("label"))
    ]
    if not files:
        raise UnreadableInput("This report of Parcel's bundle analyzer names no file.")
    build.output_folder = folder_of([told["label"] for told in files])
    for told in files:
        chunk, asset = build.file(shown(build, told["label"]), size_of(told.get("weight")))
        for path, size in _modules(list_in(told, "groups")):
            build.place(build.module(path), chunk, asset, size)
    add_starting_pages(build, source.path)
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "no-imports",
        1,
        "The report does not tell which module imports which, nor what loads at start.",
    )
    return model, report


def _modules(trees: list[Any]) -> Iterator[tuple[str, int]]:
    """The modules of a file by the labels on the way to them, and their bytes."""
    waiting: list[tuple[Any, str]] = [(tree, "") for tree in reversed(trees)]
    while waiting:
        node, above = waiting.pop()
        label = text_in(node.get("label")) if isinstance(node, dict) else ""
        if label in UNKNOWN:
            continue
        below = list_in(node, "groups")
        if not below:
            yield above + label, size_of(node.get("weight"))
        waiting += [(each, f"{above}{label}/") for each in reversed(below)]
