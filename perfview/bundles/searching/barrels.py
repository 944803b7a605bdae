"""Barrels: modules that do little but pass on what others export, and who uses what of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import COMMONJS, JAVASCRIPT, OWN_CODE, REEXPORT

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LEAST_PASSED_ON = 3
"""Modules that a barrel passes on, at least."""

LINE_BYTES = 120
"""Source bytes of one `export … from` at most, on average; what is longer has code of its own."""


@dataclass(frozen=True)
class Barrel:
    """module: the barrel; passes_on int32: the modules whose exports it passes on."""

    module: int
    passes_on: NDArray[np.int32]


def barrels(study: Study) -> list[Barrel]:
    """The barrels of a build, computed once; own ones first, those that bring in most
    before others."""
    return study.once("bundles.barrels", lambda: _barrels(study))


def is_barrel(study: Study, module: int) -> bool:
    """Whether a module is one of them."""
    known = study.once("bundles.barrel_rows", lambda: {each.module for each in barrels(study)})
    return module in known


def _barrels(study: Study) -> list[Barrel]:
    modules, edges = study.model.modules, study.loading.edges
    along = ~edges.is_later
    many = np.bincount(edges.source[along], minlength=len(modules))
    size = modules.source_bytes
    short = size <= LINE_BYTES * np.maximum(many, 1)
    fits = (many >= LEAST_PASSED_ON) & short & study.loading.reached.at_all
    fits &= (modules.kind == JAVASCRIPT) & (modules.format != COMMONJS) & _may_pass_on(study)
    fits[study.loading.entries] = False
    found = []
    for row in np.flatnonzero(fits).tolist():
        passed = edges.target[along & (edges.source == row)]
        # Data, styles and files export no names: whoever imports them uses them.
        passed = passed[modules.kind[passed] == JAVASCRIPT]
        if _is_called_so(study, row, passed):
            found.append(Barrel(row, passed))
    package, retained = modules.package, study.dominated.retained_bytes
    return sorted(
        found, key=lambda each: (int(package[each.module]) != OWN_CODE, -retained[each.module])
    )


def _may_pass_on(study: Study) -> NDArray[np.bool_]:
    """Modules (m) that export what others do, where the bundler tells that; else all."""
    imports, m = study.model.imports, len(study.model.modules)
    rows = imports.kind == REEXPORT
    if not rows.any():
        return np.ones(m, np.bool_)
    found = np.zeros(m, np.bool_)
    found[imports.source[rows]] = True
    return found


def _is_called_so(study: Study, module: int, passed: NDArray[np.int32]) -> bool:
    """Whether it is called as barrels are, and most of what it imports lies below its folder."""
    path = study.name_of(module)
    folder, _, name = path.rpartition("/")
    below = [study.name_of(int(each)).startswith(f"{folder}/") for each in passed]
    inside = sum(below) >= max(LEAST_PASSED_ON, 0.6 * len(passed))
    return inside and name.partition(".")[0] in ("index", "main", "mod", "public-api", "exports")
