"""What there is to say of the chosen module, package or chunk, or of the whole build. For a worker
thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.totals import chunk_totals
from perfview.bundles.model import COMMONJS, ESM, MODULE_KINDS, SCRIPT
from perfview.bundles.patterns.packages_shipped import package_sizes
from perfview.bundles.scenarios.standing import standing
from perfview.bundles.study import Study
from perfview.findings.quantities import ABSENT, number, plural, size
from perfview.ui.bundles.changes.thinking import copies_of, package_words
from perfview.ui.bundles.choosing import chosen_chunk, chosen_module, chosen_package
from perfview.ui.bundles.colouring import module_categories, package_categories
from perfview.ui.bundles.graphs.chunk_links import loaded_words, mostly
from perfview.ui.bundles.tables.chunk_words import chunk_words
from perfview.ui.workspace.selection import Focus

_MOST_NOTES = 12
_FORMAT_WORDS = {ESM: "ES module", COMMONJS: "CommonJS"}


@dataclass(frozen=True)
class Facts:
    """title, place, colour (None for none); lines of (name, value); unused and used names that it
    exports; notes: what the bundler says of it, (kind, text); among_chunks: whether it is best seen
    beside all chunks."""

    title: str
    place: str
    category: int | None
    lines: tuple[tuple[str, str], ...]
    unused: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    among_chunks: bool = False


def facts_of(study: Study, focus: Focus) -> Facts:
    """Of the chosen module, else package, else chunk, else the build."""
    module, package = chosen_module(study, focus), chosen_package(study, focus)
    chunk = chosen_chunk(study, focus)
    if module >= 0:
        return _module(study, module)
    if package >= 0:
        return _package(study, package)
    return _chunk(study, chunk) if chunk >= 0 else _build(study)


def _module(study: Study, module: int) -> Facts:
    modules, loading = study.model.modules, study.loading
    texts, numbers = chunk_words(study)
    edges = loading.edges
    importers = len(np.unique(edges.source[edges.target == module]))
    imports = len(np.unique(edges.target[edges.source == module]))
    source = int(modules.source_bytes[module])
    where = texts[numbers[module]] if numbers[module] >= 0 else "no chunk"
    kind, form = modules.kind[module], modules.format[module]
    lines = [
        ("shipped", _size(int(study.weights.of_module[module]))),
        ("at start", _size(int(study.weights.at_start[module]))),
        ("brings in", _size(int(study.dominated.retained_bytes[module]))),
        ("before minification", size(source) if source >= 0 else ABSENT),
        ("in", where),
        ("imported by", plural(importers, "module")),
        ("imports", plural(imports, "module")),
        ("kind", _FORMAT_WORDS.get(int(form), _spelt(MODULE_KINDS[kind]))),
    ]
    effects = {1: "yes", 0: "declared free of them"}.get(int(modules.side_effects[module]))
    if effects is not None:
        lines.append(("side effects", effects))
    package = int(modules.package[module])
    return Facts(
        study.name_of(module),
        package_words(study, package) if package >= 0 else "",
        int(module_categories(study)[module]),
        tuple(lines),
        _exports(study, module, used=0),
        _exports(study, module, used=1),
        _notes(study, np.array([module], np.int32)),
    )


def _package(study: Study, package: int) -> Facts:
    model, sizes = study.model, package_sizes(study)
    modules = study.modules_of(package)
    copies = copies_of(study, package)
    lines = [
        ("shipped", _size(int(sizes.bytes[package]))),
        ("at start", _size(int(sizes.at_start[package]))),
        ("modules", number(len(modules))),
        ("ships", plural(len(copies.copies), "copy", "copies") if copies else "once"),
    ]
    if copies is not None:
        lines.append(("wasted on copies", size(copies.wasted_bytes)))
    return Facts(
        package_words(study, package),
        model.strings[model.packages.folder[package]],
        int(package_categories(study)[package]),
        tuple(lines),
        notes=_notes(study, modules),
    )


def _chunk(study: Study, chunk: int) -> Facts:
    model, totals = study.model, chunk_totals(study)
    lines = [
        ("size", size(int(totals.bytes[chunk]))),
        ("modules", number(int(totals.modules[chunk]))),
        ("files", number(int(totals.files[chunk]))),
        ("loads", loaded_words(study)[chunk]),
    ]
    if mostly(study)[chunk]:
        lines.append(("mostly", mostly(study)[chunk]))
    reason = model.strings[model.chunks.reason[chunk]]
    return Facts(
        model.strings[model.chunks.name[chunk]], reason, None, tuple(lines), among_chunks=True
    )


def _build(study: Study) -> Facts:
    model, weights = study.model, study.weights
    scripts = model.assets.kind == SCRIPT
    early = int((scripts & weights.is_initial).sum())
    stands = standing(study)
    lines = [
        ("JavaScript at start", size(stands.initial_raw)),
        ("all JavaScript", size(stands.total_raw)),
        ("scripts", f"{number(int(scripts.sum()))}, {number(early)} at start"),
        ("packages", number(len(model.packages))),
        ("modules", number(len(model.modules))),
        ("entries", number(len(model.entry_name))),
    ]
    if model.mode:
        lines.append(("mode", model.mode))
    notes = _notes(study, None)
    among = len(model.chunks) > 0
    return Facts("The build", model.made_by, None, tuple(lines), notes=notes, among_chunks=among)


def _exports(study: Study, module: int, *, used: int) -> tuple[str, ...]:
    exports = study.model.exports
    rows = np.flatnonzero((exports.module == module) & (exports.used == used))
    return tuple(study.model.strings[int(each)] for each in exports.name[rows])


def _notes(study: Study, modules: NDArray[np.int32] | None) -> tuple[tuple[str, str], ...]:
    """What the bundler says of modules (None: of none in particular), each once."""
    notes, texts = study.model.notes, study.model.strings
    about = notes.module < 0 if modules is None else np.isin(notes.module, modules)
    rows = np.flatnonzero(about).tolist()
    found = dict.fromkeys((texts[notes.kind[row]], texts[notes.text[row]]) for row in rows)
    return tuple(found)[:_MOST_NOTES]


def _spelt(kind: str) -> str:
    return "JavaScript" if kind == "javascript" else kind


def _size(value: int) -> str:
    return size(value) if value else ABSENT
