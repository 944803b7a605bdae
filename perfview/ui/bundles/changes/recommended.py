"""The changes that recommendations ask for, as proposals to try out. For a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from perfview.bundles.curated.known_packages import known_packages
from perfview.bundles.patterns.asking import importers, own
from perfview.bundles.patterns.collections import like_files
from perfview.bundles.patterns.copies import duplicates
from perfview.bundles.patterns.dropping import droppable, removal
from perfview.bundles.patterns.packages_shipped import modules_in, rows_by_name
from perfview.bundles.scenarios.edits import CUT, LAZY, Edit
from perfview.bundles.searching.barrel_ways import barrel_ways
from perfview.bundles.searching.later_imports import loaded_at_start
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.finding import Finding
from perfview.findings.quantities import number, plural
from perfview.ui.bundles.changes.proposal import Proposal
from perfview.ui.bundles.changes.proposing import barrel_proposal, lazy_ones, lazy_proposal
from perfview.ui.bundles.changes.thinking import single_copy, without_package

_LEAST_FILES = 2


def recommended(study: Study, findings: Iterable[Finding]) -> list[Proposal]:
    """What findings ask to change, in their order, each change once; findings that ask for no
    change of imports are left out."""
    found: dict[str, Proposal] = {}
    for finding in findings:
        proposal = proposal_of(study, finding)
        if proposal is not None:
            found.setdefault(proposal.key, proposal)
    return list(found.values())


def can_be_tried(finding: Finding) -> bool:
    """Whether a finding is of a kind that asks for a change of imports. Cheap."""
    return finding.detector in _MAKERS and finding.saving is not None


def proposal_of(study: Study, finding: Finding) -> Proposal | None:
    """The change that a finding asks for, None where it is not one of imports, or where it holds
    no more."""
    if not can_be_tried(finding):
        return None
    return _MAKERS[finding.detector](study, finding.entity)


def _lazy(study: Study, entity: str) -> Proposal | None:
    for each in lazy_ones(study):
        first, target = int(each.prospect.importers[0]), int(each.prospect.targets[0])
        if entity == f"{study.name_of(first)} → {study.name_of(target)}":
            return lazy_proposal(study, each)
    return None


def _needless(study: Study, entity: str) -> Proposal | None:
    for each in loaded_at_start(study):
        if study.name_of(each.module) == entity and len(each.holders):
            name = short(entity)
            words = f"{name} loaded only when it is asked for"
            edit = Edit(LAZY, words, each.holders, np.array([each.module], np.int32))
            detail = f"in {plural(len(each.holders), 'importer')}, as elsewhere already"
            title = f"Load {name.rpartition('/')[2]} lazily everywhere"
            return Proposal(f"needless {each.module}", title, detail, "import()", (edit,))
    return None


def _copies(study: Study, entity: str) -> Proposal | None:
    name = entity.removeprefix("package ")
    return next((single_copy(study, each) for each in duplicates(study) if each.name == name), None)


def _barrel(study: Study, entity: str) -> Proposal | None:
    for each in barrel_ways(study):
        if entity in (study.name_of(each.barrel.module), short(study.name_of(each.barrel.module))):
            return barrel_proposal(study, each)
    return None


def _replaced(study: Study, entity: str) -> Proposal | None:
    name = entity.removeprefix("package ")
    for each in droppable(study, name):
        if len(each.packages) == 1:
            return without_package(study, each.packages[0])
        key, detail = f"package {each.packages}", f"all {number(len(each.packages))} copies"
        return Proposal(key, f"Do without {name}", detail, "remove", (removal(each),))
    return None


def _like_files(study: Study, entity: str) -> Proposal | None:
    for each in like_files(study, _LEAST_FILES):
        if entity == f"folder {each.folder}":
            words = f"{study.name_of(each.parent)} without {each.folder}"
            asker = np.array([each.parent], np.int32)
            edit = Edit(CUT, words, asker, each.files, is_source_change=True)
            whose = study.package_of(int(each.files[0])) or each.folder
            title = f"Do without {number(len(each.files))} {each.what} of {whose}"
            detail = "those that are used stay: a little less than this"
            return Proposal(f"files {each.folder}", title, detail, "imports", (edit,))
    return None


def _polyfills(study: Study, _entity: str) -> Proposal | None:
    table, by_name = known_packages(), rows_by_name(study)
    names = [name for name in by_name if table.is_polyfill(name)]
    modules = modules_in(study, [row for name in names for row in by_name[name]])
    ours = own(study, importers(study, modules))
    if not len(ours):
        return None
    edit = Edit(CUT, "no polyfills in own code", importers=ours, targets=modules)
    detail = f"{plural(len(names), 'package')} that own code imports"
    return Proposal("polyfills", "Do without polyfills", detail, "target", (edit,))


_MAKERS: dict[str, Callable[[Study, str], Proposal | None]] = {
    "lazy-import": _lazy,
    "ineffective-dynamic-import": _needless,
    "duplicate-package": _copies,
    "barrel-file": _barrel,
    "replaceable-package": _replaced,
    "locale-data": _like_files,
    "polyfills": _polyfills,
}
