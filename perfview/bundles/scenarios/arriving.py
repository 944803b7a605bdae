"""What a copy that stays newly ships where it takes the place of others: modules that were shaken
off it, which imports of the other copies ask for. No build says what those weigh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Reached
from perfview.bundles.model import LATER, REEXPORT, URL
from perfview.bundles.patterns.copies import counterparts
from perfview.bundles.patterns.packages_shipped import modules_in
from perfview.bundles.scenarios.edits import DEDUPE, Edit
from perfview.bundles.scenarios.standing import standing

if TYPE_CHECKING:
    from perfview.bundles.study import Study

BARREL_PARTS = 2
"""A module that passes on so many others brings only what is used of them."""


@dataclass(frozen=True)
class Arrivals:
    """modules int32: what newly ships. likely, most: its bytes as written, probably and at most
    (least is none); at_start: how much of `likely` and of `most` loads at start."""

    modules: NDArray[np.int32]
    likely: int = 0
    most: int = 0
    at_start: tuple[int, int] = (0, 0)


def arrivals(study: Study, edits: Sequence[Edit], after: Reached) -> Arrivals:
    """What the copies that stay newly ship after these changes."""
    package, found = study.model.modules.package, Arrivals(np.zeros(0, np.int32))
    asked: dict[int, set[int]] = defaultdict(set)
    untold: dict[int, Arrivals] = {}
    for edit in edits:
        onto = edit.onto[edit.onto >= 0]
        if edit.kind == DEDUPE and len(onto) and len(edit.targets):
            gone, kept = int(package[edit.targets[0]]), int(package[onto[0]])
            if gone >= 0 and kept >= 0:
                asked[kept] |= _asked(study, gone, kept)
            # Copies ask for much the same, so the largest part of them counts.
            lacks = _untold(study, gone, kept, after)
            untold[kept] = max(untold.get(kept, lacks), lacks, key=lambda each: each.most)
    for each in untold.values():
        found = _with(found, each)
    for kept, seeds in asked.items():
        found = _with(found, _weighed(study, kept, _behind(study, kept, seeds), after))
    return found


def _with(one: Arrivals, other: Arrivals) -> Arrivals:
    return Arrivals(
        np.append(one.modules, other.modules),
        one.likely + other.likely,
        one.most + other.most,
        (one.at_start[0] + other.at_start[0], one.at_start[1] + other.at_start[1]),
    )


def _asked(study: Study, gone: int, kept: int) -> set[int]:
    """Modules of the copy that stays which ship nothing, of whose counterparts something does."""
    ships = standing(study).one
    here = modules_in(study, [gone])
    there = counterparts(study, gone, kept, or_main=False)
    needed = (there >= 0) & (ships[here] > 0)
    wanted = there[needed]
    return set(wanted[ships[wanted] == 0].tolist())


def _behind(study: Study, kept: int, seeds: set[int]) -> list[int]:
    """These modules and what they import of the same package that ships nothing so far, barrels
    left out."""
    ships, next_of = standing(study).one, _inner_imports(study, kept)
    found: set[int] = set()
    left = sorted(seeds)
    while left:
        module = left.pop()
        if module in found or ships[module] > 0 or _is_barrel(study, module):
            continue
        found.add(module)
        left += next_of[module]
    return sorted(found)


def _inner_imports(study: Study, package: int) -> dict[int, set[int]]:
    """Who imports whom within a package. Imports of what was shaken are left out of the build, so
    all that are told count."""
    imports, of = study.model.imports, study.model.modules.package
    inside = (of[imports.source] == package) & (of[imports.target] == package)
    inside &= ~np.isin(imports.kind, (*LATER, URL))
    found: dict[int, set[int]] = defaultdict(set)
    pairs = zip(imports.source[inside].tolist(), imports.target[inside].tolist(), strict=True)
    for source, target in pairs:
        found[source].add(target)
    return found


def _is_barrel(study: Study, module: int) -> bool:
    """Whether a module passes on several others, or is called as those are."""
    again = study.once("bundles.passed on", lambda: _passed_on(study))
    stem = study.name_of(module).rpartition("/")[2].partition(".")[0]
    return stem == "index" or int(again[module]) >= BARREL_PARTS


def _passed_on(study: Study) -> NDArray[np.intp]:
    imports = study.model.imports
    rows = imports.source[imports.kind == REEXPORT]
    return np.bincount(rows, minlength=len(study.model.modules))


def _untold(study: Study, gone: int, kept: int, after: Reached) -> Arrivals:
    """What others ask of a copy that goes, of which the one that stays tells no counterpart:
    webpack lists no module that nobody asked for. With what only that brings it is between nothing
    and what it is in the copy that goes, so the middle is likely."""
    none, here = np.zeros(0, np.int32), modules_in(study, [gone])
    all_of = modules_in(study, [kept])
    if len(all_of) == 1:
        return Arrivals(none)
    there = counterparts(study, gone, kept, or_main=False)
    lacking = set(here[there < 0].tolist())
    next_of = _inner_imports(study, gone)
    edges = study.loading.edges
    into = edges.target[np.isin(edges.target, here) & ~np.isin(edges.source, here)]
    entered = set(into.tolist())
    for barrel in [each for each in entered if _is_barrel(study, each)]:
        entered |= next_of[barrel]
    left = [each for each in entered & lacking if not _is_barrel(study, each)]
    found: set[int] = set()
    while left:
        module = left.pop()
        if module in lacking and module not in found:
            found.add(module)
            left += next_of[module]
    most = int(standing(study).one[sorted(found)].sum())
    at_start = (most // 2, most) if bool(after.at_start[all_of].any()) else (0, 0)
    return Arrivals(none, most // 2, most, at_start)


def _weighed(study: Study, kept: int, modules: list[int], after: Reached) -> Arrivals:
    """Modules by their source, as much smaller as what the package ships already is; at most all
    of it. Where sources are not told, each like the mean of what ships, and like the largest."""
    if not modules:
        return Arrivals(np.zeros(0, np.int32))
    rows, all_of = np.array(modules, np.int32), modules_in(study, [kept])
    ships, source = standing(study).one, study.model.modules.source_bytes
    known = all_of[ships[all_of] > 0]
    told = known[source[known] > 0]
    ratio = min(ships[told].sum() / max(source[told].sum(), 1), 1.0) if len(told) else 1.0
    mean = float(ships[known].mean()) if len(known) else 0.0
    top = float(ships[known].max(initial=0))
    likely = round(float(np.where(source[rows] > 0, source[rows] * ratio, mean).sum()))
    most = round(float(np.where(source[rows] > 0, source[rows], top).sum()))
    is_start = bool(after.at_start[all_of].any())
    return Arrivals(rows, likely, most, (likely, most) if is_start else (0, 0))
