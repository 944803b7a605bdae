"""Changes somebody thinks of while looking at a module, a package or an import."""

from __future__ import annotations

import numpy as np

from perfview.bundles.patterns.asking import importers
from perfview.bundles.patterns.copies import Copies, dedupe, duplicates, merger, told
from perfview.bundles.patterns.packages_shipped import modules_in
from perfview.bundles.presence.paths import sole_imports
from perfview.bundles.scenarios.edits import CUT, LAZY, REMOVE, Edit
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.quantities import plural
from perfview.ui.bundles.changes.proposal import Proposal


def lazy_import(study: Study, row: int) -> Proposal:
    """One import (a row of `Imports`) loaded when it is asked for."""
    source, target = _ends(study, row)
    names = short(study.name_of(source)), short(study.name_of(target))
    words = f"{names[0]} → {names[1]} loaded when it is asked for"
    edit = Edit(LAZY, words, np.array([source], np.int32), np.array([target], np.int32))
    return Proposal(
        f"lazy {source} {target}", f"Load {_last(names[1])} lazily", f"in {names[0]}",
        "import()", (edit,),
    )  # fmt: skip


def cut_import(study: Study, row: int) -> Proposal:
    """One import (a row of `Imports`) gone."""
    source, target = _ends(study, row)
    names = short(study.name_of(source)), short(study.name_of(target))
    edit = Edit(
        CUT, f"{names[0]} → {names[1]} gone", np.array([source], np.int32),
        np.array([target], np.int32),
    )  # fmt: skip
    title = f"Do without {_last(names[1])} in {_last(names[0])}"
    return Proposal(f"cut {source} {target}", title, "this import only", "remove", (edit,))


def lazy_module(study: Study, module: int) -> Proposal:
    """A module loaded when it is asked for: the one import that keeps it at start, where there is
    one, else all imports of it."""
    sole = sole_imports(study, module)
    if len(sole) and int(study.model.imports.target[sole[0]]) == module:
        return lazy_import(study, int(sole[0]))
    name, rows = short(study.name_of(module)), np.array([module], np.int32)
    asking = importers(study, rows)
    edit = Edit(LAZY, f"{name} loaded when it is asked for", targets=rows)
    detail = f"in all {plural(len(asking), 'importer')}"
    return Proposal(f"lazy * {module}", f"Load {_last(name)} lazily", detail, "import()",
                    (edit,))  # fmt: skip


def without_module(study: Study, module: int) -> Proposal:
    """Nobody imports a module any more."""
    name = short(study.name_of(module))
    edit = Edit(REMOVE, f"{name} removed", targets=np.array([module], np.int32))
    return Proposal(f"remove {module}", f"Do without {_last(name)}", "nobody imports it", "remove",
                    (edit,))  # fmt: skip


def without_package(study: Study, package: int) -> Proposal:
    """Nobody imports a package (a row of `Packages`) any more."""
    targets, name = modules_in(study, [package]), package_words(study, package)
    asking = importers(study, targets)
    edit = Edit(REMOVE, f"{name} removed", targets=targets)
    detail = f"imported by {plural(len(asking), 'module')}"
    if copies_of(study, package) is not None:
        # Copies of one version, or of one that is not told, have the same name.
        detail = f"{study.model.strings[study.model.packages.folder[package]]}, {detail}"
    return Proposal(f"package {package}", f"Do without {name}", detail, "remove", (edit,))


def lazy_package(study: Study, package: int) -> Proposal:
    """All imports of a package from outside loaded when they are asked for."""
    targets, name = modules_in(study, [package]), package_words(study, package)
    asking = importers(study, targets)
    edit = Edit(LAZY, f"{name} loaded when it is asked for", targets=targets)
    detail = f"in all {plural(len(asking), 'importer')}"
    return Proposal(f"lazy package {package}", f"Load {name} lazily", detail,
                    "import()", (edit,))  # fmt: skip


def single_copy(study: Study, found: Copies) -> Proposal:
    """One copy of a package instead of several."""
    kept = merger(study, found)
    versions = ", ".join(dict.fromkeys(told(study, copy) for copy in kept.gone))
    detail = f"{told(study, kept.kept)} instead of {versions} as well"
    if kept.blocked:
        asks = ", ".join(f"{who} asks for {what}" for who, what in kept.blocked.items())
        detail = f"{detail}, but {asks}"
    return Proposal(
        f"dedupe {found.name}", f"Ship {found.name} once", detail, "dedupe",
        tuple(dedupe(study, found, kept)),
    )  # fmt: skip


def copies_of(study: Study, package: int) -> Copies | None:
    """All copies of what a row of `Packages` is one of, None where it ships once."""
    return next(
        (each for each in duplicates(study) if any(c.package == package for c in each.copies)),
        None,
    )


def package_words(study: Study, package: int) -> str:
    """``lodash 4.17.21``."""
    packages, texts = study.model.packages, study.model.strings
    return f"{texts[packages.name[package]]} {texts[packages.version[package]]}".strip()


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _ends(study: Study, row: int) -> tuple[int, int]:
    imports = study.model.imports
    return int(imports.source[row]), int(imports.target[row])
