"""Several copies of one package, who asks which range of it, and one copy instead."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE
from perfview.bundles.patterns.asking import edges_into, importers, packages_among
from perfview.bundles.patterns.packages_shipped import (
    folder_of,
    modules_in,
    package_sizes,
    rows_by_name,
    version_of,
)
from perfview.bundles.scenarios.edits import DEDUPE, Edit
from perfview.bundles.study import Study
from perfview.bundles.versions.semver import satisfies
from perfview.bundles.versions.semver import version_of as read_version

_LAYOUT = re.compile(r"^(?:(?:dist|build|lib|esm|es|es6|cjs|mjs|module|modern|src|out)/)+")
_SUFFIX = re.compile(r"(?:[./](?:esm|cjs|mjs|legacy-esm|module|production|min|umd|index))*\.\w+$")


_MOST_TRIED = 6
"""Of copies that ranges and versions do not tell apart, so many of the heaviest are compared."""


@dataclass(frozen=True)
class Copy:
    """One copy: its row in `Packages`, its version ("" unknown), shipped bytes, the modules
    outside of it that import it, int32, and the ranges asked of it by who asks."""

    package: int
    version: str
    bytes: int
    importers: NDArray[np.int32]
    asked: dict[str, str]


@dataclass(frozen=True)
class Copies:
    """All copies of a package that ship, the heaviest first."""

    name: str
    copies: tuple[Copy, ...]

    @property
    def wasted_bytes(self) -> int:
        """All but the largest."""
        return sum(copy.bytes for copy in self.copies[1:])


def duplicates(study: Study) -> tuple[Copies, ...]:
    """Every package that ships in several copies, the most wasteful first."""
    return study.once("duplicated_packages", lambda: _duplicates(study))


def _duplicates(study: Study) -> tuple[Copies, ...]:
    found = [
        Copies(name, tuple(sorted((_copy(study, name, row) for row in rows), key=_size)))
        for name, rows in rows_by_name(study).items()
        if len(rows) > 1
    ]
    return tuple(sorted(found, key=lambda each: (-each.wasted_bytes, each.name)))


def _size(copy: Copy) -> tuple[int, int]:
    return -copy.bytes, copy.package


def _copy(study: Study, name: str, row: int) -> Copy:
    asking = importers(study, modules_in(study, [row]))
    size = int(package_sizes(study).bytes[row])
    return Copy(row, version_of(study, row), size, asking, _asked(study, row, asking))


def _asked(study: Study, row: int, asking: NDArray[np.int32]) -> dict[str, str]:
    """The ranges of those who import a copy, by their name; own code by the project's."""
    installed = study.furnished.installed
    name = study.model.strings[study.model.packages.name[row]]
    found = {}
    for package in packages_among(study, asking):
        told = installed.get(folder_of(study, package))
        if told is not None and name in told.requires:
            found[study.model.strings[study.model.packages.name[package]]] = told.requires[name]
    project = installed.get("")
    by_own = bool((study.model.modules.package[asking] == OWN_CODE).any())
    if by_own and project is not None and name in project.requires:
        found[PROJECT] = project.requires[name]
    return found


PROJECT = "the project"
"""Who asks where own code imports a package."""


@dataclass(frozen=True)
class Merger:
    """One copy instead of several.

    kept: the copy that stays; gone: those it takes the place of. blocked: who asks for a range
    that the kept version is not in, and that range. is_compatible: every range was known and
    allows it; None where some range is not known.
    """

    kept: Copy
    gone: tuple[Copy, ...]
    blocked: dict[str, str]
    is_compatible: bool | None


def merger(study: Study, copies: Copies) -> Merger:
    """The copy that fits the most ranges; of those the newest, then of the heaviest the one
    that has most of what is asked of the others, then the first."""
    return study.once(f"merger of {copies.name}", lambda: _merger(study, copies))


def _merger(study: Study, copies: Copies) -> Merger:
    every = [(_fitness(found), found) for found in (_onto(copies, kept) for kept in copies.copies)]
    best = min(fitness for fitness, _ in every)
    alike = [found for fitness, found in every if fitness == best][:_MOST_TRIED]
    if len(alike) == 1:
        return alike[0]
    return min(alike, key=lambda found: (missing_bytes(study, found), found.kept.package))


