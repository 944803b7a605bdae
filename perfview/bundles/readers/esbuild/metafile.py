"""Reads an esbuild metafile: inputs with their imports, outputs with the bytes of each input."""

from __future__ import annotations

import re
from typing import Any

from perfview.bundles.model import (
    COMMONJS,
    DYNAMIC,
    ESM,
    EXTERNAL,
    IMPORT,
    OTHER_IMPORT,
    REQUIRE,
    SHIPPED,
    STYLE_IMPORT,
    UNKNOWN_FORMAT,
    URL,
    BundleModel,
)
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts, Part
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in
from perfview.bundles.readers.esbuild.outputs import add_outputs
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_KINDS = {
    "import-statement": IMPORT,
    "require-call": REQUIRE,
    "dynamic-import": DYNAMIC,
    "require-resolve": URL,
    "import-rule": STYLE_IMPORT,
    "composes-from": STYLE_IMPORT,
    "url-token": URL,
}
"""https://esbuild.github.io/api/#metafile; `require.resolve` loads nothing, it names a file."""

_NAMESPACE = re.compile(r"^(?!https?:|data:|node:|file:)[A-Za-z][\w.+-]+:(?=[\w.@/-])")

_FORMATS = {"esm": ESM, "cjs": COMMONJS}


def read_metafile(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when there is neither an input nor an output."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build = Assembly("esbuild", "esbuild", SHIPPED)
    dynamic = _add_inputs(build, parts.root.get("inputs"))
    unknown = add_outputs(build, parts.root.get("outputs"), dynamic)
    if not build.module_row and not build.asset_row:
        raise UnreadableInput(
            "This metafile names neither an input nor an output.",
            remedy="Build with bundling on (esbuild --bundle --metafile=meta.json).",
        )
    model = build.model()
    report = parts.report(len(model))
    report.note(
        "unknown-input", unknown, "Outputs name inputs that are not listed; they were added."
    )
    return model, report


def _add_inputs(build: Assembly, inputs: Part) -> set[int]:
    """Every input and its imports; the targets of dynamic imports."""
    asked: list[tuple[int, list[Any]]] = []
    for path, told in inputs.items():
        if not isinstance(told, dict):
            continue
        form = _FORMATS.get(text_in(told.get("format")), UNKNOWN_FORMAT)
        row = build.module(path, size=size_of(told.get("bytes")), form=form)
        if ":" in path:
            build.paths[row] = plain_path(path)
        if imports := list_in(told, "imports"):
            asked.append((row, imports))
    dynamic: set[int] = set()
    for row, imports in asked:
        for each in imports:
            if isinstance(each, dict):
                _add_import(build, row, each, dynamic)
    return dynamic


def plain_path(path: str) -> str:
    """An input's path without the namespace that esbuild (``(disabled):``) or a plugin put before
    it; addresses and drives stay."""
    if path.startswith("(disabled):"):
        return f"{path.removeprefix('(disabled):')} (ignored)"
    return _NAMESPACE.sub("", path)


def _add_import(build: Assembly, row: int, told: dict[str, Any], dynamic: set[int]) -> None:
    path, kind = told.get("path"), _KINDS.get(text_in(told.get("kind")), OTHER_IMPORT)
    if not isinstance(path, str):
        return
    target = build.module_row.get(path)
    if target is None:
        # What a style sheet shows by address (pictures, data:) is no module.
        if not told.get("external") or kind == URL:
            return
        target = build.module(path, kind=EXTERNAL)
    if kind == DYNAMIC:
        dynamic.add(target)
    build.ask(row, target, kind, text_in(told.get("original")))
