"""Bundles made by hand, for tests."""

from __future__ import annotations

import numpy as np

from perfview.bundles.model import (
    ASSET_KINDS,
    IMPORT_KINDS,
    MODULE_FORMATS,
    MODULE_KINDS,
    OWN_CODE,
    SHIPPED,
    Assets,
    BundleModel,
    ChunkLinks,
    Chunks,
    Exports,
    Imports,
    Modules,
    Notes,
    Packages,
    Pairs,
    Placements,
)
from perfview.bundles.study import Study
from perfview.recording.strings import StringTable


class BundleBuilder:
    """Modules are added with `module`, imports with `imports`, chunks (each with one file of its
    name) with `chunk`; `study()` is the whole. Packages follow from ``node_modules/`` in paths."""

    def __init__(self, bundler: str = "webpack", measured: str = SHIPPED) -> None:
        self.bundler, self.measured = bundler, measured
        self._texts: dict[str, int] = {}
        self._modules: list[tuple[int, int, int, int, int, int, int, bool]] = []
        self._packages: dict[str, tuple[str, str]] = {}
        self._imports: list[tuple[int, int, int, bool, int, int]] = []
        self._exports: list[tuple[int, int, int]] = []
        self._chunks: list[tuple[str, bool, bool, int, int, int]] = []
        self._links: list[tuple[int, int, bool]] = []
        self._places: list[tuple[int, int, int]] = []
        self._notes: list[tuple[int, int, int]] = []
        self._row: dict[str, int] = {}

    def module(
        self,
        path: str,
        size: int = 1000,
        *,
        chunk: str = "",
        kind: str = "javascript",
        form: str = "esm",
        entry: bool = False,
        side_effects: int = -1,
        shipped: int = -1,
    ) -> int:
        """A module of `size` bytes, placed in the chunk of that name when one is given."""
        row = self._row[path] = len(self._modules)
        self._modules.append(
            (
                self._text(path),
                MODULE_KINDS.index(kind),
                MODULE_FORMATS.index(form),
                self._package(path),
                size,
                -1,
                side_effects,
                entry,
            )
        )
        if chunk:
            self.place(path, chunk, size if shipped < 0 else shipped)
        return row

    def imports(
        self,
        source: str,
        *targets: str,
        kind: str = "import",
        active: bool = True,
        line: int = 1,
        request: str | None = None,
    ) -> None:
        """`source` imports these, as `request` ("" not told), by default ``./`` and their path."""
        for target in targets:
            row = (
                self._row[source],
                self._row[target],
                IMPORT_KINDS.index(kind),
                active,
                self._text(f"./{target}" if request is None else request),
                line,
            )
            self._imports.append(row)

    def lazily(self, source: str, *targets: str) -> None:
        """`source` asks for these with ``import()``."""
        self.imports(source, *targets, kind="dynamic import")

    def chunk(
        self,
        name: str,
        *,
        initial: bool = False,
        size: int = 0,
        gzip: int = -1,
        parents: tuple[str, ...] = (),
    ) -> int:
        """A chunk with the file ``NAME.js`` (or NAME itself with a suffix); one that is initial
        holds the entry of its name. `size`: of the file, at least that of its modules."""
        row = len(self._chunks)
        self._chunks.append((name, initial, initial, -1, size, gzip))
        self._links += [(self._chunk(parent), row, True) for parent in parents]
        return row

    def place(self, path: str, chunk: str, size: int) -> None:
        """A module's place in a chunk."""
        self._places.append((self._row[path], self._chunk(chunk), size))

    def export(self, path: str, name: str, used: int = -1) -> None:
        """A name that a module exports."""
        self._exports.append((self._row[path], self._text(name), used))

    def note(self, kind: str, text: str, path: str = "") -> None:
        """What the bundler says."""
        row = self._row[path] if path else -1
        self._notes.append((self._text(kind), self._text(text), row))

    def row(self, path: str) -> int:
        """The number of a module."""
        return self._row[path]

    def _chunk(self, name: str) -> int:
        return [each[0] for each in self._chunks].index(name)

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _package(self, path: str) -> int:
        at = path.rfind("node_modules/")
        if at < 0:
            return OWN_CODE
        parts = path[at + len("node_modules/") :].split("/")
        name = "/".join(parts[: 2 if parts[0].startswith("@") else 1])
        folder = path[: at + len("node_modules/")] + name
        self._packages.setdefault(folder, (name, folder))
        return list(self._packages).index(folder)

    def model(self) -> BundleModel:
        """The model; every index in its columns may be followed."""
        modules = np.array(self._modules, object).reshape(-1, 8).T
        imports = np.array(self._imports, object).reshape(-1, 6).T
        exports = np.array(self._exports, np.int32).reshape(-1, 3).T
        links = np.array(self._links, np.int32).reshape(-1, 3).T
        places = np.array(self._places, np.int64).reshape(-1, 3).T
        notes = np.array(self._notes, np.int32).reshape(-1, 3).T
        packages = list(self._packages.values())
        none = np.full(len(packages), -1, np.int32)
        names = [each[0] for each in self._chunks]
        files = [name if "." in name else f"{name}.js" for name in names]
        chunk_ids = np.array([self._text(name) for name in names], np.int32)
        file_ids = np.array([self._text(name) for name in files], np.int32)
        package_names = np.array([self._text(name) for name, _ in packages], np.int32)
        folders = np.array([self._text(folder) for _, folder in packages], np.int32)
        held = np.bincount(places[1], np.maximum(places[2], 0), len(names)).astype(np.int64)
        sizes = np.maximum(held, np.array([each[4] for each in self._chunks], np.int64))
        rows = np.arange(len(names), dtype=np.int32)
        initial = np.array([each[1] for each in self._chunks], np.bool_)
        kinds = [ASSET_KINDS.index("style" if f.endswith(".css") else "script") for f in files]
        at_start = rows[initial]
        return BundleModel(
            strings=StringTable.of(list(self._texts)),
            modules=Modules(
                name=modules[0].astype(np.int32),
                identifier=np.full(len(self._modules), -1, np.int32),
                kind=modules[1].astype(np.uint8),
                format=modules[2].astype(np.uint8),
                package=modules[3].astype(np.int32),
                source_bytes=modules[4].astype(np.int64),
                concatenation=modules[5].astype(np.int32),
                side_effects=modules[6].astype(np.int8),
                is_entry=modules[7].astype(np.bool_),
            ),
            packages=Packages(package_names, folders, none, none.copy()),
            imports=Imports(
                *(imports[i].astype(np.int32) for i in (0, 1)),
                imports[2].astype(np.uint8),
                imports[3].astype(np.bool_),
                *(imports[i].astype(np.int32) for i in (4, 5)),
            ),
            exports=Exports(exports[0], exports[1], exports[2].astype(np.int8)),
            chunks=Chunks(
                chunk_ids,
                chunk_ids.copy(),
                np.full(len(names), -1, np.int32),
                initial,
                initial.copy(),
            ),
            chunk_links=ChunkLinks(links[0], links[1], links[2].astype(np.bool_)),
            placements=Placements(
                places[0].astype(np.int32),
                places[1].astype(np.int32),
                places[1].astype(np.int32),
                places[2].copy(),
            ),
            assets=Assets(
                file_ids,
                np.array(kinds, np.uint8),
                sizes,
                np.array([each[5] for each in self._chunks], np.int64),
                np.full(len(names), -1, np.int64),
            ),
            chunk_assets=Pairs(rows, rows.copy()),
            entry_name=chunk_ids[initial],
            entry_chunks=Pairs(np.arange(len(at_start), dtype=np.int32), at_start),
            notes=Notes(notes[0], notes[1], notes[2]),
            made_by=self.bundler,
            bundler=self.bundler,
            mode="production",
            measured=self.measured,
        )

    def study(self) -> Study:
        """The study of it."""
        return Study(self.model())
