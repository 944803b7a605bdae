"""What modules weigh in the files that ship."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.measures.scaling import scaled, stays
from perfview.bundles.measures.starting import starting_chunks, starting_files
from perfview.bundles.model import MAP, SCRIPT, SHIPPED, STYLE, STYLE_SHEET

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MAPPED, TOLD, SCALED, SOURCE = "source map", "bundler", "scaled", "source"
"""Where the bytes of a file come from, the best first."""

_Rows = tuple[NDArray[np.int32], NDArray[np.int64]]


@dataclass(frozen=True)
class Weights:
    """Bytes of modules in files.

    module, asset int32, bytes int64 (w): one row a module and a file it is in (asset -1: in a chunk
    whose file is not known; chunk int32 then tells which, else the file's chunk or -1).
    of_module, at_start int64 (m): the sums over all files, and over those that load at start
    (styles count to their files). unexplained int64 (a): bytes of each file that belong to no
    module: the bundler's own code (0 of maps). how: ``source map``, ``bundler``, ``scaled`` (from
    sizes before minification, scaled to the file), ``source`` (no file tells: sizes before
    minification): where most bytes come from. is_initial bool (a): the file loads at start.
    """

    module: NDArray[np.int32]
    asset: NDArray[np.int32]
    chunk: NDArray[np.int32]
    bytes: NDArray[np.int64]
    of_module: NDArray[np.int64]
    at_start: NDArray[np.int64]
    unexplained: NDArray[np.int64]
    is_initial: NDArray[np.bool_]
    how: str

    def __len__(self) -> int:
        return len(self.module)


@dataclass(frozen=True)
class _Placed:
    """Placements, each in one file as far as can be told: module, chunk, asset int32, bytes int64
    (r, sizes before minification where nothing better is known), is_shipped bool."""

    module: NDArray[np.int32]
    chunk: NDArray[np.int32]
    asset: NDArray[np.int32]
    bytes: NDArray[np.int64]
    is_shipped: NDArray[np.bool_]


def weigh(study: Study) -> Weights:
    """The best that is known of each file: esbuild's own bytes in the output, which are exact;
    source maps of the built files; another bundler's bytes in the output; sizes before minification
    scaled to the file; those sizes themselves.

    What the modules of a file weigh and what is unexplained add up to the file.
    """
    placed, size = _placed(study), file_sizes(study)
    rows: list[tuple[NDArray[np.int32], int, NDArray[np.int64]]] = []
    told: Counter[str] = Counter()
    unexplained = np.maximum(size, 0)
    for asset, how, module, weight in _files(study, placed, size):
        rows.append((module, asset, weight))
        if asset >= 0 and size[asset] >= 0:
            unexplained[asset] -= weight.sum()
        told[how] += int(weight.sum())
    return _united(study, placed, rows, unexplained, told)


def file_sizes(study: Study) -> NDArray[np.int64]:
    """Bytes of each file: of the built file where that is at hand, else as told; -1 unknown."""
    size = study.model.assets.bytes.astype(np.int64)
    for asset, file in study.built.by_asset.items():
        size[asset] = file.size
    return size


def _placed(study: Study) -> _Placed:
    model = study.model
    places, modules = model.placements, model.modules
    module, chunk, asset, told = places.module, places.chunk, places.asset, places.bytes
    if not len(places):
        # Stats without chunks: what loads is in the build, nobody knows where.
        module = np.flatnonzero(study.loading.reached.at_all).astype(np.int32)
        chunk = asset = np.full(len(module), -1, np.int32)
        told = np.full(len(module), -1, np.int64)
    asset = np.where(asset < 0, _file_of(study, chunk, modules.kind[module] == STYLE), asset)
    source = np.maximum(modules.source_bytes[module], 0)
    is_shipped = (told >= 0) & (model.measured == SHIPPED)
    weight = np.where(told >= 0, told, source)
    return _Placed(module, chunk, asset.astype(np.int32), weight, is_shipped)


def _file_of(
    study: Study, chunk: NDArray[np.int32], is_style: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The file of each chunk that holds its code, or its styles; the largest of several; -1."""
    model = study.model
    pairs, kind, size = model.chunk_assets, model.assets.kind, model.assets.bytes
    found = np.full((2, len(model.chunks) + 1), -1, np.int32)
    order = np.argsort(size[pairs.right], kind="stable")
    for at, wanted in enumerate((SCRIPT, STYLE_SHEET)):
        rows = order[kind[pairs.right[order]] == wanted]
        found[at, pairs.left[rows]] = pairs.right[rows]
    # Styles that a script carries stand in the script.
    found[1] = np.where(found[1] < 0, found[0], found[1])
    return found[is_style.astype(np.intp), chunk]


