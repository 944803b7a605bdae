"""What modules, packages, chunks and files can be filtered by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.compressing import brotli_bytes, zstd_bytes
from perfview.bundles.measures.totals import (
    chunk_gzip_bytes,
    chunk_totals,
    package_gzip,
    package_totals,
)
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import ASSET_KINDS, MODULE_FORMATS, MODULE_KINDS
from perfview.bundles.patterns.packages_shipped import real_name
from perfview.bundles.study import Study
from perfview.filtering.comparing import numbers_that, text_held
from perfview.filtering.fields import NumberField, TextField
from perfview.filtering.grammar import FilterError, Term
from perfview.recording.strings import StringTable

_UNIT = re.compile(r"_bytes$")

Field: TypeAlias = NumberField[Study] | TextField[Study]
Mask = NDArray[np.bool_]
Ids = NDArray[np.int32]

_NO_YES = ["false", "true"]


def importers_of(study: Study) -> NDArray[np.int64]:
    """By how many modules each one is imported, int64 (m): over the imports that hold."""
    edges, modules = study.loading.edges, len(study.model.modules)
    pair = np.unique(edges.source.astype(np.int64) * max(modules, 1) + edges.target)
    return np.bincount(pair % max(modules, 1), minlength=modules)[:modules].astype(np.int64)


def _package_texts(column: Callable[[Study], Ids]) -> Callable[[Study], tuple[Ids, StringTable]]:
    """A text of the package of every module."""

    def texts(study: Study) -> tuple[Ids, StringTable]:
        ids = np.append(column(study), np.int32(-1))
        return ids[study.model.modules.package], study.model.strings

    return texts


def _flags(of: Callable[[Study], Mask]) -> Callable[[Study], tuple[Ids, list[str]]]:
    return lambda study: (of(study).astype(np.int32), _NO_YES)


def _published(study: Study) -> tuple[Ids, list[str]]:
    """What packages are published as, whatever an alias calls them."""
    names = [real_name(study, row) for row in range(len(study.model.packages))]
    return np.arange(len(names), dtype=np.int32), names


def _gzip_of_module(study: Study) -> NDArray[np.float64]:
    return study.compressed.gzip_of_module


def _duplicated(study: Study) -> Mask:
    """Modules of packages that ship more than once."""
    several = np.append(package_totals(study).copies > 1, np.False_)
    return np.asarray(several[study.model.modules.package], np.bool_)


MODULE_FIELDS: Mapping[str, Field] = {
    "name": TextField("its path", lambda s: (s.model.modules.name, s.model.strings)),
    "path": TextField("its path", lambda s: (s.model.modules.name, s.model.strings)),
    "package": TextField("its package", _package_texts(lambda s: s.model.packages.name)),
    "version": TextField(
        "its package’s version", _package_texts(lambda s: s.model.packages.version)
    ),
    "kind": TextField(
        "what it is", lambda s: (s.model.modules.kind.astype(np.int32), list(MODULE_KINDS))
    ),
    "format": TextField(
        "esm or commonjs", lambda s: (s.model.modules.format.astype(np.int32), list(MODULE_FORMATS))
    ),
    "size": NumberField("bytes in all files", "bytes", lambda s: s.weights.of_module),
    "bytes": NumberField("bytes in all files", "bytes", lambda s: s.weights.of_module),
    "initial": NumberField("bytes that load at start", "bytes", lambda s: s.weights.at_start),
    "gzip": NumberField("its part of the compressed files", "bytes", _gzip_of_module),
    "source": NumberField(
        "bytes before minification", "bytes", lambda s: s.model.modules.source_bytes
    ),
    "retained": NumberField("bytes it brings in", "bytes", lambda s: s.dominated.retained_bytes),
    "importers": NumberField("modules that import it", "count", importers_of),
    "start": TextField("true: loads at start", _flags(lambda s: s.loading.reached.at_start)),
    "is_initial": TextField("true: loads at start", _flags(lambda s: s.loading.reached.at_start)),
    "entry": TextField("true: an entry", _flags(lambda s: s.model.modules.is_entry)),
    "duplicate": TextField("true: of a package that ships several times", _flags(_duplicated)),
}

PACKAGE_FIELDS: Mapping[str, Field] = {
    "name": TextField("its name", lambda s: (s.model.packages.name, s.model.strings)),
    "package": TextField("what it is published as", lambda s: _published(s)),
    "version": TextField("its version", lambda s: (s.model.packages.version, s.model.strings)),
    "folder": TextField("where it is", lambda s: (s.model.packages.folder, s.model.strings)),
    "modules": NumberField("how many modules", "count", lambda s: package_totals(s).modules),
    "size": NumberField("bytes in all files", "bytes", lambda s: package_totals(s).bytes),
    "bytes": NumberField("bytes in all files", "bytes", lambda s: package_totals(s).bytes),
    "initial": NumberField("bytes at start", "bytes", lambda s: package_totals(s).initial_bytes),
    "source": NumberField("before minification", "bytes", lambda s: package_totals(s).source_bytes),
    "gzip": NumberField("its part of the compressed files", "bytes", package_gzip),
    "copies": NumberField("how often it ships", "count", lambda s: package_totals(s).copies),
    "wasted": NumberField(
        "bytes of spare copies", "bytes", lambda s: package_totals(s).spare_bytes
    ),
    "duplicate": TextField(
        "true: it ships several times", _flags(lambda s: package_totals(s).copies > 1)
    ),
}

CHUNK_FIELDS: Mapping[str, Field] = {
    "name": TextField("its name", lambda s: (s.model.chunks.name, s.model.strings)),
    "id": TextField("the bundler’s id", lambda s: (s.model.chunks.id, s.model.strings)),
    "reason": TextField("why it exists", lambda s: (s.model.chunks.reason, s.model.strings)),
    "start": TextField("true: loads at start", _flags(lambda s: s.model.chunks.is_initial)),
    "is_initial": TextField("true: loads at start", _flags(lambda s: s.model.chunks.is_initial)),
    "entry": TextField("true: holds an entry", _flags(lambda s: s.model.chunks.is_entry)),
    "is_entry": TextField("true: holds an entry", _flags(lambda s: s.model.chunks.is_entry)),
    "modules": NumberField("how many modules", "count", lambda s: chunk_totals(s).modules),
    "files": NumberField("how many files", "count", lambda s: chunk_totals(s).files),
    "size": NumberField("bytes of its files", "bytes", lambda s: chunk_totals(s).bytes),
    "bytes": NumberField("bytes of its files", "bytes", lambda s: chunk_totals(s).bytes),
    "gzip": NumberField("the same compressed", "bytes", chunk_gzip_bytes),
}

ASSET_FIELDS: Mapping[str, Field] = {
    "name": TextField("its path", lambda s: (s.model.assets.name, s.model.strings)),
    "kind": TextField(
        "what it is", lambda s: (s.model.assets.kind.astype(np.int32), list(ASSET_KINDS))
    ),
    "size": NumberField("bytes as written", "bytes", file_sizes),
    "bytes": NumberField("bytes as written", "bytes", file_sizes),
    "gzip": NumberField("bytes at gzip -9", "bytes", lambda s: s.compressed.gzip_bytes),
    "brotli": NumberField("bytes as brotli", "bytes", brotli_bytes),
    "zstd": NumberField("bytes as zstd", "bytes", zstd_bytes),
    "unexplained": NumberField("bytes of no module", "bytes", lambda s: s.weights.unexplained),
    "start": TextField("true: loads at start", _flags(lambda s: s.weights.is_initial)),
    "is_initial": TextField("true: loads at start", _flags(lambda s: s.weights.is_initial)),
}


def held(study: Study, fields: Mapping[str, Field], term: Term, *further: str) -> Mask:
    """Of which rows a term about a field holds, bool. Fields may be written as the columns of the
    exported tables are: ``initial_bytes``. `further` are keys that the caller knows of. Raises
    FilterError."""
    field = fields.get(term.key) or fields.get(_UNIT.sub("", term.key))
    if field is None:
        known = ", ".join([*fields, *further])
        raise FilterError(f"There is no “{term.key}” here, but: {known}", term.at)
    if isinstance(field, NumberField):
        return numbers_that(term, field.values(study), field.unit)
    ids, texts = field.texts(study)
    return text_held(ids, texts, term)
