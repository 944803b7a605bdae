"""Reads Next.js's manifests."""

from __future__ import annotations

from perfview.bundles.model import UNMEASURED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts, Part
from perfview.bundles.readers.assembling.values import texts_in
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SHARED = "/_app"
"""What the pages router loads with every page."""

_NO_PAGES = (_SHARED, "/_document")


def read_manifest(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The files. Raises `UnreadableInput` when it names none."""
    parts = JsonParts(source, progress, "Reading what was built")
    build = Assembly("webpack", "Next.js", UNMEASURED)
    build.output_folder = ".next"
    add_manifest(build, parts.root)
    if not build.asset_row:
        raise UnreadableInput("This manifest of Next.js names no file.")
    model = build.model()
    report = parts.report(len(model))
    report.note("no-modules", 1, "A manifest tells of files; the modules in them are not listed.")
    return model, report


def add_manifest(build: Assembly, whole: Part) -> None:
    """What a manifest tells of files."""
    root = {name: part.value() for name, part in whole.parts()}
    pages = root.get("pages")
    files = {page: texts_in(pages, page) for page in pages} if isinstance(pages, dict) else {}
    for page, own in files.items():
        shared = [] if page in _NO_PAGES else files.get(_SHARED, [])
        loaded = [build.file(name)[0] for name in dict.fromkeys([*shared, *own])]
        if loaded and (page not in _NO_PAGES or len(files) <= len(_NO_PAGES)):
            build.entry(page, loaded)
    main = texts_in(root, "rootMainFiles")
    if main:
        build.entry("app router", [build.file(name)[0] for name in main])
    for name in (*texts_in(root, "polyfillFiles"), *texts_in(root, "lowPriorityFiles")):
        build.asset(name)
