"""How sensible it is to load something later: 0 for what the first picture needs, 1 for what
nobody needs before a click. What speaks for it and against it is said, not only summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.model import OWN_CODE
from perfview.bundles.searching.barrels import is_barrel
from perfview.bundles.searching.first_shown import ALWAYS
from perfview.bundles.searching.first_shown import FIRST as SHOWN_FIRST
from perfview.bundles.searching.first_shown import LATER as SHOWN_LATER
from perfview.bundles.searching.import_rows import written
from perfview.bundles.searching.known_packages import FIRST, GLUE, LATER
from perfview.bundles.searching.path_words import (
    folder_of,
    is_page,
    is_part,
    sounds_first,
    sounds_later,
)
from perfview.bundles.searching.prospects import Prospect
from perfview.bundles.searching.uses import HANDLERS, TOP_LEVEL, when_used, where_shown

if TYPE_CHECKING:
    from perfview.bundles.study import Study

WHOLE = 0.7
"""Of the own code that loads at start: what brings in more is the application itself."""


@dataclass(frozen=True)
class Fitness:
    """value 0-1; signs: what speaks for it, as halves of sentences about the module."""

    value: float
    signs: tuple[str, ...] = ()


NONE = Fitness(0.0)


def fitness(study: Study, prospect: Prospect) -> Fitness:
    """How sensible it is that these imports become lazy."""
    pairs = _pairs(study, prospect)
    passed_on = any(written(study, *pair).is_passed_on for pair in pairs)
    barrel = any(
        _is_own_barrel(study, int(row)) for row in (*prospect.targets, *prospect.importers)
    )
    if passed_on or barrel or _is_the_page(study, prospect):
        return NONE
    shown = {where_shown(study, *pair) for pair in pairs[:4]}
    if SHOWN_FIRST in shown:
        return NONE
    target = int(prospect.targets[0])
    is_own = int(study.model.modules.package[target]) == OWN_CODE
    value, signs = _of_own(study, prospect) if is_own else _of_package(study, target)
    used = {when_used(study, *pair) for pair in pairs[:4]}
    if used == {HANDLERS}:
        value, signs = value + 0.3, [*signs, "every use of it stands inside a callback"]
    elif TOP_LEVEL in used:
        value -= 0.25
    if shown == {SHOWN_LATER}:
        value, signs = value + 0.2, [*signs, "what imports it begins by showing something else"]
    elif ALWAYS in shown:
        value -= 0.25
    elif _is_the_only_page(study, prospect):
        value -= 0.3
    return Fitness(min(max(value, 0.0), 0.95), tuple(signs))


def _is_the_only_page(study: Study, prospect: Prospect) -> bool:
    """Whether it is all that is imported plainly of pages that its importer else asks for later:
    then it is what people see first, unless its name says that they open it."""
    target, edges = int(prospect.targets[0]), study.loading.edges
    path = study.name_of(target)
    folder = folder_of(path)
    if len(prospect.importers) != 1 or sounds_later(path):
        return False
    if folder not in _lazy_folders(study, prospect):
        return False
    here = edges.target[(edges.source == prospect.importers[0]) & ~edges.is_later]
    return [int(m) for m in np.unique(here) if folder_of(study.name_of(int(m))) == folder] == [
        target
    ]


def _is_own_barrel(study: Study, module: int) -> bool:
    return int(study.model.modules.package[module]) == OWN_CODE and is_barrel(study, module)


def _pairs(study: Study, prospect: Prospect) -> list[tuple[int, int]]:
    edges = study.loading.edges
    among = np.isin(edges.source, prospect.importers) & np.isin(edges.target, prospect.targets)
    rows = np.flatnonzero(among & ~edges.is_later)
    return [(int(edges.source[row]), int(edges.target[row])) for row in rows]


def _is_the_page(study: Study, prospect: Prospect) -> bool:
    """Whether what would leave holds most of a framework, or nearly all own code."""
    package = study.model.modules.package[prospect.leaves]
    start, modules = study.weights.at_start, study.model.modules
    for row in np.unique(package[package >= 0]).tolist():
        if study.model.strings[study.model.packages.name[row]] in FIRST:
            whole = int(start[modules.package == row].sum())
            if 2 * int(start[prospect.leaves[package == row]].sum()) > whole:
                return True
    own = study.loading.reached.at_start & (modules.package == OWN_CODE)
    leaving = prospect.leaves[package == OWN_CODE]
    return bool(start[leaving].sum() > WHOLE * start[own].sum() and len(leaving) > own.sum() / 2)


def _of_own(study: Study, prospect: Prospect) -> tuple[float, list[str]]:
    target = int(prospect.targets[0])
    path = study.name_of(target)
    value, signs = 0.35, []
    siblings = _lazy_folders(study, prospect)
    if folder_of(path) in siblings:
        value, signs = value + 0.25, ["modules beside it are already loaded with `import()`"]
    elif siblings:
        value += 0.05
    if sounds_later(path):
        value += 0.2
    elif sounds_first(path):
        value -= 0.35
    value += 0.1 * is_page(path) + 0.1 * is_part(path)
    heavy = _later_packages(study, prospect)
    if heavy:
        value, signs = value + 0.2, [*signs, f"it alone brings in {_listed(heavy)}"]
    if bool(np.isin(prospect.importers, study.loading.entries).any()) and not signs:
        value -= 0.2
    return value - 0.1 * (len(prospect.importers) - 1), signs


def _of_package(study: Study, target: int) -> tuple[float, list[str]]:
    name = study.package_of(target)
    if name in GLUE:
        return 0.0, []
    if name in LATER:
        return 0.5, [f"`{name}` is seldom needed for the first picture"]
    return 0.2, []


def _lazy_folders(study: Study, prospect: Prospect) -> set[str]:
    """Folders of the modules that the importers already load with `import()`."""
    edges = study.loading.edges
    later = edges.is_later & np.isin(edges.source, prospect.importers)
    return {folder_of(study.name_of(int(each))) for each in edges.target[later]}


def _later_packages(study: Study, prospect: Prospect) -> list[str]:
    """Packages that leave, are seldom needed at first, and make up half of what leaves."""
    start = study.weights.at_start
    package = study.model.modules.package[prospect.leaves]
    weight: dict[str, int] = {}
    texts, names = study.model.strings, study.model.packages.name
    for row in np.unique(package[package >= 0]).tolist():
        name = texts[names[row]]
        if name in LATER:
            bytes_of = int(start[prospect.leaves[package == row]].sum())
            weight[name] = weight.get(name, 0) + bytes_of
    if sum(weight.values()) < 0.4 * prospect.bytes:
        return []
    return sorted(weight, key=lambda name: -weight[name])


def _listed(names: list[str]) -> str:
    shown = [f"`{name}`" for name in names[:3]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
