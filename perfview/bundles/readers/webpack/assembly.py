"""One build's model out of what was read of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from perfview.bundles import model
from perfview.bundles.model import BundleModel, Modules, Notes
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.chunks import Split, split_of
from perfview.bundles.readers.webpack.files import files_of
from perfview.bundles.readers.webpack.imports import Reasons, reasons_of
from perfview.bundles.readers.webpack.modules import bailouts_of, describe, exports_of
from perfview.bundles.readers.webpack.reporting import report_build
from perfview.bundles.readers.webpack.rows import Written, modules_written
from perfview.bundles.readers.webpack.schema import ERRORS, HINTS, WARNINGS
from perfview.bundles.readers.webpack.texts import KeptTexts, Texts
from perfview.recording.report import ImportReport

_NAMES = {"webpack": "webpack", "rspack": "Rspack"}
_SAID = {ERRORS: "error", WARNINGS: "warning", HINTS: "hint"}


def assemble(build: Build, texts: Texts, report: ImportReport) -> BundleModel:
    """The model of a build whose columns hold numbers of `texts`; see `finish`."""
    written = modules_written(build, texts)
    described = describe(build, written, texts)
    reasons = reasons_of(build, written, texts, described.describing)
    bailouts, modules = bailouts_of(build, written, texts, described.modules)
    files = files_of(build, texts)
    split = split_of(build, written, texts, files, modules)
    version, rspack = (texts[texts.id(build.about(c))] for c in ("version", "rspackVersion"))
    bundler = "rspack" if rspack else "webpack"
    report_build(build, texts, written, reasons, report)
    return BundleModel(
        modules=_known_of(modules, reasons),
        packages=described.packages,
        imports=_left_out(reasons, split, written),
        exports=exports_of(build, written, texts),
        chunks=split.chunks,
        chunk_links=split.links,
        placements=split.placements,
        assets=files.assets,
        chunk_assets=split.chunk_assets,
        entry_name=split.entry_name,
        entry_chunks=split.entry_chunks,
        notes=_said(build, texts, bailouts),
        made_by=f"{_NAMES[bundler]} {rspack or version}".strip(),
        bundler=bundler,
        mode=files.mode,
        output_folder=texts[texts.id(build.about("outputPath"))],
        measured=model.UNMEASURED,
    )


def _known_of(modules: Modules, reasons: Reasons) -> Modules:
    """The modules with what reasons tell of them."""
    form = np.where(modules.concatenation >= 0, model.ESM, modules.format)
    form = np.where(form > 0, form, reasons.format)
    form = np.where(modules.kind == model.JAVASCRIPT, form, model.UNKNOWN_FORMAT)
    effects = np.where(reasons.side_effects >= 0, reasons.side_effects, modules.side_effects)
    return replace(
        modules,
        format=form.astype(np.uint8),
        side_effects=effects.astype(np.int8),
        is_entry=reasons.is_entry,
    )


def _left_out(reasons: Reasons, split: Split, written: Written) -> model.Imports:
    """The imports; those of a module that is in no chunk are of one that was left out, which
    webpack 4 does not say by itself."""
    if not len(split.placements):
        return reasons.imports
    placed = np.zeros(written.modules, np.bool_)
    placed[split.placements.module] = True
    imports = reasons.imports
    return replace(imports, is_active=imports.is_active & placed[imports.target])


def _said(build: Build, texts: Texts, bailouts: Notes) -> Notes:
    """Bailouts, then errors, warnings and hints."""
    kinds, found = [bailouts.kind], [bailouts.text]
    for table, kind in _SAID.items():
        said = texts.ids(build.column(table, "text"))
        found.append(said[said >= 0])
        kinds.append(np.full(len(found[-1]), texts.add(kind), np.int32))
    text = np.concatenate(found)
    module = np.full(len(text), -1, np.int32)
    module[: len(bailouts)] = bailouts.module
    return Notes(np.concatenate(kinds), text, module)


_TEXTS = {
    "modules": ("name", "identifier"),
    "packages": ("name", "folder", "version", "real_name"),
    "imports": ("request",),
    "exports": ("name",),
    "chunks": ("name", "id", "reason"),
    "assets": ("name",),
    "notes": ("kind", "text"),
}
"""The columns that hold texts, by table."""


def finish(found: BundleModel, texts: Texts) -> BundleModel:
    """The model with the texts that it names, and no others."""
    tables = {name: getattr(found, name) for name in _TEXTS}
    columns = [getattr(tables[name], each) for name, named in _TEXTS.items() for each in named]
    kept = KeptTexts(texts, [*columns, found.entry_name])
    changed: dict[str, Any] = {
        name: replace(table, **{each: kept.ids(getattr(table, each)) for each in _TEXTS[name]})
        for name, table in tables.items()
    }
    changed["entry_name"] = kept.ids(found.entry_name)
    assert set(changed) <= {each.name for each in fields(BundleModel)}
    return replace(found, strings=kept.strings, **changed)
