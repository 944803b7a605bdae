"""Several builds of one file, as a multi-compiler writes them, in one model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE, BundleModel, Packages, Pairs
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.texts import Texts

T = TypeVar("T")

_COUNTED = {
    "source": "modules",
    "target": "modules",
    "module": "modules",
    "package": "packages",
    "chunk": "chunks",
    "parent": "chunks",
    "child": "chunks",
    "asset": "assets",
}
"""Columns that hold rows of other tables."""


def names_of(builds: Sequence[Build], texts: Texts) -> list[str]:
    """What the builds are called, by their number where they have no name."""
    return [
        texts[texts.id(build.about("name"))] or str(number + 1)
        for number, build in enumerate(builds)
    ]


def united(models: Sequence[BundleModel], names: Sequence[str], texts: Texts) -> BundleModel:
    """All builds in one model; entries are called by their build, as are modules of one path."""
    starts = [_starts(models[:number]) for number in range(len(models))]
    models = [_named(each, name, texts) for each, name in zip(models, names, strict=True)]
    models = _told_apart(models, names, texts)
    moved = [_moved(each, start) for each, start in zip(models, starts, strict=True)]
    first = moved[0]
    tables: dict[str, Any] = {}
    for each in fields(BundleModel):
        values = [getattr(one, each.name) for one in moved]
        if isinstance(values[0], np.ndarray):
            tables[each.name] = np.concatenate(values)
        elif each.name != "strings" and not isinstance(values[0], str):
            tables[each.name] = _joined(values)
    modes = {each.mode for each in models}
    found = replace(first, **tables, mode=modes.pop() if len(modes) == 1 else "")
    return _shared_packages(found)


def _shared_packages(found: BundleModel) -> BundleModel:
    """Packages once a folder, though several builds take from it."""
    _, first, row = np.unique(found.packages.folder, return_index=True, return_inverse=True)
    table = found.packages
    packages = Packages(
        *(column[first] for column in (table.name, table.folder, table.version, table.real_name))
    )
    package = np.append(row, OWN_CODE)[found.modules.package].astype(np.int32)
    return replace(found, packages=packages, modules=replace(found.modules, package=package))


def _starts(before: Sequence[BundleModel]) -> dict[str, int]:
    names = ("modules", "packages", "chunks", "assets", "entry_name")
    return {name: sum(len(getattr(each, name)) for each in before) for name in names} | {
        "concatenation": sum(int(b.modules.concatenation.max(initial=-1)) + 1 for b in before)
    }


def _named(found: BundleModel, name: str, texts: Texts) -> BundleModel:
    """The entries of a build by its name."""
    entries = [texts.add(f"{name}: {entry}") for entry in texts.take(found.entry_name)]
    return replace(found, entry_name=np.array(entries, np.int32))


def _told_apart(
    models: Sequence[BundleModel], names: Sequence[str], texts: Texts
) -> list[BundleModel]:
    """Modules that several builds hold, with the name of theirs behind their path."""
    times = Counter(number for each in models for number in each.modules.name.tolist())
    shared = {number for number, count in times.items() if count > 1}
    found = []
    for each, name in zip(models, names, strict=True):
        told = [
            texts.add(f"{texts[number]} ({name})") if number in shared else number
            for number in each.modules.name.tolist()
        ]
        modules = replace(each.modules, name=np.array(told, np.int32))
        found.append(replace(each, modules=modules))
    return found


def _moved(found: BundleModel, start: dict[str, int]) -> BundleModel:
    """A model whose rows begin at these of all."""
    changed: dict[str, Any] = {}
    for each in fields(BundleModel):
        table = getattr(found, each.name)
        columns = {
            column: _shifted(getattr(table, column), start[of])
            for column, of in _COUNTED.items()
            if hasattr(table, "__dataclass_fields__") and column in table.__dataclass_fields__
        }
        if columns:
            changed[each.name] = replace(table, **columns)
    modules = changed["modules"]
    concatenation = _shifted(modules.concatenation, start["concatenation"])
    changed["modules"] = replace(modules, concatenation=concatenation)
    entries, files = found.entry_chunks, found.chunk_assets
    changed["entry_chunks"] = Pairs(
        _shifted(entries.left, start["entry_name"]), _shifted(entries.right, start["chunks"])
    )
    changed["chunk_assets"] = Pairs(
        _shifted(files.left, start["chunks"]), _shifted(files.right, start["assets"])
    )
    return replace(found, **changed)


def _shifted(column: NDArray[np.int32], start: int) -> NDArray[np.int32]:
    return np.where(column >= 0, column + start, column).astype(np.int32)


def _joined(tables: Sequence[T]) -> T:
    """The rows of all tables."""
    kind = type(tables[0])
    names = tables[0].__dataclass_fields__  # type: ignore[attr-defined]
    return kind(*(np.concatenate([getattr(each, name) for each in tables]) for name in names))
