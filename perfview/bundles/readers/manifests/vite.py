"""Reads Vite's manifest."""

from __future__ import annotations

from typing import Any

from perfview.bundles.model import UNMEASURED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts, Part
from perfview.bundles.readers.assembling.values import text_in, texts_in
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_CHUNKS = (".js", ".mjs", ".cjs", ".css")


def read_manifest(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The files. Raises `UnreadableInput` when it names none."""
    parts = JsonParts(source, progress, "Reading what was built")
    build = Assembly("rollup", "Vite", UNMEASURED)
    add_manifest(build, parts.root)
    if not build.asset_row:
        raise UnreadableInput("This manifest names no file of a build.")
    model = build.model()
    report = parts.report(len(model))
    report.note("no-modules", 1, "A manifest tells of files; the modules in them are not listed.")
    return model, report


def add_manifest(build: Assembly, root: Part) -> None:
    """What a manifest tells of files."""
    found = {
        key: told
        for key, told in root.items()
        if isinstance(told, dict) and text_in(told.get("file"))
    }
    chunks = {key: _add_file(build, told) for key, told in found.items()}
    for key, told in found.items():
        _link(build, key, told, chunks)


def _add_file(build: Assembly, told: dict[str, Any]) -> int:
    """The chunk of an entry of the manifest, -1 where it is a picture or the like."""
    name = told["file"]
    for each in texts_in(told, "assets"):
        build.asset(each)
    if not name.endswith(_CHUNKS):
        build.asset(name)
        return -1
    known = name in build.chunk_row
    asset = build.asset(name)
    chunk = build.chunk(name, shown=text_in(told.get("name")))
    if not known:
        build.hold(chunk, asset)
    for style in texts_in(told, "css"):
        build.hold(chunk, build.asset(style))
    return chunk


def _link(build: Assembly, key: str, told: dict[str, Any], chunks: dict[str, int]) -> None:
    parent = chunks[key]
    if parent < 0:
        return
    for name, later in (("imports", False), ("dynamicImports", True)):
        for other in texts_in(told, name):
            if chunks.get(other, -1) >= 0:
                build.link(parent, chunks[other], later=later)
    if told.get("isEntry") is True:
        build.chunk(told["file"], is_entry=True)
        build.entry(text_in(told.get("src")) or key, [parent])
