"""Reads rollup-plugin-visualizer's raw data."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from perfview.bundles.readers.assembling.rows import Rows
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
    build, row_of = _told(parts.root)
    if not build.module_row:
        raise UnreadableInput(
            "This report of rollup-plugin-visualizer names no module.",
            remedy="Write it with the plugin's template “raw-data”.",
        )
    report = parts.report(len(build))
    del parts  # the text is not needed any more, and takes as much as all else
    missing = _resolve(build, row_of)
    keep_real_entries(build)
    _shorten(build)
    link_by_imports(build)
    model = build.model()
    report.note(
        "unknown-module", missing, "Imports lead to modules that are not listed; they are left out."
    )
    return model, report


def _told(root: Part) -> tuple[Assembly, NDArray[np.int64]]:
    """What the raw data tell, and the module of each number that imports lead to, int64, -1 for
    none."""
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
    return build, _add_modules(build, root.get("nodeMetas"), lengths)


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


def _add_modules(build: Assembly, metas: Part, lengths: dict[str, int]) -> NDArray[np.int64]:
    """Every module and its imports. Returns the module of each number, int64, -1 for none.

    Imports name modules that may be listed later: they are numbered as they are met.
    """
    number: dict[str, int] = {}
    rows = Rows(2)
    for uid, told in metas.items():
        if not isinstance(told, dict) or not text_in(told.get("id")):
            continue
        row = _module(build, told, lengths)
        rows.add(number.setdefault(uid, len(number)), row)
        for each in list_in(told, "imported"):
            target = text_in(each.get("uid")) if isinstance(each, dict) else ""
            kind = DYNAMIC if target and each.get("dynamic") is True else IMPORT
            build.ask(row, number.setdefault(target, len(number)), kind)
    row_of = np.full(len(number) + 1, -1, np.int64)
    row_of[rows.column(0, np.int64)] = rows.column(1, np.int64)
    return row_of


def _resolve(build: Assembly, row_of: NDArray[np.int64]) -> int:
    """Lead imports, which have numbers, to modules; those of a module of itself are left out.
    Returns how many lead nowhere."""
    columns = [build.imports.column(place, np.int64) for place in range(5)]
    target = row_of[columns[1]]
    columns[1] = target
    kept = (target >= 0) & (target != columns[0])
    build.imports = Rows(5)
    if kept.any():
        build.imports.extend(*(column[kept] for column in columns))
    return int(np.count_nonzero(target < 0))