def _files(
    study: Study, placed: _Placed, size: NDArray[np.int64]
) -> Iterator[tuple[int, str, NDArray[np.int32], NDArray[np.int64]]]:
    """Each file with modules (and -1 for what has no file), where its bytes come from, its modules
    and their bytes."""
    by_asset, share = _grouped(placed.asset), stays(study.model)
    for asset in sorted(by_asset.keys() | study.built.by_asset.keys()):
        rows = by_asset.get(asset, np.zeros(0, np.intp))
        is_told = bool(len(rows)) and bool(placed.is_shipped[rows].all())
        found = None
        if not (is_told and study.model.bundler == "esbuild"):
            found = stretches_of(study, asset)
        if found is not None:
            yield asset, MAPPED, *_summed(found.module, found.stop - found.start)
            continue
        module, weight = _summed(placed.module[rows], placed.bytes[rows])
        room = int(size[asset]) if asset >= 0 else -1
        if room < 0:
            yield asset, TOLD if is_told else SOURCE, module, weight
            continue
        how = TOLD if is_told else SCALED
        yield asset, how, module, scaled(weight, share[module] * (not is_told), room)


def _grouped(asset: NDArray[np.int32]) -> dict[int, NDArray[np.intp]]:
    """The rows of each file."""
    order = np.argsort(asset, kind="stable")
    cuts = np.flatnonzero(np.diff(asset[order])) + 1
    return {int(asset[rows[0]]): rows for rows in np.split(order, cuts) if len(rows)}


def _summed(module: NDArray[np.int32], weight: NDArray[np.int64]) -> _Rows:
    """Each module once."""
    rows, at = np.unique(module, return_inverse=True)
    return rows.astype(np.int32), np.bincount(at, weight, len(rows)).astype(np.int64)


def _united(
    study: Study,
    placed: _Placed,
    rows: list[tuple[NDArray[np.int32], int, NDArray[np.int64]]],
    unexplained: NDArray[np.int64],
    told: Counter[str],
) -> Weights:
    model = study.model
    none32, none64 = np.zeros(0, np.int32), np.zeros(0, np.int64)
    module = np.concatenate([none32, *(each[0] for each in rows)])
    asset = np.concatenate([none32, *(np.full(len(e[0]), e[1], np.int32) for e in rows)])
    weight = np.concatenate([none64, *(each[2] for each in rows)])
    chunk = _chunks(study, placed, module, asset)
    is_initial = starting_files(study)
    starts = np.append(is_initial, False)[asset] | (
        (asset < 0) & np.append(starting_chunks(model), False)[chunk]
    )
    if not len(model.chunks):
        starts |= (asset < 0) & study.loading.reached.at_start[module]
    m = len(model.modules)
    return Weights(
        module,
        asset,
        chunk,
        weight,
        np.bincount(module, weight, m).astype(np.int64),
        np.bincount(module[starts], weight[starts], m).astype(np.int64),
        np.where(model.assets.kind == MAP, 0, unexplained),
        is_initial,
        told.most_common(1)[0][0] if told else SOURCE,
    )


def _chunks(
    study: Study, placed: _Placed, module: NDArray[np.int32], asset: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The chunk of each row: the one its module is placed in, else the file's first, else -1."""
    model = study.model
    first = np.full(len(model.assets) + 1, -1, np.int32)
    first[model.chunk_assets.right[::-1]] = model.chunk_assets.left[::-1]
    key = placed.module.astype(np.int64) * (len(model.assets) + 1) + placed.asset
    order = np.argsort(key, kind="stable")
    wanted = module.astype(np.int64) * (len(model.assets) + 1) + asset
    at = np.searchsorted(key[order], wanted)
    hit = np.append(key[order], -2)[at] == wanted
    found = np.append(placed.chunk[order], np.int32(-1))[np.where(hit, at, len(order))]
    return np.where(hit, found, first[asset]).astype(np.int32)
