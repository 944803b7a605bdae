"""The columns of a bundle that was put together."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import (
    EXTERNAL,
    JAVASCRIPT,
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
from perfview.bundles.naming.kinds import asset_kind, module_kind
from perfview.bundles.naming.packages import PackagePath, packages_of
from perfview.bundles.naming.paths import clean_path, clean_paths, project_root
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.rows import Rows
from perfview.bundles.readers.assembling.starting import loaded_along
from perfview.recording.strings import StringTable

T = TypeVar("T")


def model_of(build: Assembly) -> BundleModel:
    """The model; chunks that entries load along are initial."""
    modules, packages = _modules(build)
    initial, entry_name, entry_chunks = _started(build)
    imports = build.imports
    return BundleModel(
        modules=modules,
        packages=packages,
        imports=Imports(
            *(imports.column(0, np.int32), imports.column(1, np.int32)),
            imports.column(2, np.uint8),
            imports.column(3, np.bool_),
            imports.column(4, np.int32),
            np.zeros(len(imports), np.int32),
        ),
        exports=_table(Exports, build.exports, "iib"),
        chunks=_chunks(build, initial),
        chunk_links=_table(ChunkLinks, build.links, "ii?"),
        placements=_table(Placements, build.places, "iiiq"),
        assets=_assets(build),
        chunk_assets=_table(Pairs, build.chunk_assets, "ii"),
        entry_name=entry_name,
        entry_chunks=entry_chunks,
        notes=_table(Notes, build.notes, "iii"),
        made_by=build.made_by,
        bundler=build.bundler,
        mode=build.mode,
        output_folder=build.output_folder,
        measured=build.measured,
        strings=StringTable.of(list(build.texts)),
    )


def _table(kind: type[T], rows: Rows, columns: str) -> T:
    """A table of these columns, by numpy's letters of their types."""
    return kind(*(rows.column(place, letter) for place, letter in enumerate(columns)))


def _modules(build: Assembly) -> tuple[Modules, Packages]:
    identifiers, names = list(build.module_row), _names(build)
    outside = {row for row, kind in build.kinds.items() if kind == EXTERNAL}
    found = packages_of("" if row in outside else name for row, name in enumerate(names))
    kinds = [build.kinds.get(row, -1) for row in range(len(names))]
    text, columns = build.text, build.modules
    modules = Modules(
        name=np.array([text(name or "?") for name in names], np.int32),
        identifier=np.array(
            [-1 if a == b else text(b) for a, b in zip(names, identifiers, strict=True)], np.int32
        ),
        kind=np.array(
            [
                kind if kind >= 0 else module_kind(name, JAVASCRIPT)
                for kind, name in zip(kinds, names, strict=True)
            ],
            np.uint8,
        ),
        format=columns.column(1, np.uint8),
        package=found.package,
        source_bytes=columns.column(0, np.int64),
        concatenation=np.full(len(names), -1, np.int32),
        side_effects=columns.column(2, np.int8),
        is_entry=columns.column(3, np.bool_),
    )
    return modules, _packages(build, found.packages)


def _names(build: Assembly) -> list[str]:
    """The modules' paths for people."""
    told = list(build.module_row)
    for row, path in build.paths.items():
        told[row] = path
    plain = [clean_path(each) for each in told]
    root = project_root(plain)
    return clean_paths(told, root) if root or len(set(plain)) < len(plain) else plain


def _packages(build: Assembly, found: list[PackagePath]) -> Packages:
    versions = [build.versions.get(each.folder, each.version) for each in found]
    return Packages(
        np.array([build.text(each.name) for each in found], np.int32),
        np.array([build.text(each.folder) for each in found], np.int32),
        np.array([build.text(version) for version in versions], np.int32),
        np.full(len(found), -1, np.int32),
    )


def _chunks(build: Assembly, initial: NDArray[np.bool_]) -> Chunks:
    names = build.chunks.column(0, np.int32)
    return Chunks(
        name=names,
        id=np.array([build.text(name or "?") for name in build.chunk_row], np.int32),
        reason=np.full(len(names), -1, np.int32),
        is_initial=initial,
        is_entry=build.chunks.column(1, np.bool_),
    )


def _started(build: Assembly) -> tuple[NDArray[np.bool_], NDArray[np.int32], Pairs]:
    """is_initial bool (chunks), the entries' names int32, and which chunks each loads."""
    along: dict[int, list[int]] = defaultdict(list)
    for parent, child, later in zip(*build.links.columns, strict=True):
        if not later:
            along[parent].append(child)
    initial, pairs = np.zeros(len(build.chunks), np.bool_), Rows(2)
    for row, starts in enumerate(build.entries.values()):
        for chunk in loaded_along(along, starts):
            initial[chunk] = True
            pairs.add(row, chunk)
    names = np.array([build.text(name or "?") for name in build.entries], np.int32)
    return initial, names, _table(Pairs, pairs, "ii")


def _assets(build: Assembly) -> Assets:
    names = list(build.asset_row)
    return Assets(
        np.array([build.text(name or "?") for name in names], np.int32),
        np.array([asset_kind(name) for name in names], np.uint8),
        *(build.assets.column(place, np.int64) for place in range(3)),
    )
