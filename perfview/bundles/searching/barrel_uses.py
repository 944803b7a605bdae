"""Who uses what of a barrel."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.model import REEXPORT
from perfview.bundles.searching.barrels import Barrel
from perfview.bundles.searching.code_names import names_in_code
from perfview.bundles.searching.exported import exported_names
from perfview.bundles.searching.import_rows import written
from perfview.bundles.searching.source_imports import asks_for, imports_in

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def uses_of(study: Study, barrel: Barrel) -> dict[int, tuple[int, ...]]:
    """The modules each importer really uses of those a barrel passes on.

    By the names in the importer's source or its code as built; where those tell nothing, all that
    the bundler says is used by anybody. Importers of which neither tells are left out.
    """
    edges = study.loading.edges
    importers = np.unique(edges.source[(edges.target == barrel.module) & ~edges.is_later])
    offered = _offered(study, barrel)
    kept = _passed_on(study, barrel)
    found: dict[int, tuple[int, ...]] = {}
    for importer in importers.tolist():
        used = _by_name(study, importer, barrel, offered)
        if kept is not None:
            used = (used & kept if used else kept) or kept
        if used:
            found[importer] = tuple(sorted(used))
    return found


def fewest_uses(study: Study, barrel: Barrel) -> dict[int, tuple[int, ...]] | None:
    """The same where the one importer that loads at start and does not tell uses but the lightest
    of what anybody uses: what is really used lies between the two. None where all tell, and where
    several do not, as together they use most of it."""
    offered, kept = _offered(study, barrel), _passed_on(study, barrel)
    if not kept or len(kept) < 2:
        return None
    retained = study.dominated_at_start.retained_bytes
    lightest = min(kept, key=lambda module: (int(retained[module]), module))
    found, silent = uses_of(study, barrel), []
    for importer in found:
        named = _by_name(study, importer, barrel, offered)
        if study.loading.reached.at_start[importer] and not (named and named & kept):
            silent.append(importer)
    return {**found, silent[0]: (lightest,)} if len(silent) == 1 else None


def _offered(study: Study, barrel: Barrel) -> dict[str, int]:
    """Names that one module alone of a barrel exports, to that module."""
    names = {int(each): exported_names(study, int(each)) for each in barrel.passes_on}
    often = Counter(name for several in names.values() for name in several)
    return {
        name: module for module, several in names.items() for name in several if often[name] == 1
    }


def _by_name(
    study: Study, importer: int, barrel: Barrel, offered: dict[str, int]
) -> set[int] | None:
    """What an importer uses by its source or its built code; None where neither tells."""
    names = names_in_code(study).get(importer)
    if names is None:
        return None
    used = _in_source(study, names.text, importer, barrel, offered)
    return used or {offered[name] for name in names.depth if name in offered} or None


def _in_source(
    study: Study, text: str, importer: int, barrel: Barrel, offered: dict[str, int]
) -> set[int] | None:
    """The modules of the names that a source text imports; None where one of them is not known."""
    request = written(study, importer, barrel.module).request
    path = study.name_of(barrel.module)
    asked = [each for each in imports_in(text) if asks_for(each, request, path)]
    names = {name for each in asked for name in each.names.values()}
    if not names or any(name not in offered for name in names):
        return None
    return {offered[name] for name in names}


def _passed_on(study: Study, barrel: Barrel) -> set[int] | None:
    """What the bundler says is used of a barrel by anybody; None where it does not tell."""
    imports = study.model.imports
    all_rows = np.flatnonzero((imports.source == barrel.module) & (imports.kind == REEXPORT))
    if not len(all_rows) or bool(imports.is_active[all_rows].all()):
        return None
    used = all_rows[imports.is_active[all_rows]]
    return {int(each) for each in imports.target[used]}
