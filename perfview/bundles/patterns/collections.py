"""Folders with one file for each of many: locales, languages, dictionaries."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.curated.known_packages import Collection, known_packages
from perfview.bundles.model import CONTEXT, REEXPORT, URL
from perfview.bundles.study import Study

LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}\Z")
"""How files for locales are called: ``de``, ``pt-br``, ``zh_Hant_TW`` (BCP 47, roughly)."""

LOCALES = 0.6
"""Part of the files that are called so from which a folder holds locales."""

LEAVES = 0.8
"""Part of the files that import nothing, or one and the same thing, from which they are data."""

SAME_PARENT = 0.9
"""Part of a folder that one module has to bring in."""


@dataclass(frozen=True)
class LikeFiles:
    """A folder of like files that one module brings in.

    folder: its path; what: "locales", "languages", or "files"; parent: the module that lists them;
    files: modules int32; context: whether a pattern stands for them; known: what is known of it by
    name.
    """

    folder: str
    what: str
    parent: int
    files: NDArray[np.int32]
    context: bool
    known: Collection | None


def like_files(study: Study, least: int) -> list[LikeFiles]:
    """Folders with at least `least` such files that load, the heaviest first."""
    edges = study.model.imports
    loads = edges.is_active & (edges.kind != URL) & (edges.source != edges.target)
    loads &= study.loading.reached.at_all[edges.source]
    rows = np.flatnonzero(loads)
    # Only folders of whoever imports many can be one.
    order = rows[np.argsort(edges.source[rows], kind="stable")]
    parents, first, often = np.unique(edges.source[order], return_index=True, return_counts=True)
    found = []
    for parent, start, many in zip(parents.tolist(), first.tolist(), often.tolist(), strict=True):
        if many >= least:
            found += _of_parent(study, parent, order[start : start + many], least)
    return sorted(found, key=lambda each: -int(study.weights.of_module[each.files].sum()))


def _of_parent(study: Study, parent: int, rows: NDArray[np.int64], least: int) -> list[LikeFiles]:
    imports = study.model.imports
    folders: dict[str, dict[int, bool]] = {}
    for row in rows.tolist():
        target = int(imports.target[row])
        folder = study.name_of(target).rpartition("/")[0]
        is_context = int(imports.kind[row]) == CONTEXT
        files = folders.setdefault(folder, {})
        files[target] = files.get(target, False) or is_context
    found = []
    for folder, files in folders.items():
        modules = np.array(sorted(files), np.int32)
        context = sum(files.values()) >= SAME_PARENT * len(files)
        if len(files) >= least:
            made = _judged(study, folder, parent, modules, context)
            found += [made] if made is not None else []
    return found


def _is_of(study: Study, files: NDArray[np.int32], parent: int) -> bool:
    """Whether hardly anybody beside this module imports them."""
    edges = study.loading.edges
    others = np.isin(edges.target, files) & (edges.source != parent)
    others &= ~np.isin(edges.source, files)
    asked = len(np.unique(edges.target[others]))
    return asked <= (1 - SAME_PARENT) * len(files) + 1


def _judged(
    study: Study, folder: str, parent: int, files: NDArray[np.int32], context: bool
) -> LikeFiles | None:
    """None for a folder whose files are code that happens to lie together."""
    package = study.package_of(int(files[0]))
    stems = [study.name_of(m).rpartition("/")[2].partition(".")[0] for m in files.tolist()]
    table = study.once("known_packages", known_packages)
    last = folder.rpartition("/")[2]
    known = next((c for c in table.collections if c.package == package and c.folder == last), None)
    are_locales = sum(bool(LOCALE.match(stem)) for stem in stems) >= LOCALES * len(stems)
    if known is not None and len(files) < known.least:
        return None
    is_named = last in table.collection_folders
    is_telling = known is not None or is_named or are_locales
    # What is cheap to ask first: a large build has many folders.
    if not (is_telling or context) or not _is_of(study, files, parent):
        return None
    is_sure = known is not None or (context and is_telling)
    if not is_sure and not _are_leaves(study, files, parent):
        return None
    what = known.what if known else "locales" if are_locales else last if is_named else "files"
    return LikeFiles(folder, what, parent, files, context, known)


def _are_leaves(study: Study, files: NDArray[np.int32], parent: int) -> bool:
    """Whether these import nothing, or all the same few things, as data do."""
    edges = study.loading.edges
    outside = np.isin(edges.source, files) & ~np.isin(edges.target, files)
    outside &= edges.target != parent
    source, target = edges.source[outside], edges.target[outside]
    shared, often = np.unique(target, return_counts=True)
    common = shared[often >= LEAVES * len(files)]
    odd = np.unique(source[~np.isin(target, common)])
    return len(common) <= 2 and len(odd) <= (1 - LEAVES) * len(files)


def is_reexported(study: Study, found: LikeFiles) -> bool:
    """Whether the module that lists them only passes them on, so that bundlers can shake them."""
    imports = study.model.imports
    rows = (imports.source == found.parent) & np.isin(imports.target, found.files)
    return bool(rows.any()) and bool((imports.kind[rows] == REEXPORT).all())
