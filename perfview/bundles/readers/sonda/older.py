"""Reads reports of Sonda before 0.8: inputs with what they import, outputs with bytes of inputs."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import Any

from perfview.bundles.model import (
    COMMONJS,
    DYNAMIC,
    ESM,
    IMPORT,
    SHIPPED,
    UNKNOWN_FORMAT,
    BundleModel,
)
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.assembling.values import list_in, object_in, size_of, text_in
from perfview.bundles.readers.rollup.chunk_links import link_by_imports
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_REST = "[unassigned]"

_PAGES = (".html", ".htm")

_Told = dict[str, dict[str, Any]]


def read_older_sonda(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Entries are inputs that no other imports, and what pages import. How an input is
    imported is not told: one that a file of its own is called after, as Rollup, Vite and Rolldown
    call it, is taken to load later. Raises `UnreadableInput` when it names neither."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    build = Assembly("", "Sonda", SHIPPED)
    inputs = {name: told for name, told in parts.root.get("inputs").items() if _is_object(told)}
    outputs = {name: told for name, told in parts.root.get("outputs").items() if _is_object(told)}
    if not inputs and not outputs:
        raise UnreadableInput("This report of Sonda names neither a module nor a file.")
    for name, told in inputs.items():
        form = {"esm": ESM, "cjs": COMMONJS}.get(text_in(told.get("format")), UNKNOWN_FORMAT)
        row = _module(build, _owner(name, inputs))
        build.describe(row, size=size_of(told.get("bytes")), form=form)
    held = _add_outputs(build, outputs, inputs)
    entries = _entries(inputs)
    _connect(build, inputs, _made_for(held) - entries)
    for name in entries:
        build.enter_at(_module(build, name))
    link_by_imports(build)
    model = build.model()
    return model, parts.report(len(model))


def _is_object(told: object) -> bool:
    return isinstance(told, dict)


def _module(build: Assembly, name: str) -> int:
    return build.module(file_of(name), kind=kind_of(name))


def _owner(name: str, inputs: _Told) -> str:
    """The module that a source of a package's own source map was compiled into, else itself."""
    return text_in(inputs.get(name, {}).get("belongsTo")) or name


def _add_outputs(build: Assembly, outputs: _Told, inputs: _Told) -> dict[str, set[str]]:
    """The files, and the inputs in each."""
    folders = {posixpath.dirname(name) for name in outputs}
    try:
        build.output_folder = posixpath.commonpath(folders) if folders else ""
    except ValueError:
        build.output_folder = ""
    held: dict[str, set[str]] = {}
    for name, told in outputs.items():
        folder = build.output_folder
        shown = posixpath.relpath(name, folder) if folder else name
        # Zeros are compressed sizes that were not asked for.
        sizes = (size_of(told.get(key)) or -1 for key in ("uncompressed", "gzip", "brotli"))
        asset = build.asset(shown, *sizes)
        chunk = build.chunk(shown)
        build.hold(chunk, asset)
        bytes_of: dict[str, int] = defaultdict(int)
        for inner, each in object_in(told, "inputs").items():
            if inner != _REST and isinstance(each, dict):
                bytes_of[_owner(inner, inputs)] += max(size_of(each.get("uncompressed")), 0)
        for inner, size in bytes_of.items():
            build.place(_module(build, inner), chunk, asset, size)
        held[name] = set(bytes_of)
    return held


def _imports(told: dict[str, Any]) -> list[str]:
    return [each for each in list_in(told, "imports") if isinstance(each, str) and each]


def _entries(inputs: _Told) -> set[str]:
    """Inputs of the project's own that nobody imports."""
    imported = {each for name, told in inputs.items() for each in _imports(told) if each != name}
    alone = {name for name, told in inputs.items() if name not in imported and _imports(told)}
    own = {name for name in alone if "node_modules/" not in name}
    pages = {name for name in own if name.endswith(_PAGES)}
    return pages or own or alone


def _made_for(held: dict[str, set[str]]) -> set[str]:
    """The input each file was made for: the one in it that the file is called after."""
    found: set[str] = set()
    for output, inputs in held.items():
        called = _stem(output)
        found |= {name for name in inputs if called and _stem(name) == called}
    return found


def _stem(path: str) -> str:
    """A file's name without its hash and ending."""
    name = posixpath.basename(path).partition(".")[0]
    return re.sub(r"-[\w-]{8}$", "", name)


def _connect(build: Assembly, inputs: _Told, lazy: set[str]) -> None:
    for name, told in inputs.items():
        for target in _imports(told):
            later = target in lazy and not name.endswith(_PAGES)
            if file_of(target) != file_of(name):
                kind = DYNAMIC if later else IMPORT
                build.ask(_module(build, name), _module(build, target), kind)
