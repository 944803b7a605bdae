"""Changes as somebody asks for them, with modules and packages by name, as edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import DYNAMIC, JAVASCRIPT, OWN_CODE
from perfview.bundles.naming.choosing import modules_named, packages_named
from perfview.bundles.patterns.copies import Copies, Copy, Merger, dedupe, duplicates, merger
from perfview.bundles.scenarios.edits import BYPASS, CUT, DEDUPE, FREE, LAZY, REMOVE, Edit
from perfview.bundles.searching.barrel_uses import uses_of
from perfview.bundles.searching.barrels import Barrel
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import plural
from perfview.findings.resizing import SizeChange

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_NAMED = 6
"""Modules that a sentence names at most."""

ANYWHERE = ""
"""An importer of this name means everybody outside of what is imported."""


def edits_of(study: Study, change: SizeChange) -> list[Edit]:
    """The edits that a change stands for. Raises UnanswerableError."""
    if change.kind not in _MADE:
        known = ", ".join(f"--{kind}" for kind in _MADE)
        raise UnanswerableError(f"Of a build these can change: {known}.", f"--{change.kind}")
    return _MADE[change.kind](study, change.what)


def _lazy(study: Study, what: str) -> list[Edit]:
    importers, targets, words = _import_named(study, what, LAZY)
    return [Edit(LAZY, f"{words} loaded when it is asked for", importers, targets)]


def _cut(study: Study, what: str) -> list[Edit]:
    importers, targets, words = _import_named(study, what, CUT)
    # Nobody changes the code of a package: it is asked for in another way, by code written anew.
    inside = len(importers) > 0 and bool((study.model.modules.package[importers] != OWN_CODE).all())
    return [Edit(CUT, f"{words} gone", importers, targets, is_source_change=inside)]


def _import_named(
    study: Study, what: str, kind: str
) -> tuple[NDArray[np.int32], NDArray[np.int32], str]:
    """Who imports what, of ``IMPORTER`` and ``MODULE`` on two lines."""
    option = f"--{kind}"
    importer, _, target = (part.strip() for part in what.partition("\n"))
    targets = modules_named(study, target, option)
    anywhere = importer in (ANYWHERE, "*")
    importers = np.zeros(0, np.int32) if anywhere else modules_named(study, importer, option)
    targets = _with_those_behind(study, importers, targets)
    edges = study.loading.edges
    into = np.isin(edges.target, targets)
    if len(importers):
        asking = into & np.isin(edges.source, importers)
    else:
        asking = into & ~np.isin(edges.source, targets)
    if kind == LAZY and asking.any() and bool(edges.is_later[asking].all()):
        raise UnanswerableError(f"“{target}” loads when it is asked for already.", option)
    if not asking.any():
        outside = edges.source[into & ~np.isin(edges.source, targets)]
        raise UnanswerableError(
            f"{importer or 'Nobody'} does not import “{target}”. {_who(study, outside)}", option
        )
    source = importer if len(importers) else "from anywhere"
    return importers, targets, f"{source} → {target}"


def _with_those_behind(
    study: Study, importers: NDArray[np.int32], targets: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Targets with what the same requests of these importers really lead to: a bundler that looks
    past a barrel free of side effects tells imports of what is behind it."""
    imports = study.model.imports
    rows = np.isin(imports.source, importers) & (imports.request >= 0)
    asked = rows & np.isin(imports.target, targets) & (imports.kind != DYNAMIC)
    same = rows & np.isin(_keys(study, rows), _keys(study, asked)[asked])
    return np.union1d(targets, imports.target[same]).astype(np.int32)


