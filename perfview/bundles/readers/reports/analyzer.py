"""Reads webpack-bundle-analyzer's report: files, and the trees of modules in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perfview.bundles.model import SHIPPED, UNMEASURED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import list_in, object_in, size_of, text_in
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_analyzer(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no file."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build = Assembly("webpack", "webpack", SHIPPED)
    estimated = sum(_add_file(build, told) for told in parts.root.elements())
    if not build.asset_row:
        raise UnreadableInput("This report of webpack-bundle-analyzer names no file.")
    if not any(size > 0 for size in build.places.columns[3]):
        build.measured = UNMEASURED
    model = build.model()
    report = parts.report(len(model))
    report.note("no-imports", 1, "The report does not tell which module imports which.")
    report.note(
        "estimated",
        estimated,
        "Sizes of modules inside a concatenated module are webpack-bundle-analyzer's estimates.",
    )
    return model, report


def _add_file(build: Assembly, told: Any) -> int:
    """A file and its modules; how many sizes of them are estimates."""
    name = text_in(told.get("label")) if isinstance(told, dict) else ""
    if not name:
        return 0
    gzip, brotli = size_of(told.get("gzipSize")), size_of(told.get("brotliSize"))
    asset = build.asset(name, size_of(told.get("parsedSize")), gzip, brotli)
    chunk = build.chunk(name)
    build.hold(chunk, asset)
    for entry, is_initial in object_in(told, "isInitialByEntrypoint").items():
        if is_initial is True:
            build.entry(entry, [chunk])
    estimated = 0
    for leaf, path in _modules(list_in(told, "groups")):
        row = build.module(path)
        build.describe(row, size=size_of(leaf.get("statSize")))
        build.place(row, chunk, asset, size_of(leaf.get("parsedSize")))
        estimated += leaf.get("inaccurateSizes") is True
    return estimated


def _modules(trees: list[Any]) -> Iterable[tuple[dict[str, Any], str]]:
    """The modules of a file, those inside a concatenated one instead of it, and their paths."""
    waiting: list[tuple[Any, str]] = [(tree, "") for tree in reversed(trees)]
    while waiting:
        node, above = waiting.pop()
        if not isinstance(node, dict):
            continue
        path = text_in(node.get("path"))
        if not path.startswith(("./", "../", "/")) or "(concatenated)" in path:
            path = f"{above}/{text_in(node.get('label'))}".removeprefix("/")
        path = path.removesuffix(" (concatenated)")
        below = list_in(node, "groups")
        if below:
            inside = "" if node.get("concatenated") is True else path
            waiting += [(each, inside) for each in reversed(below)]
        elif path:
            yield node, path
