"""The outputs of an esbuild metafile: chunks, files, and which input stands where."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import Part
from perfview.bundles.readers.assembling.values import list_in, size_of, text_in

_CHUNKS = (".js", ".mjs", ".cjs", ".css")
_ALONG = {"import-statement", "require-call", "import-rule"}


@dataclass(frozen=True)
class _Output:
    path: str
    told: dict[str, Any]

    @property
    def entry(self) -> str:
        """The input it was made for, "" for none."""
        return text_in(self.told.get("entryPoint"))


def add_outputs(build: Assembly, outputs: Part, dynamic: set[int]) -> int:
    """Every output. `dynamic` are the modules that some `import()` leads to. Returns how many
    inputs they name that are not known."""
    found = [_Output(path, told) for path, told in outputs.items() if isinstance(told, dict)]
    folder = _folder_of([output.path for output in found])
    build.output_folder = folder
    shown = {o.path: posixpath.relpath(o.path, folder) if folder else o.path for o in found}
    entries = _real_entries(build, found, dynamic)
    owner = {style: o.path for o in found if (style := text_in(o.told.get("cssBundle"))) in shown}
    unknown = 0
    for output in found:
        asset = build.asset(shown[output.path], size_of(output.told.get("bytes")))
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
    inputs, unknown = output.told.get("inputs"), 0
    for path, told in inputs.items() if isinstance(inputs, dict) else ():
        size = size_of(told.get("bytesInOutput")) if isinstance(told, dict) else -1
        unknown += path not in build.module_row
        build.place(build.module(path), chunk, asset, size)
    return unknown


def _link(build: Assembly, output: _Output, shown: dict[str, str]) -> None:
    parent = build.chunk_row.get(shown[output.path], -1)
    for each in list_in(output.told, "imports"):
        path = text_in(each.get("path")) if isinstance(each, dict) else ""
        child = build.chunk_row.get(shown.get(path, "\0"), -1)
        kind = text_in(each.get("kind")) if child >= 0 else ""
        if parent >= 0 and (kind in _ALONG or kind == "dynamic-import"):
            build.link(parent, child, later=kind == "dynamic-import")
