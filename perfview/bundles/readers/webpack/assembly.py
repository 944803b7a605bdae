"""One build's model out of what was read of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from perfview.bundles import model
from perfview.bundles.model import BundleModel, Exports, Imports, Modules, Notes
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.chunks import Split, split_of
from perfview.bundles.readers.webpack.files import files_of
from perfview.bundles.readers.webpack.imports import Reasons, reasons_of
from perfview.bundles.readers.webpack.modules import bailouts_of, describe, exports_of
from perfview.bundles.readers.webpack.reporting import report_build
from perfview.bundles.readers.webpack.rows import modules_written
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
    exports = exports_of(build, written, texts)
    files = files_of(build, texts)
    split = split_of(build, written, texts, files, modules)
    version, rspack = (texts[texts.id(build.about(c))] for c in ("version", "rspackVersion"))
    bundler = "rspack" if rspack else "webpack"
    report_build(build, texts, written, reasons, report)
    return BundleModel(
        modules=_known_of(modules, reasons, exports),
        packages=described.packages,
        imports=_settled(reasons.imports, split, modules),
        exports=exports,
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


def _known_of(modules: Modules, reasons: Reasons, exports: Exports) -> Modules:
    """The modules with what reasons and exports tell of them."""
    form = np.where(modules.concatenation >= 0, model.ESM, modules.format)
    form = np.where(form > 0, form, reasons.format)
    if (form == model.COMMONJS).any() and len(reasons.imports):
        # What CommonJS exports shows in bailouts or in references of the module to itself.
        exporting = np.zeros(len(modules), np.bool_)
        exporting[exports.module] = True
        form = np.where((form == 0) & exporting, model.ESM, form)
    form = np.where(modules.kind == model.JAVASCRIPT, form, model.UNKNOWN_FORMAT)
    effects = np.where(reasons.side_effects >= 0, reasons.side_effects, modules.side_effects)
    return replace(
        modules,
        format=form.astype(np.uint8),
        side_effects=effects.astype(np.int8),
        is_entry=reasons.is_entry,
    )


def _settled(imports: Imports, split: Split, modules: Modules) -> Imports:
    """The imports as the whole build shows them. Those of a module in no chunk are of one that was
    left out, which webpack 4 does not say by itself; plugins that take style sheets out ask for
    them by no kind of their own."""
    style = (imports.kind == model.OTHER_IMPORT) & (modules.kind[imports.target] == model.STYLE)
    kind = np.where(style, model.STYLE_IMPORT, imports.kind).astype(np.uint8)
    placed = np.zeros(len(modules), np.bool_)
    placed[split.placements.module] = True
    placed |= not len(split.placements)
    return replace(imports, kind=kind, is_active=imports.is_active & placed[imports.target])


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
