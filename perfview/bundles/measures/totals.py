"""Sums over the modules of packages and chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import MAP
from perfview.bundles.patterns.copies import duplicates
from perfview.bundles.patterns.packages_shipped import package_sizes, rows_by_name

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class PackageTotals:
    """Of p packages, all int64 (p): modules; source_bytes before minification; bytes in all files;
    initial_bytes in those that load at start; copies: rows of `Packages` that ship the same
    package, itself among them (an alias counts for what it stands for), 0 where nothing of it
    ships; spare_bytes: its bytes where another copy is the heaviest, else 0."""

    modules: NDArray[np.int64]
    source_bytes: NDArray[np.int64]
    bytes: NDArray[np.int64]
    initial_bytes: NDArray[np.int64]
    copies: NDArray[np.int64]
    spare_bytes: NDArray[np.int64]


@dataclass(frozen=True)
class ChunkTotals:
    """Of c chunks, all int64 (c): modules in it; files; bytes of its files, source maps aside,
    where their size is told, else of its modules; module_bytes: what its modules weigh
    in its files."""

    modules: NDArray[np.int64]
    files: NDArray[np.int64]
    bytes: NDArray[np.int64]
    module_bytes: NDArray[np.int64]


def package_totals(study: Study) -> PackageTotals:
    """What every package weighs; worked out once."""
    return study.once("package_totals", lambda: _of_packages(study))


def chunk_totals(study: Study) -> ChunkTotals:
    """What every chunk weighs; worked out once."""
    return study.once("chunk_totals", lambda: _of_chunks(study))


def chunk_gzip_bytes(study: Study) -> NDArray[np.int64]:
    """Of each chunk's files together at gzip -9, int64 (c), -1 unknown. Compresses."""
    return study.once("chunk_gzip_bytes", lambda: _compressed(study))


def package_gzip(study: Study) -> NDArray[np.float64]:
    """Each package's part of the compressed files, float64 (p). Compresses."""
    of = study.model.modules.package
    own = of >= 0
    parts = study.compressed.gzip_of_module
    return np.bincount(of[own], parts[own], len(study.model.packages)).astype(np.float64)


def _of_packages(study: Study) -> PackageTotals:
    of, count = study.model.modules.package, len(study.model.packages)
    own = of >= 0

    def summed(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(of[own], values[own], count).astype(np.int64)

    copies, spare = np.zeros((2, count), np.int64)
    copies[[row for rows in rows_by_name(study).values() for row in rows]] = 1
    for found in duplicates(study):
        rows = [copy.package for copy in found.copies]
        copies[rows] = len(rows)
        spare[rows[1:]] = [copy.bytes for copy in found.copies[1:]]
    sizes = package_sizes(study)
    return PackageTotals(
        np.bincount(of[own], minlength=count).astype(np.int64),
        summed(np.maximum(study.model.modules.source_bytes, 0)),
        sizes.bytes,
        sizes.at_start,
        copies,
        spare,
    )


def _of_chunks(study: Study) -> ChunkTotals:
    model, count = study.model, len(study.model.chunks)
    pairs, placed, weights = model.chunk_assets, model.placements, study.weights
    known = placed.chunk >= 0
    pair = np.unique(placed.module[known].astype(np.int64) * max(count, 1) + placed.chunk[known])
    is_map = model.assets.kind == MAP
    sizes = np.where(is_map, 0, np.maximum(file_sizes(study), 0))[pairs.right]
    held = weights.chunk >= 0
    of_files = np.bincount(pairs.left, sizes, count).astype(np.int64)
    of_modules = np.bincount(weights.chunk[held], weights.bytes[held], count).astype(np.int64)
    return ChunkTotals(
        np.bincount(pair % max(count, 1), minlength=count)[:count].astype(np.int64),
        np.bincount(pairs.left, minlength=count).astype(np.int64),
        np.where(of_files > 0, of_files, of_modules),
        of_modules,
    )


def _compressed(study: Study) -> NDArray[np.int64]:
    pairs, count = study.model.chunk_assets, len(study.model.chunks)
    is_map = study.model.assets.kind == MAP
    each = np.where(is_map, 0, study.compressed.gzip_bytes)[pairs.right]
    summed = np.bincount(pairs.left, np.maximum(each, 0), count).astype(np.int64)
    unknown = np.bincount(pairs.left, each < 0, count) > 0
    return np.where(unknown | (np.bincount(pairs.left, minlength=count) == 0), -1, summed)
