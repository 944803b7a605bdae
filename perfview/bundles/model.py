"""A bundle as columns: modules, who imports whom, the chunks they were put in, and the files.

A bundler's stats fill most of it, a source map only modules, placements and assets; what a file
does not hold is empty. Sizes are int64 bytes, -1 where the file does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.recording.no_rows import no_bools, no_texts, none8, none32, none64
from perfview.recording.strings import StringTable

MODULE_KINDS = (
    "javascript",
    "style",
    "data",
    "asset",
    "markup",
    "runtime",
    "external",
    "other",
)
"""What a module is, by number: `Modules.kind`. data: JSON and text; runtime: the bundler's own."""
JAVASCRIPT, STYLE, DATA, ASSET, MARKUP, RUNTIME, EXTERNAL, OTHER = range(len(MODULE_KINDS))

MODULE_FORMATS = ("unknown", "esm", "commonjs")
"""How a module is written, by number: `Modules.format`."""
UNKNOWN_FORMAT, ESM, COMMONJS = range(len(MODULE_FORMATS))

IMPORT_KINDS = (
    "import",
    "re-export",
    "require",
    "dynamic import",
    "context",
    "url",
    "worker",
    "style import",
    "other",
)
"""How a module asks for another, by number: `Imports.kind`. context: one of many that a pattern
stands for (``require("./locale/" + name)``), loaded along with whoever asks; where the pattern is
in an ``import()`` they are dynamic imports."""
IMPORT, REEXPORT, REQUIRE, DYNAMIC, CONTEXT, URL, WORKER, STYLE_IMPORT, OTHER_IMPORT = range(
    len(IMPORT_KINDS)
)

LATER = (DYNAMIC, WORKER)
"""Imports whose target loads when it is asked for; a `URL` never loads code, all others load along
with the importer."""

ASSET_KINDS = ("script", "style", "map", "markup", "image", "font", "data", "other")
"""What a file is, by number: `Assets.kind`."""
SCRIPT, STYLE_SHEET, MAP, PAGE, IMAGE, FONT, DATA_FILE, OTHER_FILE = range(len(ASSET_KINDS))

OWN_CODE = -1
"""The package of what lies outside ``node_modules``."""

SHIPPED, RENDERED, UNMEASURED = "shipped", "rendered", ""
"""What `Placements.bytes` are: of the file as shipped, before minification, or not told."""


def _no_signs() -> NDArray[np.int8]:
    return np.zeros(0, np.int8)


@dataclass(frozen=True)
class Modules:
    """m modules, those of a concatenated module one by one; what holds them is no row.

    name int32: the path for people, relative to the project where that is known, with ``/``,
    without loaders (``src/app.jsx``, ``node_modules/react/index.js``), a query kept only where two
    modules differ by nothing else. identifier int32: the bundler's own name, loaders and all; -1
    where it is the name. kind uint8 of `MODULE_KINDS`; format uint8 of `MODULE_FORMATS`; package
    int32, a row of `Packages` or `OWN_CODE`. source_bytes: before minification. concatenation
    int32: the same number for modules that were put into one scope, -1 for none. side_effects int8:
    1 it has some (or nobody said it has none), 0 it is declared free of them, -1 unknown. is_entry
    bool: an entry of the build (the target of a dynamic import is none).
    """

    name: NDArray[np.int32] = field(default_factory=none32)
    identifier: NDArray[np.int32] = field(default_factory=none32)
    kind: NDArray[np.uint8] = field(default_factory=none8)
    format: NDArray[np.uint8] = field(default_factory=none8)
    package: NDArray[np.int32] = field(default_factory=none32)
    source_bytes: NDArray[np.int64] = field(default_factory=none64)
    concatenation: NDArray[np.int32] = field(default_factory=none32)
    side_effects: NDArray[np.int8] = field(default_factory=_no_signs)
    is_entry: NDArray[np.bool_] = field(default_factory=no_bools)

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Packages:
    """p installed packages, one row a folder: the same version nested twice has two.

    name int32: as it is imported (an npm alias's own name); folder int32: its path from the project
    (``node_modules/a/node_modules/b``); version int32, real_name int32 (what an alias stands for):
    ids into the strings, -1 where the stats do not tell.
    """

    name: NDArray[np.int32] = field(default_factory=none32)
    folder: NDArray[np.int32] = field(default_factory=none32)
    version: NDArray[np.int32] = field(default_factory=none32)
    real_name: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Imports:
    """e times that a module asks for another; one pair may have several rows.

    source, target int32 modules; kind uint8 of `IMPORT_KINDS`; is_active bool: False where the
    bundler left it out since nothing of it is used; request int32: as it is written
    (``./routes/Settings``), line int32 from 1, 0 unknown: where in the source module.
    """

    source: NDArray[np.int32] = field(default_factory=none32)
    target: NDArray[np.int32] = field(default_factory=none32)
    kind: NDArray[np.uint8] = field(default_factory=none8)
    is_active: NDArray[np.bool_] = field(default_factory=no_bools)
    request: NDArray[np.int32] = field(default_factory=none32)
    line: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True)
