"""Reads Rollup's bundle: chunks, assets, and what is told of each module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfview.bundles.model import RENDERED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts, Part
from perfview.bundles.readers.assembling.values import (
    list_in,
    object_in,
    size_of,
    text_in,
    texts_in,
)
from perfview.bundles.readers.rollup.chunk_links import link_by_imports
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.bundles.readers.rollup.module_info import add_module_info
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_LISTS = ("bundle", "output", "chunks")


def read_bundle(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no chunk, file or module."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build, root = Assembly("rollup", "Rollup", RENDERED), parts.root
    found = next((root.get(name) for name in _LISTS if _is_filled(root.get(name))), root)
    chunks = dict(_outputs(found))
    for name, told in chunks.items():
        _add_file(build, name, told)
    info = root.get("modules")
    add_module_info(build, info)
    if not build.module_row and not build.asset_row:
        raise UnreadableInput("This Rollup bundle names neither a chunk nor a file nor a module.")
    _link(build, chunks)
    if not build.entries:
        link_by_imports(build)
    model = build.model()
    report = parts.report(len(model))
    if not info.is_object:
        report.note("no-imports", 1, "Without “modules” it is not told which module imports which.")
    return model, report


def _is_filled(part: Part) -> bool:
    return part.is_object or part.is_list


def _outputs(found: Part) -> Iterator[tuple[str, dict[str, Any]]]:
    """Chunks and assets by the name of their file."""
    if found.is_list:
        for told in found.elements():
            if isinstance(told, dict) and text_in(told.get("fileName")):
                yield told["fileName"], told
    for name, told in found.items():
        if isinstance(told, dict) and told.get("type") in ("chunk", "asset"):
            yield text_in(told.get("fileName")) or name, told


def _add_file(build: Assembly, name: str, told: dict[str, Any]) -> None:
    """A chunk or an asset. A length without the text counts characters, not bytes: it is no size,
    and the file is weighed where it stands beside."""
    is_chunk = told.get("type") == "chunk" or "moduleIds" in told
    asset = build.asset(name, _size(told, "code" if is_chunk else "source"))
    if is_chunk:
        chunk = build.chunk(name, shown=text_in(told.get("name")))
        build.hold(chunk, asset)
        _add_modules(build, told, chunk, asset)


def _size(told: dict[str, Any], name: str) -> int:
    content = told.get(name)
    if isinstance(content, str):
        return len(content.encode("utf-8", "replace"))
    if isinstance(content, dict):  # what JSON makes of a Buffer or a Uint8Array
        return len(list_in(content, "data") or content)
    return size_of(told.get("bytes"))


def _add_modules(build: Assembly, told: dict[str, Any], chunk: int, asset: int) -> None:
    modules = object_in(told, "modules")
    for identifier in dict.fromkeys([*texts_in(told, "moduleIds"), *modules]):
        of = object_in(modules, identifier)
        row = build.module(file_of(identifier), kind=kind_of(identifier))
        build.describe(row, size=size_of(of.get("originalLength")))
        build.place(row, chunk, asset, size_of(of.get("renderedLength")))
        for names, used in (("renderedExports", 1), ("removedExports", 0)):
            for name in texts_in(of, names):
                build.export(row, name, used)
    for identifier in texts_in(told, "moduleIds")[-1:] if told.get("isEntry") is True else []:
        facade = text_in(told.get("facadeModuleId")) or identifier
        build.enter_at(build.module(file_of(facade), kind=kind_of(facade)))


def _link(build: Assembly, chunks: dict[str, dict[str, Any]]) -> None:
    """Which chunk loads which, the styles that Vite put beside them, and the entries."""
    for name, told in chunks.items():
        parent = build.chunk_row.get(name)
        if parent is None:
            continue
        for names, later in (("imports", False), ("dynamicImports", True)):
            for child in texts_in(told, names):
                if child in build.chunk_row:
                    build.link(parent, build.chunk_row[child], later=later)
        for style in texts_in(object_in(told, "viteMetadata"), "importedCss"):
            build.hold(parent, build.asset(style))
        if told.get("isEntry") is True:
            build.chunk(name, is_entry=True)
            build.entry(text_in(told.get("name")) or name, [parent])