def _keys(study: Study, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Importer and request in one number, int64 (e)."""
    imports = study.model.imports
    return (imports.source.astype(np.int64) << 32) | imports.request.astype(np.int64)


def _who(study: Study, importers: NDArray[np.int32]) -> str:
    names = [study.name_of(int(each)) for each in np.unique(importers)]
    if not names:
        return "Nobody imports it."
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    return f"It is imported by {shown}{f' and {more:,} more' if more > 0 else ''}."


def _remove(study: Study, what: str) -> list[Edit]:
    rows = packages_named(study, what, "--remove")
    targets = np.flatnonzero(np.isin(study.model.modules.package, rows)).astype(np.int32)
    return [Edit(REMOVE, f"{what} removed", targets=targets)]


def _dedupe(study: Study, what: str) -> list[Edit]:
    """One copy instead of several. A folder names the copy to keep, a name only the package."""
    rows = packages_named(study, what, "--dedupe")
    name = study.model.strings[study.model.packages.name[rows[0]]]
    found = next((each for each in duplicates(study) if each.name == name), None)
    if found is None:
        raise UnanswerableError(f"“{name}” ships in one copy only.", "--dedupe")
    named = [copy for copy in found.copies if copy.package in rows]
    if len(rows) == 1 and named:
        return dedupe(study, found, _keeping(found, named[0]))
    if any(copy.version for copy in found.copies):
        return dedupe(study, found, merger(study, found))
    return dedupe(study, found, _keeping(found, _likeliest(study, found)))


def _keeping(copies: Copies, kept: Copy) -> Merger:
    return Merger(kept, tuple(each for each in copies.copies if each is not kept), {}, None)


def _likeliest(study: Study, copies: Copies) -> Copy:
    """The copy to keep where no version is known: one that packages ask for, since own code can be
    changed to use it and they cannot; the heaviest of those."""
    package = study.model.modules.package
    asked = [each for each in copies.copies if (package[each.importers] != OWN_CODE).any()]
    only = [each for each in asked if (package[each.importers] != OWN_CODE).all()]
    return (only or asked or list(copies.copies))[0]


def _bypass(study: Study, what: str) -> list[Edit]:
    barrel, uses = _barrel(study, what, BYPASS)
    return [Edit(BYPASS, f"{study.name_of(barrel)} bypassed", targets=_row(barrel), uses=uses)]


def _free(study: Study, what: str) -> list[Edit]:
    barrel, uses = _barrel(study, what, FREE)
    words = f"{study.name_of(barrel)} declared free of side effects"
    return [Edit(FREE, words, targets=_row(barrel), uses=uses)]


def _row(module: int) -> NDArray[np.int32]:
    return np.array([module], np.int32)


def _barrel(study: Study, what: str, kind: str) -> tuple[int, dict[int, tuple[int, ...]]]:
    """The module that is meant (the index file of a folder), and who uses what of it."""
    option = f"--{kind}"
    barrel = _one_barrel(study, modules_named(study, what, option), what, option)
    edges = study.loading.edges
    passed = edges.target[(edges.source == barrel) & ~edges.is_later]
    if not len(passed):
        raise UnanswerableError(f"{study.name_of(barrel)} passes on no module.", option)
    if not (edges.target == barrel).any():
        raise UnanswerableError(f"Nobody imports {study.name_of(barrel)}.", option)
    return barrel, uses_of(study, Barrel(barrel, passed))


def _one_barrel(study: Study, rows: NDArray[np.int32], what: str, option: str) -> int:
    if len(rows) == 1:
        return int(rows[0])
    scripts = rows[study.model.modules.kind[rows] == JAVASCRIPT]
    names = {int(row): study.name_of(int(row)) for row in scripts}
    top = min((name.count("/") for name in names.values()), default=0)
    index = [
        row
        for row, name in names.items()
        if name.count("/") == top and name.rpartition("/")[2].partition(".")[0] == "index"
    ]
    if len(index) == 1:
        return index[0]
    said = f"“{what}” stands for {plural(len(rows), 'module')} and no index file: name the barrel."
    raise UnanswerableError(said, option)


_MADE: dict[str, Callable[[Study, str], list[Edit]]] = {
    LAZY: _lazy,
    CUT: _cut,
    REMOVE: _remove,
    DEDUPE: _dedupe,
    BYPASS: _bypass,
    FREE: _free,
}