class Exports:
    """x names that modules export, where the bundler tells: module int32, name int32, used int8
    1 used, 0 unused, -1 unknown."""

    module: NDArray[np.int32] = field(default_factory=none32)
    name: NDArray[np.int32] = field(default_factory=none32)
    used: NDArray[np.int8] = field(default_factory=_no_signs)

    def __len__(self) -> int:
        return len(self.module)


@dataclass(frozen=True)
class Chunks:
    """c chunks: name int32 for people (the bundler's name, else its file, else its id), id int32
    the bundler's id as text, reason int32 why it exists (``split chunk (cache group: vendors)``)
    or -1; is_initial bool: loaded at start by some entry; is_entry bool: holds an entry."""

    name: NDArray[np.int32] = field(default_factory=none32)
    id: NDArray[np.int32] = field(default_factory=none32)
    reason: NDArray[np.int32] = field(default_factory=none32)
    is_initial: NDArray[np.bool_] = field(default_factory=no_bools)
    is_entry: NDArray[np.bool_] = field(default_factory=no_bools)

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class ChunkLinks:
    """k links between chunks: parent, child int32; is_later bool: the child loads when it is asked
    for (``import()``), not along with the parent."""

    parent: NDArray[np.int32] = field(default_factory=none32)
    child: NDArray[np.int32] = field(default_factory=none32)
    is_later: NDArray[np.bool_] = field(default_factory=no_bools)

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True)
class Pairs:
    """Rows of one table and rows of another that belong together: left, right int32."""

    left: NDArray[np.int32] = field(default_factory=none32)
    right: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True)
class Placements:
    """r places of modules in chunks: module, chunk int32, asset int32 (-1 where the bundler names
    no file for it), bytes int64 in the sense of `BundleModel.measured`, -1 unknown."""

    module: NDArray[np.int32] = field(default_factory=none32)
    chunk: NDArray[np.int32] = field(default_factory=none32)
    asset: NDArray[np.int32] = field(default_factory=none32)
    bytes: NDArray[np.int64] = field(default_factory=none64)

    def __len__(self) -> int:
        return len(self.module)


@dataclass(frozen=True)
class Assets:
    """a files: name int32, its path under the output folder; kind uint8 of `ASSET_KINDS`; bytes as
    written; gzip_bytes, brotli_bytes as the stats say, -1 where they do not."""

    name: NDArray[np.int32] = field(default_factory=none32)
    kind: NDArray[np.uint8] = field(default_factory=none8)
    bytes: NDArray[np.int64] = field(default_factory=none64)
    gzip_bytes: NDArray[np.int64] = field(default_factory=none64)
    brotli_bytes: NDArray[np.int64] = field(default_factory=none64)

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Notes:
    """What the bundler itself says: kind int32 (``bailout``, ``warning``, ``error``, ``hint``) and
    text int32 ids into the strings; module int32 it is about, -1 for none."""

    kind: NDArray[np.int32] = field(default_factory=none32)
    text: NDArray[np.int32] = field(default_factory=none32)
    module: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class BundleModel:
    """One build.

    entry_name: names of the entries, int32 (n); entry_chunks: entry and chunk that it loads at
    start; chunk_assets: chunk and asset. made_by: ``webpack 5.112.2``, ``esbuild``, ``Rollup``;
    bundler: webpack, rspack, esbuild, rollup, parcel or "": whose splitting rule holds. mode:
    ``production``, ``development`` or "". output_folder: where it was built into, as the stats say.
    measured: what `Placements.bytes` are.
    """

    strings: StringTable = field(default_factory=no_texts)
    modules: Modules = field(default_factory=Modules)
    packages: Packages = field(default_factory=Packages)
    imports: Imports = field(default_factory=Imports)
    exports: Exports = field(default_factory=Exports)
    chunks: Chunks = field(default_factory=Chunks)
    chunk_links: ChunkLinks = field(default_factory=ChunkLinks)
    placements: Placements = field(default_factory=Placements)
    assets: Assets = field(default_factory=Assets)
    chunk_assets: Pairs = field(default_factory=Pairs)
    entry_name: NDArray[np.int32] = field(default_factory=none32)
    entry_chunks: Pairs = field(default_factory=Pairs)
    notes: Notes = field(default_factory=Notes)
    made_by: str = ""
    bundler: str = ""
    mode: str = ""
    output_folder: str = ""
    measured: str = UNMEASURED

    def __len__(self) -> int:
        """Modules; of stats without any the assets."""
        return len(self.modules) or len(self.assets)
