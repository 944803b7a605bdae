"""What the window has to know of bundles.

The selection that views of a bundle share is told in `choosing`; views choose through it only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from perfview.bundles.study import Study
from perfview.findings.finding import Finding
from perfview.findings.quantities import plural, size
from perfview.ui.bundles.choosing import (
    chosen_module,
    chosen_package,
    reveal_chunk,
    reveal_module,
    reveal_package,
)
from perfview.ui.bundles.jumping.ways import SHEET
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.guide import Destination, Guide

_MOST_MODULES = 5_000


class BundleGuide(Guide):
    """Modules and packages; of stats without modules the files."""

    kind = "bundles"
    icon = "package"
    recording_word = "build"
    reads_folders = True
    compared_view = "builds"
    keys = SHEET

    def can_be_compared(self, study: Study) -> bool:
        """Whatever has files or modules can."""
        return len(study.model) > 0

    def facts(self, document: Document) -> list[str]:
        """``4,218 modules``, ``9 chunks``, ``webpack 5.95``."""
        model = document.opened.study.model
        counts = (
            (len(model.modules), "module"),
            (len(model.chunks), "chunk"),
            (0 if len(model.modules) else len(model.assets), "file"),
        )
        found = [plural(count, word) for count, word in counts if count]
        return [*found, model.made_by] if model.made_by else found

    def destinations(self, document: Document) -> Iterator[Destination]:
        """Packages and chunks, then modules, the heaviest first."""
        study: Study = document.opened.study
        yield from _packages(document, study)
        yield from _chunks(document, study)
        yield from _modules(document, study)

    def details(self, document: Document) -> QWidget | None:
        """Facts of what is chosen, where there are modules."""
        if not len(document.opened.study.model.modules):
            return None
        from perfview.ui.bundles.facts.panel import Details

        return Details(document)

    def nouns(self, document: Document) -> tuple[str, str]:
        """Modules and packages; files where there are no modules."""
        has_modules = len(document.opened.study.model.modules) > 0
        return ("module", "package") if has_modules else ("file", "")

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """The chosen module, those of the chosen package, or all."""
        study: Study = document.opened.study
        if not len(study.model.modules):
            return super().chosen_rows(document)
        focus = document.selection.focus
        module, package = chosen_module(study, focus), chosen_package(study, focus)
        if module >= 0:
            return np.array([module], np.int32), "the chosen module"
        if len(focus.rows):
            return focus.rows, plural(len(focus.rows), "chosen module")
        if package >= 0:
            rows = study.modules_of(package)
            name = study.model.strings[study.model.packages.name[package]]
            return rows, f"{plural(len(rows), 'module')} of {name}"
        return np.arange(len(study.model.modules), dtype=np.int32), "all modules"

    def along(self, document: Document) -> list[Path]:
        """Built files and the folders they stand in; of a folder also the stats in it."""
        study: Study = document.opened.study
        built = [each.path for each in study.built.by_asset.values() if each.read is None]
        folders = list(dict.fromkeys(path.parent for path in built))
        return [*folders, *_stats_in_folder(study), *built]

    def identifier(self, document: Document) -> str:
        """The path of the chosen module, the folder of the chosen package."""
        study: Study = document.opened.study
        focus = document.selection.focus
        module, package = chosen_module(study, focus), chosen_package(study, focus)
        if module >= 0:
            return study.model.strings[study.model.modules.name[module]]
        return study.model.strings[study.model.packages.folder[package]] if package >= 0 else ""

    def trial(self, document: Document, finding: Finding) -> Callable[[], None] | None:
        """What makes a change of the import graph in “What if”."""
        from perfview.ui.bundles.changes.recommended import can_be_tried
        from perfview.ui.bundles.jumping.menu import try_finding

        if not len(document.opened.study.model.imports) or not can_be_tried(finding):
            return None
        return partial(try_finding, document, finding)

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """A module by its path or the bundler's name, a package by its folder or its name."""
        study: Study = document.opened.study
        model = study.model
        texts = _texts_like(study, identifier)
        for column in (model.modules.name, model.modules.identifier):
            rows = np.flatnonzero(np.isin(column, texts))
            if len(rows):
                row = int(rows[0])
                return {"row": row, "operation": int(model.modules.package[row])}
        for column in (model.packages.folder, model.packages.name):
            rows = np.flatnonzero(np.isin(column, texts))
            if len(rows):
                return {"row": -1, "operation": int(rows[0])}
        return None


def _stats_in_folder(study: Study) -> list[Path]:
    """The files of a folder that was opened which are called as stats are."""
    source = study.source
    if source is None or not source.is_folder:
        return []
    from perfview.bundles.readers.folder.listing import is_stats, listing_of

    return [source.path / path for path in listing_of(source).files if is_stats(path)]


def _texts_like(study: Study, wanted: str) -> NDArray[np.int32]:
    found = study.model.strings.find(wanted)
    return np.array([found] if found >= 0 else [], np.int32)


def _packages(document: Document, study: Study) -> Iterator[Destination]:
    packages, of = study.model.packages, study.model.modules.package
    own = of >= 0
    weight = np.bincount(of[own], study.weights.of_module[own], len(packages))
    count = np.bincount(of[own], minlength=len(packages))
    for row in np.argsort(-weight, kind="stable").tolist():
        version = study.model.strings[packages.version[row]]
        name = study.model.strings[packages.name[row]]
        yield Destination(
            f"{name} {version}".strip(),
            f"{plural(int(count[row]), 'module')}, {size(float(weight[row]))}",
            "package",
            "package",
            partial(reveal_package, document, row, "packages"),
        )


def _chunks(document: Document, study: Study) -> Iterator[Destination]:
    chunks = study.model.chunks
    for row in range(len(chunks)):
        yield Destination(
            study.model.strings[chunks.name[row]],
            "loads at start" if chunks.is_initial[row] else "loads when asked for",
            "stack",
            "chunk",
            partial(reveal_chunk, document, row, "chunks"),
        )


def _modules(document: Document, study: Study) -> Iterator[Destination]:
    weight = study.weights.of_module
    for row in np.argsort(-weight, kind="stable")[:_MOST_MODULES].tolist():
        yield Destination(
            study.name_of(row),
            size(int(weight[row])),
            "cube",
            "module",
            partial(reveal_module, document, row, "modules"),
        )
