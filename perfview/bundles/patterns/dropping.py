"""Doing without a package: whether own code can, and the change of imports that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.curated.known_packages import known_packages, matches
from perfview.bundles.patterns.asking import importers, own
from perfview.bundles.patterns.packages_shipped import modules_in, package_sizes, rows_by_name
from perfview.bundles.scenarios.edits import CUT, REMOVE, Edit
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


@dataclass(frozen=True)
class Polyfilled:
    """What only brings what browsers lack: packages, rows of `Packages`; modules int32; ours int32:
    modules of own code that import any."""

    packages: tuple[int, ...]
    modules: NDArray[np.int32]
    ours: NDArray[np.int32]

    @property
    def edit(self) -> Edit:
        """Own code imports none of it; what other packages need stays."""
        words = "no polyfills in own code"
        return Edit(CUT, words, importers=self.ours, targets=self.modules)


def polyfilled(study: Study) -> Polyfilled | None:
    """All polyfills that own code imports; None where it imports none."""
    table = known_packages()
    by_name = rows_by_name(study).items()
    rows = tuple(row for name, some in by_name if table.is_polyfill(name) for row in some)
    modules = modules_in(study, list(rows))
    ours = own(study, importers(study, modules)) if len(modules) else modules
    return Polyfilled(rows, modules, ours) if len(ours) else None
