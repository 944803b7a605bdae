"""The modules of a build, what they export, and what webpack says about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles import model
from perfview.bundles.model import Exports, Modules, Notes, Packages
from perfview.bundles.naming.packages import packages_of
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.naming import kind_of, paths_of
from perfview.bundles.readers.webpack.rows import Written, join, join_details
from perfview.bundles.readers.webpack.schema import BAILOUTS, PLACES, PROVIDED, REASONS, USED
from perfview.bundles.readers.webpack.texts import Texts
from perfview.bundles.readers.webpack.words import bailout_format, tells_side_effects
from perfview.kernels.grouping import number_small

_TRUE = ord("t")
_FALSE = ord("f")


@dataclass(frozen=True)
class Described:
    """The modules as far as stats describe them, and which row written describes each.

    describing int32 (m): the first of those that have reasons, else the first.
    """

    modules: Modules
    packages: Packages
    describing: NDArray[np.int32]


def first_told(
    row: NDArray[np.int32], value: NDArray[Any], told: NDArray[np.bool_], out: NDArray[Any]
) -> None:
    """Per module the first value that is told; `out` keeps its own where none is."""
    at = np.flatnonzero(told & (row >= 0))[::-1]
    out[row[at]] = value[at]


def describe(build: Build, written: Written, texts: Texts) -> Described:
    """The modules with their names, packages, kinds and sizes."""
    m, row = written.modules, written.row
    identifier = np.full(m, -1, np.int32)
    first_told(row, written.identifier, written.row >= 0, identifier)
    size = np.full(m, -1, np.int64)
    sizes = join(build, "size")
    first_told(row, sizes, sizes >= 0, size)
    # Parts of the runtime are written once a chunk they might have been in, of several sizes.
    first_told(row, sizes, (sizes >= 0) & _has(build, written, PLACES), size)
    types, name = texts.ids(join(build, "type")), texts.ids(join(build, "name"))
    module_type, named = np.full(m, -1, np.int32), np.full(m, -1, np.int32)
    first_told(row, types, types >= 0, module_type)
    first_told(row, name, name >= 0, named)
    identifiers, type_texts = texts.take(identifier), texts.take(module_type)
    paths = paths_of(identifiers, texts.take(named))
    kinds = [kind_of(*each) for each in zip(paths, identifiers, type_texts, strict=True)]
    found = packages_of(paths)
    names = texts.add_all(paths)
    modules = Modules(
        name=names,
        identifier=np.where(identifier == names, -1, identifier).astype(np.int32),
        kind=np.array(kinds, np.uint8),
        format=np.array(
            [_FORMATS.get(each, model.UNKNOWN_FORMAT) for each in type_texts], np.uint8
        ),
        package=found.package,
        source_bytes=size,
        concatenation=_concatenation(written),
        side_effects=np.full(m, -1, np.int8),
        is_entry=np.zeros(m, np.bool_),
    )
    packages = Packages(
        texts.add_all([each.name for each in found.packages]),
        texts.add_all([each.folder for each in found.packages]),
        texts.add_all([each.version for each in found.packages]),
        np.full(len(found.packages), -1, np.int32),
    )
    return Described(modules, packages, _describing(build, written))


_FORMATS = {"javascript/esm": model.ESM, "javascript/dynamic": model.COMMONJS}


def _concatenation(written: Written) -> NDArray[np.int32]:
    """A number of the concatenation a module is a member of, -1 for none."""
    found = np.full(written.modules, -1, np.int32)
    member = (written.parent >= 0) & (written.row >= 0)
    first_told(written.row, written.parent, member, found)
    _, numbered = np.unique(found, return_inverse=True)
    has_none = int((found < 0).any())
    return np.where(found >= 0, numbered - has_none, -1).astype(np.int32)


def _describing(build: Build, written: Written) -> NDArray[np.int32]:
    """Of all rows written of a module the first that has reasons, else the first."""
    every = np.arange(len(written.row), dtype=np.int32)
    found = np.full(written.modules, -1, np.int32)
    first_told(written.row, every, written.row >= 0, found)
    first_told(written.row, every, _has(build, written, REASONS), found)
    return found


def _has(build: Build, written: Written, detail: str) -> NDArray[np.bool_]:
    """Which rows written have such details, bool (w)."""
    at, _ = join_details(build, written, detail)
    has = np.zeros(len(written.row), np.bool_)
    has[at[at < len(has)]] = True
    return has


def exports_of(build: Build, written: Written, texts: Texts) -> Exports:
    """Names that modules export, and whether they are used where webpack tells."""
    used_word = np.zeros(written.modules, np.uint8)
    words = join(build, "used")
    first_told(written.row, words, words > 0, used_word)
    provided = _named(build, written, texts, PROVIDED)
    used = _named(build, written, texts, USED)
    by_list = np.zeros(written.modules, np.bool_)
    by_list[used >> 32] = True
    every = np.union1d(provided, used)
    module = (every >> 32).astype(np.int32)
    told = np.where(by_list[module], np.isin(every, used).astype(np.int8), np.int8(-1))
    told[(used_word[module] == _TRUE) & ~by_list[module]] = 1
    told[(used_word[module] == _FALSE) & ~by_list[module]] = 0
    return Exports(module, (every & 0xFFFFFFFF).astype(np.int32), told.astype(np.int8))


def _named(build: Build, written: Written, texts: Texts, detail: str) -> NDArray[np.int64]:
    """Names of modules, distinct: int64 words of the module and the name."""
    at, (name,) = join_details(build, written, detail, "name")
    inside = at < len(written.row)
    module = written.row[at[inside]].astype(np.int64)
    names = texts.ids(name[inside])
    good = (module >= 0) & (names >= 0)
    return np.unique((module[good] << 32) | names[good])


def bailouts_of(
    build: Build, written: Written, texts: Texts, modules: Modules
) -> tuple[Notes, Modules]:
    """Bailouts as notes, and the modules with what these tell of format and side effects."""
    at, (text,) = join_details(build, written, BAILOUTS, "text")
    inside = at < len(written.row)
    text, module = texts.ids(text[inside]), written.whole_row[at[inside]]
    good = (module >= 0) & (text >= 0)
    said = np.unique((module[good].astype(np.int64) << 32) | text[good])
    module, text = (said >> 32).astype(np.int32), (said & 0xFFFFFFFF).astype(np.int32)
    which, distinct = number_small(text, len(texts))
    words = texts.take(distinct)
    form = np.array([bailout_format(each) for each in words], np.uint8)[which]
    effects = np.array([tells_side_effects(each) for each in words], np.bool_)[which]
    formats, side_effects = modules.format.copy(), modules.side_effects.copy()
    formats[module[form > 0]] = form[form > 0]
    side_effects[module[effects]] = 1
    kind = np.full(len(text), texts.add("bailout"), np.int32)
    return Notes(kind, text, module), replace(modules, format=formats, side_effects=side_effects)