def _fitness(found: Merger) -> tuple[int, int]:
    """Who would not get what is asked for, and how many copies that go are newer."""
    version = read_version(found.kept.version)
    newer = sum(
        1
        for copy in found.gone
        if version is not None
        and (other := read_version(copy.version)) is not None
        and other.order > version.order
    )
    return len(found.blocked), newer


def missing_bytes(study: Study, found: Merger) -> int:
    """Bytes that the kept copy would newly ship: modules asked for of a copy that goes which it
    has under no name, as far as it is smaller than that copy. Copies ask for much the same, so the
    largest of them counts."""
    edges, missing = study.loading.edges, [0]
    source = edges.source
    for copy in found.gone:
        here = modules_in(study, [copy.package])
        known = counterparts(study, copy.package, found.kept.package, or_main=False)
        lacking = here[known < 0]
        into = edges_into(study, lacking)
        asked = into[~np.isin(source[into], here)]
        lacks = int(study.weights.of_module[np.unique(edges.target[asked])].sum())
        missing.append(min(lacks, copy.bytes - found.kept.bytes))
    return max(missing)


def _onto(copies: Copies, kept: Copy) -> Merger:
    gone = tuple(copy for copy in copies.copies if copy is not kept)
    blocked, is_known = {}, bool(kept.version)
    for copy in gone:
        if copy.version and copy.version == kept.version:
            continue
        is_known &= bool(copy.asked)
        for who, wanted in copy.asked.items():
            holds = satisfies(kept.version, wanted)
            is_known &= holds is not None
            if holds is False:
                blocked[who] = wanted
    if not blocked and not is_known:
        return Merger(kept, gone, blocked, None)
    return Merger(kept, gone, blocked, not blocked)


def dedupe(study: Study, copies: Copies, found: Merger) -> list[Edit]:
    """The changes that make one copy of several."""
    edits = []
    for copy in found.gone:
        targets = modules_in(study, [copy.package])
        onto = counterparts(study, copy.package, found.kept.package)
        words = f"{copies.name}: {told(study, copy)} → {told(study, found.kept)}"
        edits.append(Edit(DEDUPE, words, targets=targets, onto=onto))
    return edits


def told(study: Study, copy: Copy) -> str:
    """A copy by its version, else by its folder."""
    return copy.version or folder_of(study, copy.package)


def counterparts(study: Study, gone: int, kept: int, *, or_main: bool = True) -> NDArray[np.int32]:
    """For each module of a package its counterpart in another copy, int32: the file of the same
    path, else the one of the same name in another layout (``esm/format/index.js`` and
    ``format.js``), else with `or_main` the module that others import most; -1 for none."""
    there = _files(study, kept)
    paths = {path: m for m, path, _ in there}
    names: dict[str, int] = {}
    for m, _, stem in sorted(there, key=lambda each: (len(each[1]), each[1])):
        names.setdefault(stem, m)
    main = _main(study, modules_in(study, [kept])) if or_main else -1
    found = [paths.get(path, names.get(stem, main)) for _, path, stem in _files(study, gone)]
    return np.array(found, np.int32)


def _files(study: Study, package: int) -> list[tuple[int, str, str]]:
    """A package's modules: each with its path in there and its name, worked out once a study."""
    made: dict[int, list[tuple[int, str, str]]] = study.once("bundles.files of packages", dict)
    if package not in made:
        folder = f"{folder_of(study, package)}/"
        rows = modules_in(study, [package]).tolist()
        paths = [study.name_of(row).rpartition(folder)[2] for row in rows]
        made[package] = [(row, p, _stem(p)) for row, p in zip(rows, paths, strict=True)]
    return made[package]


def _stem(path: str) -> str:
    return _SUFFIX.sub("", _LAYOUT.sub("", path)).lower()


def _main(study: Study, modules: NDArray[np.int32]) -> int:
    """Of a package's modules, in order, the one that others import most, the largest of equals; -1
    for none."""
    if not len(modules):
        return -1
    edges, into = study.loading.edges, edges_into(study, modules)
    asked = edges.target[into[~np.isin(edges.source[into], modules)]]
    often = np.bincount(np.searchsorted(modules, asked), minlength=len(modules))
    return int(modules[np.lexsort((-study.weights.of_module[modules], -often))[0]])
