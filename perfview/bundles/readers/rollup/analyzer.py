"""Reads vite-bundle-analyzer's JSON: files, and the trees of modules in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from perfview.bundles.model import DYNAMIC, IMPORT, RENDERED, SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import (
    leaves_of,
    list_in,
    size_of,
    text_in,
    texts_in,
)
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.bundles.readers.rollup.requests import Requests
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_analyzer(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no file."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build, missing = bundle_of(parts.root.elements())
    if not build.asset_row:
        raise UnreadableInput("This report of vite-bundle-analyzer names no file.")
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "unknown-module",
        missing,
        "Imports name what cannot be told from the names alone; they are left out.",
    )
    return model, report


def bundle_of(files: Iterable[Any]) -> tuple[Assembly, int]:
    """What the files of a report tell, and how many imports lead nowhere."""
    build = Assembly("rollup", "Vite", SHIPPED)
    found: list[dict[str, Any]] = []
    asked: list[tuple[int, list[Any]]] = []
    for told in files:
        if not isinstance(told, dict) or not text_in(told.get("filename")):
            continue
        found.append({key: told.get(key) for key in ("filename", "imports", "isEntry")})
        asked += _add_file(build, told)
    missing = _add_imports(build, asked)
    _link(build, found)
    if not any(size > 0 for size in build.places.columns[3]):
        build.measured = RENDERED
    return build, missing


def _add_file(build: Assembly, told: dict[str, Any]) -> list[tuple[int, list[Any]]]:
    """A file and the modules in it; what each asks for."""
    name = told["filename"]
    asset = build.asset(name, size_of(told.get("parsedSize")))
    trees, asked = list_in(told, "source") or list_in(told, "stats"), []
    if not name.endswith((".js", ".mjs", ".cjs", ".css")):
        return []
    chunk = build.chunk(name)
    build.hold(chunk, asset)
    for leaf in leaves_of(trees, "groups"):
        identifier = text_in(leaf.get("filename")) or text_in(leaf.get("label"))
        if not identifier:
            continue
        row = build.module(file_of(identifier), kind=kind_of(identifier))
        build.describe(row, size=size_of(leaf.get("statSize")))
        build.place(row, chunk, asset, size_of(leaf.get("parsedSize")))
        asked.append((row, list_in(leaf, "importedBy")))
    return asked


def _add_imports(build: Assembly, asked: list[tuple[int, list[Any]]]) -> int:
    requests, missing = Requests(list(build.module_row)), 0
    later: list[tuple[int, str, int]] = []
    for row, imports in asked:
        for each in imports:
            request = text_in(each.get("id")) if isinstance(each, dict) else ""
            kind = DYNAMIC if request and each.get("kind") == "dynamic" else IMPORT
            target = requests.file(request)
            if target is None:
                later.append((row, request, kind))
            elif target != row:
                build.ask(row, target, kind, request)
                requests.imported(row, target)
    for row, request, kind in later:
        targets = requests.package(request, row)
        missing += not targets
        for target in targets:
            build.ask(row, target, kind, request)
    return missing


def _link(build: Assembly, found: list[dict[str, Any]]) -> None:
    """Which chunk loads which. A chunk's list has what loads along first, then what loads later,
    and does not say where that begins: behind the last one that a module is known to import from,
    other than with an `import()`, or that another chunk lists as well, being shared. What holds no
    module is taken to load along."""
    entries = {build.chunk_row.get(t["filename"], -1) for t in found if t["isEntry"] is True}
    lazy, along = _known(build, entries)
    times = Counter(name for told in found for name in texts_in(told, "imports"))
    shared = {build.chunk_row.get(name, -1) for name, n in times.items() if n > 1} - lazy - entries
    filled = set(build.places.columns[1])
    for told in found:
        parent = build.chunk_row.get(told["filename"])
        if parent is None:
            continue
        rows = [build.chunk_row.get(name, -1) for name in texts_in(told, "imports")]
        likely = ((parent, row) in along or row in shared for row in rows)
        begins = max((place for place, is_along in enumerate(likely) if is_along), default=-1)
        for place, child in enumerate(rows):
            if child >= 0:
                build.link(parent, child, later=place > begins and child in filled)
        if parent in entries:
            build.chunk(told["filename"], is_entry=True)
            build.entry(told["filename"], [parent])


def _known(build: Assembly, entries: set[int]) -> tuple[set[int], set[tuple[int, int]]]:
    """Chunks that an `import()` leads into; and chunks of which a module imports one of another
    chunk, and that chunk, where it is not what only an `import()` loads."""
    home: dict[int, int] = dict(zip(*build.places.columns[:2], strict=True))
    targets, pairs = set(), set()
    for source, target, kind in zip(*build.imports.columns[:3], strict=True):
        if kind == DYNAMIC:
            targets.add(target)
        elif home.get(source, -1) != home.get(target, -1):
            pairs.add((home.get(source, -1), home.get(target, -1)))
    lazy = {home.get(module, -1) for module in targets} - entries
    return lazy, {(one, other) for one, other in pairs if other not in lazy or one in lazy}
