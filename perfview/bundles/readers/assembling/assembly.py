"""A bundle put together from what a file tells, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import EXTERNAL, SHIPPED, UNKNOWN_FORMAT, BundleModel
from perfview.bundles.readers.assembling.rows import Rows


class Assembly:
    """Rows by number as they are added. Modules are told apart by identifier, chunks and assets by
    name: one that is there already is given back. Names, packages, and which chunks load at start
    follow at the end, in `model`."""

    def __init__(self, bundler: str, made_by: str = "", measured: str = SHIPPED) -> None:
        self.bundler, self.made_by, self.measured = bundler, made_by or bundler, measured
        self.mode = self.output_folder = ""
        self.module_row: dict[str, int] = {}
        self.chunk_row: dict[str, int] = {}
        self.asset_row: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.paths: dict[int, str] = {}
        """Modules whose path is not what their identifier tells."""
        self.kinds: dict[int, int] = {}
        """Modules whose kind is not what their path tells."""
        self.modules, self.imports, self.exports = Rows(4), Rows(5), Rows(3)
        self.chunks, self.links = Rows(2), Rows(3)
        self.places, self.assets, self.chunk_assets = Rows(4), Rows(3), Rows(2)
        self.notes = Rows(3)
        self.versions: dict[str, str] = {}
        self.entries: dict[str, list[int]] = {}

    def __len__(self) -> int:
        """Modules; of what has none the files."""
        return len(self.modules) or len(self.assets)

    def text(self, text: str) -> int:
        """The number of a text; -1 for none."""
        return self.texts.setdefault(text, len(self.texts)) if text else -1

    def module(
        self, identifier: str, *, size: int = -1, form: int = UNKNOWN_FORMAT, kind: int = -1
    ) -> int:
        """A module; its kind follows from its name where `kind` is -1."""
        row = self.module_row.get(identifier)
        if row is None:
            row = self.module_row[identifier] = self.modules.add(size, form, -1, 0)
            if kind >= 0:
                self.kinds[row] = kind
        return row

    def add_modules(
        self, identifiers: list[str], size: NDArray[np.int64], form: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Many modules at once, all of different names, before any other. Their rows, int64."""
        rows = np.arange(len(identifiers), dtype=np.int64)
        self.module_row = dict(zip(identifiers, rows.tolist(), strict=True))
        self.modules.extend(size, form, -1, 0)
        return rows

    def describe(
        self, row: int, *, size: int = -1, form: int = UNKNOWN_FORMAT, side_effects: int = -1
    ) -> None:
        """What is learnt later of a module; what is known already stays."""
        sizes, forms, effects, _ = self.modules.columns
        sizes[row] = sizes[row] if sizes[row] >= 0 else size
        forms[row] = forms[row] or form
        effects[row] = effects[row] if effects[row] >= 0 else side_effects

    def external(self, name: str) -> int:
        """A module that stays outside of the bundle."""
        return self.module(name, kind=EXTERNAL)

    def entered(self) -> list[int]:
        """The modules that are entries."""
        return [row for row, is_entry in enumerate(self.modules.columns[3]) if is_entry]

    def enter_at(self, module: int, is_entry: bool = True) -> None:
        """A module is an entry, or is none after all."""
        self.modules.columns[3][module] = is_entry

    def ask(
        self, source: int, target: int, kind: int, request: str = "", *, active: bool = True
    ) -> None:
        """A module asks for another."""
        sources, targets, kinds, actives, requests = self.imports.columns
        sources.append(source)
        targets.append(target)
        kinds.append(kind)
        actives.append(active)
        requests.append(self.text(request))

    def export(self, module: int, name: str, used: int = -1) -> None:
        """A name that a module exports."""
        if name:
            self.exports.add(module, self.text(name), used)

    def chunk(self, name: str, *, shown: str = "", is_entry: bool = False) -> int:
        """A chunk, `shown` to people by another name where there is one."""
        row = self.chunk_row.get(name)
        if row is None:
            row = self.chunks.add(self.text(shown or name or "?"), is_entry)
            self.chunk_row[name] = row
        elif is_entry:
            self.chunks.columns[1][row] = 1
        return row

    def link(self, parent: int, child: int, *, later: bool) -> None:
        """A chunk loads another, along with it or `later`."""
        if parent != child:
            self.links.add(parent, child, later)

    def asset(self, name: str, size: int = -1, gzip: int = -1, brotli: int = -1) -> int:
        """A file; sizes that come later fill in what was unknown."""
        row = self.asset_row.get(name)
        if row is None:
            row = self.asset_row[name] = self.assets.add(size, gzip, brotli)
            return row
        for column, value in zip(self.assets.columns, (size, gzip, brotli), strict=True):
            column[row] = value if column[row] < 0 else column[row]
        return row

    def file(self, name: str, size: int = -1) -> tuple[int, int]:
        """The chunk that is one file, and that file."""
        chunk = self.chunk_row.get(name)
        if chunk is not None and name in self.asset_row:
            return chunk, self.asset(name, size)
        chunk, asset = self.chunk(name), self.asset(name, size)
        self.hold(chunk, asset)
        return chunk, asset

    def hold(self, chunk: int, asset: int) -> None:
        """A file belongs to a chunk."""
        self.chunk_assets.add(chunk, asset)

    def place(self, module: int, chunk: int, asset: int, size: int) -> None:
        """A module stands in a chunk's file, -1 where there is no chunk or file."""
        self.places.add(module, chunk, asset, size)

    def entry(self, name: str, chunks: Iterable[int]) -> None:
        """An entry of the build; what its chunks load along with them is added in `model`."""
        self.entries.setdefault(name, []).extend(chunks)

    def note(self, kind: str, text: str, module: int = -1) -> None:
        """What the bundler itself says."""
        if text:
            self.notes.add(self.text(kind), self.text(text), module)

    def model(self) -> BundleModel:
        """All of it as columns; every index in them may be followed."""
        from perfview.bundles.readers.assembling.columns import model_of

        return model_of(self)
