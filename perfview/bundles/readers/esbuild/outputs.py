"""The outputs of an esbuild metafile: chunks, files, and which input stands where."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in
from perfview.recording.json_views import JsonView

_CHUNKS = (".js", ".mjs", ".cjs", ".css")
_ALONG = {"import-statement", "require-call", "import-rule"}


@dataclass(frozen=True)
class _Output:
    """One output: its path, its bytes (-1 unknown), the input it was made for and its style sheet
    ("" for none), what it imports, and the bytes of inputs in it."""

    path: str
    bytes: int
    entry: str
    style: str
    imports: list[Any]
    inputs: dict[str, Any]


def _outputs(outputs: JsonView) -> Iterator[_Output]:
    for path, view in outputs.members().items():
        if view.is_object:
            yield _Output(
                path,
                size_of(view.get("bytes").value()),
                view.get("entryPoint").text(),
                view.get("cssBundle").text(),
                list_in({"imports": view.get("imports").value()}, "imports"),
                _inputs(view.get("inputs")),
            )


def _inputs(view: JsonView) -> dict[str, Any]:
    """An output's inputs, as far as the text goes."""
    if not view.is_object:
        return {}
    whole = view.value()
    if isinstance(whole, dict):
        return whole
    return {path: told.value() for path, told in view.members().items()}


def add_outputs(build: Assembly, outputs: JsonView, dynamic: set[int]) -> int:
    """Every output. `dynamic` are the modules that some `import()` leads to. Returns how many
    inputs they name that are not known."""
    found = list(_outputs(outputs))
    folder = _folder_of([output.path for output in found])
    build.output_folder = folder
    shown = {o.path: posixpath.relpath(o.path, folder) if folder else o.path for o in found}
    entries = _real_entries(build, found, dynamic)
    owner = {output.style: output.path for output in found if output.style in shown}
    unknown = 0
    for output in found:
        asset = build.asset(shown[output.path], output.bytes)
        chunk = _chunk_of(build, output, owner, shown, output.path in entries)
        if chunk >= 0:
            build.hold(chunk, asset)
        unknown += _place(build, output, chunk, asset)
    for output in found:
        _link(build, output, shown)
    for output in found:
        if output.path in entries:
            build.entry(output.entry, [build.chunk_row[shown[owner.get(output.path, output.path)]]])
            build.enter_at(build.module(output.entry))
    return unknown


def _folder_of(paths: list[str]) -> str:
    """The folder all outputs are in."""
    folders = {posixpath.dirname(path) for path in paths}
    try:
        return posixpath.commonpath(folders) if folders else ""
    except ValueError:
        return ""


def _real_entries(build: Assembly, found: list[_Output], dynamic: set[int]) -> set[str]:
    """Outputs of entries that were asked for, by path: those whose input no `import()` leads to.
    Where one leads to each of them, all are."""
    named = [output for output in found if output.entry and output.path.endswith(_CHUNKS)]
    asked = [o.path for o in named if build.module_row.get(o.entry, -1) not in dynamic]
    return set(asked or [output.path for output in named])


def _chunk_of(
    build: Assembly, output: _Output, owner: dict[str, str], shown: dict[str, str], is_entry: bool
) -> int:
    """The chunk an output is of, -1 for pictures, source maps and the like: styles that are split
    off a script belong to its chunk."""
    path = owner.get(output.path, output.path)
    if not path.endswith(_CHUNKS):
        return -1
    return build.chunk(shown[path], is_entry=is_entry)


def _place(build: Assembly, output: _Output, chunk: int, asset: int) -> int:
    unknown = 0
    for path, told in output.inputs.items():
        size = size_of(told.get("bytesInOutput")) if isinstance(told, dict) else -1
        unknown += path not in build.module_row
        build.place(build.module(path), chunk, asset, size)
    return unknown


def _link(build: Assembly, output: _Output, shown: dict[str, str]) -> None:
    parent = build.chunk_row.get(shown[output.path], -1)
    for each in output.imports:
        path = text_in(each.get("path")) if isinstance(each, dict) else ""
        child = build.chunk_row.get(shown.get(path, "\0"), -1)
        kind = text_in(each.get("kind")) if child >= 0 else ""
        if parent >= 0 and (kind in _ALONG or kind == "dynamic-import"):
            build.link(parent, child, later=kind == "dynamic-import")
