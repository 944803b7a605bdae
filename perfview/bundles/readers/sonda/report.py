"""Reads Sonda's report: files, modules in them, and who imports whom."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import Any

from perfview.bundles.model import (
    COMMONJS,
    DYNAMIC,
    ESM,
    EXTERNAL,
    IMPORT,
    REQUIRE,
    SHIPPED,
    UNKNOWN_FORMAT,
    BundleModel,
)
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import object_in, size_of, text_in
from perfview.bundles.readers.rollup.chunk_links import link_by_imports
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FORMATS = {"esm": ESM, "cjs": COMMONJS}
_KINDS = {"import": IMPORT, "require": REQUIRE, "dynamic-import": DYNAMIC}
_BUNDLERS = {
    "vite": "rollup",
    "rollup": "rollup",
    "rolldown": "rollup",
    "sveltekit": "rollup",
    "astro": "rollup",
    "nuxt": "rollup",
    "esbuild": "esbuild",
    "angular": "esbuild",
    "webpack": "webpack",
    "next": "webpack",
    "nextjs": "webpack",
    "rspack": "rspack",
    "rsbuild": "rspack",
}
_REST = "[unassigned]"
"""What Sonda calls the bytes of a file that no source is known of; PerfView works them out."""

_CHUNKS = (".js", ".mjs", ".cjs", ".css")


def read_sonda(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no module and no file."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    made_by = text_in(object_in({"m": parts.root.get("metadata").value()}, "m").get("integration"))
    build = Assembly(_BUNDLERS.get(made_by, ""), made_by.capitalize() or "Sonda", SHIPPED)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for told in parts.root.get("resources").elements():
        if isinstance(told, dict) and text_in(told.get("name")):
            by_kind[text_in(told.get("kind"))].append(told)
    compiled = {t["name"]: text_in(t.get("parent")) for t in by_kind["sourcemap"]}
    _add_modules(build, by_kind["filesystem"])
    shown = _add_files(build, by_kind["asset"])
    _place(build, by_kind["chunk"], compiled, shown)
    connections = [c for c in parts.root.get("connections").elements() if isinstance(c, dict)]
    _add_made_for(build, connections, shown)
    _connect(build, connections)
    if not build.module_row and not build.asset_row:
        raise UnreadableInput("This report of Sonda names neither a module nor a file.")
    link_by_imports(build)
    model = build.model()
    return model, parts.report(len(model))


def _add_modules(build: Assembly, resources: list[dict[str, Any]]) -> None:
    for told in resources:
        form = _FORMATS.get(text_in(told.get("format")), UNKNOWN_FORMAT)
        row = _module(build, told["name"])
        build.describe(row, size=size_of(told.get("uncompressed")), form=form)


def _module(build: Assembly, name: str) -> int:
    return build.module(file_of(name), kind=kind_of(name))


def _add_files(build: Assembly, resources: list[dict[str, Any]]) -> dict[str, str]:
    """The files of the build; by what they are called, the path under the folder they share."""
    folders = {posixpath.dirname(told["name"]) for told in resources}
    try:
        build.output_folder = posixpath.commonpath(folders) if folders else ""
    except ValueError:
        build.output_folder = ""
    shown: dict[str, str] = {}
    for told in resources:
        name, folder = told["name"], build.output_folder
        shown[name] = posixpath.relpath(name, folder) if folder else name
        sizes = (size_of(told.get(key)) for key in ("uncompressed", "gzip", "brotli"))
        asset = build.asset(shown[name], *sizes)
        if name.endswith(_CHUNKS):
            build.hold(build.chunk(shown[name]), asset)
    return shown


def _place(
    build: Assembly,
    resources: list[dict[str, Any]],
    compiled: dict[str, str],
    shown: dict[str, str],
) -> None:
    """The bytes of each module in each file; what several sources of one module have together."""
    bytes_of: dict[tuple[int, int, int], int] = defaultdict(int)
    for told in resources:
        name, parent = told["name"], text_in(told.get("parent"))
        if name == _REST or not parent:
            continue
        if name not in build.module_row and compiled.get(name):
            name = compiled[name]
        file = shown.get(parent, parent)
        if file not in build.asset_row:
            build.file(file)
        place = (_module(build, name), build.chunk_row.get(file, -1), build.asset_row[file])
        bytes_of[place] += max(size_of(told.get("uncompressed")), 0)
    for (module, chunk, asset), size in bytes_of.items():
        build.place(module, chunk, asset, size)


def _add_made_for(
    build: Assembly, connections: list[dict[str, Any]], shown: dict[str, str]
) -> None:
    """What a file was made for stands in it, though nothing may be left of the module itself."""
    known = set(zip(*build.places.columns[:2], strict=True))
    for told in connections:
        file, target = shown.get(text_in(told.get("source")), ""), text_in(told.get("target"))
        if told.get("kind") != "entrypoint" or file not in build.chunk_row or not target:
            continue
        row, chunk = _module(build, target), build.chunk_row[file]
        if (row, chunk) not in known:
            build.place(row, chunk, build.asset_row[file], 0)


def _connect(build: Assembly, connections: list[dict[str, Any]]) -> None:
    """Who imports whom. Files are made for the entries and for what loads later: the real entries
    are those that nobody imports."""
    made_for = [text_in(c.get("target")) for c in connections if c.get("kind") == "entrypoint"]
    imported = {
        text_in(c.get("target"))
        for c in connections
        if c.get("kind") in _KINDS and c.get("source") != c.get("target")
    }
    real = {name for name in made_for if name and name not in imported} or set(made_for[:1])
    lazy = set(made_for) - real
    for told in connections:
        source, target = text_in(told.get("source")), text_in(told.get("target"))
        kind = _KINDS.get(text_in(told.get("kind")))
        if kind is None or not source or not target or file_of(source) == file_of(target):
            continue
        if file_of(target) not in build.module_row:
            build.module(file_of(target), kind=EXTERNAL)
        kind = DYNAMIC if target in lazy else kind
        request = text_in(told.get("original"))
        build.ask(_module(build, source), _module(build, target), kind, request)
    for name in real - {""}:
        build.enter_at(_module(build, name))
