"""The tables of a bundle that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from perfview.bundles.measures.compressing import brotli_bytes, zstd_bytes
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import ASSET_KINDS, IMPORT_KINDS, MODULE_FORMATS, MODULE_KINDS
from perfview.bundles.study import Study
from perfview.recording.table_columns import Columns, Texts, counted


@counted(lambda study: len(study.model.modules))
def modules(study: Study) -> Columns:
    """One row a module; sizes in bytes: before minification, in all files, in those that load at
    start, and what would go along with it."""
    found, model = study.model.modules, study.model
    packages = model.packages.name
    named = np.where(found.package >= 0, np.append(packages, -1)[found.package], -1)
    return {
        "name": Texts(found.name, model.strings),
        "package": Texts(named.astype(np.int32), model.strings),
        "kind": Texts(found.kind.astype(np.int32), MODULE_KINDS),
        "format": Texts(found.format.astype(np.int32), MODULE_FORMATS),
        "source_bytes": found.source_bytes,
        "bytes": study.weights.of_module,
        "initial_bytes": study.weights.at_start,
        "gzip_bytes": np.rint(study.compressed.gzip_of_module).astype(np.int64),
        "retained_bytes": study.dominated.retained_bytes,
        "is_initial": study.loading.reached.at_start,
    }


@counted(lambda study: len(study.model.packages))
def packages(study: Study) -> Columns:
    """One row an installed package, the heaviest last; sizes in bytes as of `modules`."""
    found, model = study.model.packages, study.model
    of = model.modules.package
    own = of >= 0

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(of[own], values[own], len(found)).astype(np.int64)

    return {
        "name": Texts(found.name, model.strings),
        "version": Texts(found.version, model.strings),
        "folder": Texts(found.folder, model.strings),
        "modules": np.bincount(of[own], minlength=len(found)),
        "source_bytes": summed(np.maximum(model.modules.source_bytes, 0)),
        "bytes": summed(study.weights.of_module),
        "initial_bytes": summed(study.weights.at_start),
        "gzip_bytes": summed(np.rint(study.compressed.gzip_of_module)),
    }


def imports(study: Study) -> Columns:
    """One row an import as the bundler tells it."""
    found, texts = study.model.imports, study.model.strings
    names = study.model.modules.name
    return {
        "source": Texts(names[found.source], texts),
        "target": Texts(names[found.target], texts),
        "kind": Texts(found.kind.astype(np.int32), IMPORT_KINDS),
        "is_active": found.is_active,
        "request": Texts(found.request, texts),
        "line": found.line,
    }


def chunks(study: Study) -> Columns:
    """One row a chunk; bytes of all its files as written."""
    found, model = study.model.chunks, study.model
    pairs, placed = model.chunk_assets, model.placements.chunk
    sizes = np.maximum(file_sizes(study), 0)
    return {
        "name": Texts(found.name, model.strings),
        "id": Texts(found.id, model.strings),
        "reason": Texts(found.reason, model.strings),
        "is_initial": found.is_initial,
        "is_entry": found.is_entry,
        "modules": np.bincount(placed[placed >= 0], minlength=len(found)),
        "files": np.bincount(pairs.left, minlength=len(found)),
        "bytes": np.bincount(pairs.left, sizes[pairs.right], len(found)).astype(np.int64),
    }


@counted(lambda study: len(study.model.assets))
def assets(study: Study) -> Columns:
    """One row a file; bytes as written and at gzip 9, brotli 11 and zstd 19, -1 unknown."""
    found, model = study.model.assets, study.model
    return {
        "name": Texts(found.name, model.strings),
        "kind": Texts(found.kind.astype(np.int32), ASSET_KINDS),
        "bytes": file_sizes(study),
        "gzip_bytes": study.compressed.gzip_bytes,
        "brotli_bytes": brotli_bytes(study),
        "zstd_bytes": zstd_bytes(study),
        "is_initial": study.weights.is_initial,
        "unexplained_bytes": study.weights.unexplained,
    }


TABLES: dict[str, Callable[[Study], Columns]] = {
    "modules": modules,
    "packages": packages,
    "imports": imports,
    "chunks": chunks,
    "assets": assets,
}
"""Every table by the name it is asked for."""
