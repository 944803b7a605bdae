"""Reads rollup-plugin-visualizer's raw data."""

from __future__ import annotations

from typing import Any

from perfview.bundles.model import (
    DYNAMIC,
    EXTERNAL,
    IMPORT,
    RENDERED,
    RUNTIME,
    SHIPPED,
    BundleModel,
)
from perfview.bundles.naming.paths import project_root
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts, Part
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in
from perfview.bundles.readers.rollup.chunk_links import link_by_imports
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.bundles.readers.rollup.module_info import keep_real_entries
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_visualizer(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no module."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build, missing = bundle_of(parts.root)
    if not build.module_row:
        raise UnreadableInput(
            "This report of rollup-plugin-visualizer names no module.",
            remedy="Write it with the plugin's template “raw-data”.",
        )
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "unknown-module", missing, "Imports lead to modules that are not listed; they are left out."
    )
    return model, report


def bundle_of(root: Part) -> tuple[Assembly, int]:
    """What the raw data tell, and how many imports lead nowhere."""
    options = root.get("options").value()
    by_map = isinstance(options, dict) and options.get("sourcemap") is True
    build = Assembly("rollup", "Rollup", SHIPPED if by_map else RENDERED)
    lengths = {
        uid: size_of(told.get("renderedLength"))
        for uid, told in root.get("nodeParts").items()
        if isinstance(told, dict)
    }
    for tree in list_in(root.get("tree").value(), "children"):
        if isinstance(tree, dict) and text_in(tree.get("name")):
            build.file(text_in(tree["name"]))
    rows: dict[str, int] = {}
    asked: list[tuple[int, list[Any]]] = []
    for uid, told in root.get("nodeMetas").items():
        if isinstance(told, dict) and text_in(told.get("id")):
            rows[uid] = row = _module(build, told, lengths)
            asked.append((row, list_in(told, "imported")))
    missing = _add_imports(build, rows, asked)
    keep_real_entries(build)
    _shorten(build)
    link_by_imports(build)
    return build, missing


def _shorten(build: Assembly) -> None:
    """Paths without the ``/`` that stands for the project's folder: the plugin leaves that folder
    out, and writes what lies elsewhere in full."""
    plain = {path.lstrip("\0"): row for path, row in build.module_row.items()}
    installed = [path for path in plain if "/node_modules/" in path]
    elsewhere = f"{project_root(installed)}/"
    for path, row in plain.items():
        if path.startswith("/") and (elsewhere == "/" or not path.startswith(elsewhere)):
            build.paths[row] = path[1:]


def _module(build: Assembly, told: dict[str, Any], lengths: dict[str, int]) -> int:
    identifier = file_of(text_in(told["id"]))
    kind = EXTERNAL if told.get("isExternal") is True else kind_of(identifier)
    placed = told.get("moduleParts")
    if isinstance(placed, dict) and any(identifier == f"{name}-unknown" for name in placed):
        kind = RUNTIME  # what the map of a chunk gives to no source
    row = build.module(identifier, kind=kind)
    if told.get("isEntry") is True and kind != RUNTIME:
        build.enter_at(row)
    for name, part in placed.items() if isinstance(placed, dict) else ():
        chunk, asset = build.file(name)
        build.place(row, chunk, asset, lengths.get(text_in(part), -1))
    return row


def _add_imports(build: Assembly, rows: dict[str, int], asked: list[tuple[int, list[Any]]]) -> int:
    missing = 0
    for row, imports in asked:
        for each in imports:
            target = rows.get(text_in(each.get("uid"))) if isinstance(each, dict) else None
            if target is None:
                missing += 1
            elif target != row:
                build.ask(row, target, DYNAMIC if each.get("dynamic") is True else IMPORT)
    return missing
