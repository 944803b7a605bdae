"""Doing without a package: whether own code can, and the change of imports that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.curated.known_packages import matches
from perfview.bundles.patterns.asking import importers, own
from perfview.bundles.patterns.packages_shipped import modules_in, package_sizes, rows_by_name
from perfview.bundles.scenarios.edits import REMOVE, Edit
from perfview.bundles.study import Study


@dataclass(frozen=True)
class Droppable:
    """A package with those that only wrap it: its name, rows of `Packages`, modules int32, shipped
    bytes; own and foreign: modules that import it from own code and from other packages, int32."""

    name: str
    packages: tuple[int, ...]
    modules: NDArray[np.int32]
    bytes: int
    own: NDArray[np.int32]
    foreign: NDArray[np.int32]

    @property
    def is_up_to_us(self) -> bool:
        """Only own code imports it."""
        return len(self.own) > 0 and not len(self.foreign)


def droppable(study: Study, name: str, wrappers: Iterable[str] = ()) -> list[Droppable]:
    """Packages of a name, or like it where it is a pattern, that ship."""
    by_name = rows_by_name(study)
    around = [row for wrapper in wrappers for row in by_name.get(wrapper, [])]
    found = []
    for each in sorted(n for n in by_name if n == name or matches(n, (name,))):
        rows = tuple(by_name[each] + around)
        modules = modules_in(study, list(rows))
        asking = importers(study, modules)
        size = int(package_sizes(study).bytes[list(rows)].sum())
        ours = own(study, asking)
        foreign = asking[~np.isin(asking, ours)]
        found.append(Droppable(each, rows, modules, size, ours, foreign))
    return found


def removal(found: Droppable) -> Edit:
    """Nobody imports it any more."""
    return Edit(REMOVE, f"{found.name} removed", targets=found.modules)


def own_removal(found: Droppable) -> Edit:
    """Own code does not import it any more; other packages still do."""
    words = f"{found.name} no longer imported by own code"
    return Edit(REMOVE, words, importers=found.own, targets=found.modules)
