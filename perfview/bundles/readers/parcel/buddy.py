"""Reads Bundle Buddy's list of imports."""

from __future__ import annotations

from perfview.bundles.model import IMPORT, UNMEASURED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import text_in
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_buddy(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The imports. Raises `UnreadableInput` when there is none."""
    parts = JsonParts(source, progress, "Reading who imports whom")
    build = Assembly("", "Bundle Buddy", UNMEASURED)
    for each in parts.root.elements():
        asking = text_in(each.get("source")) if isinstance(each, dict) else ""
        if not asking:
            continue
        row = build.module(file_of(asking), kind=kind_of(asking))
        target = text_in(each.get("target"))
        if target and file_of(target) != file_of(asking):
            build.ask(row, build.module(file_of(target), kind=kind_of(target)), IMPORT)
    if not build.module_row:
        raise UnreadableInput("This list of imports names no module.")
    if any("/@parcel/" in identifier for identifier in build.module_row):
        build.bundler, build.made_by = "parcel", "Parcel"
    model = build.model()
    report = parts.report(len(model))
    report.note("no-sizes", 1, "The list holds imports alone: no sizes and no files.")
    return model, report
