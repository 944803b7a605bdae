"""The files of a build."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles import model
from perfview.bundles.model import Assets
from perfview.bundles.naming.kinds import asset_kind
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.rows import join
from perfview.bundles.readers.webpack.schema import ASSETS, ENTRY_FILES, FILES, NAMED_FILES, RELATED
from perfview.bundles.readers.webpack.texts import Texts

_TRUE = ord("t")
_COMPRESSED = {"gzipped": "gzip_bytes", "brotliCompressed": "brotli_bytes"}
"""What compression-webpack-plugin calls its files among those related to an asset."""


@dataclass(frozen=True)
class Files:
    """assets; row_of int32: by text the asset of that name, -1 for none; mode as `BundleModel`."""

    assets: Assets
    row_of: NDArray[np.int32]
    mode: str


def files_of(build: Build, texts: Texts) -> Files:
    """All files: those listed, those that chunks and entries name, and the maps beside them."""
    related_type = texts.take(texts.ids(build.column(RELATED, "type")))
    beside = texts.ids(build.column(RELATED, "name"))
    listed = texts.ids(build.column(ASSETS, "name"))
    is_listed_kind = np.array([each not in _COMPRESSED for each in related_type], np.bool_)
    names = np.concatenate(
        [
            listed,
            texts.ids(build.column(FILES, "text")),
            texts.ids(build.column(ENTRY_FILES, "text")),
            texts.ids(build.column(NAMED_FILES, "text")),
            beside[is_listed_kind],
        ]
    )
    sizes = np.full(len(names), -1, np.int64)
    sizes[: len(listed)] = build.column(ASSETS, "size")
    sizes[len(names) - int(is_listed_kind.sum()) :] = build.column(RELATED, "size")[is_listed_kind]
    named = names >= 0
    kept, first = np.unique(names[named], return_index=True)
    order = np.argsort(first, kind="stable")
    kept = kept[order].astype(np.int32)
    row_of = np.full(len(texts) + 1, -1, np.int32)
    row_of[kept] = np.arange(len(kept))
    size = np.full(len(kept), -1, np.int64)
    told = np.flatnonzero(named & (sizes >= 0))[::-1]
    size[row_of[names[told]]] = sizes[told]
    compressed = _compressed(build, texts, related_type, row_of, len(kept))
    kinds = np.array([asset_kind(each) for each in texts.take(kept)], np.uint8)
    assets = Assets(kept, kinds, size, *compressed)
    return Files(assets, row_of, _mode(build, texts, assets, row_of))


def _compressed(
    build: Build, texts: Texts, types: list[str], row_of: NDArray[np.int32], assets: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sizes of the files' gzip and brotli forms, -1 where there are none."""
    found = {column: np.full(assets, -1, np.int64) for column in _COMPRESSED.values()}
    of = texts.ids(build.column(ASSETS, "name"))
    owner, size = build.column(RELATED, "asset"), build.column(RELATED, "size")
    for k, each in enumerate(types):
        if each in _COMPRESSED and owner[k] < len(of):
            row = row_of[of[owner[k]]]
            if row >= 0:
                found[_COMPRESSED[each]][row] = size[k]
    return found["gzip_bytes"], found["brotli_bytes"]


def _mode(build: Build, texts: Texts, assets: Assets, row_of: NDArray[np.int32]) -> str:
    """``production`` where a script was minimized, which webpack says of each that was;
    ``development`` where modules are called by their names, as `optimization.moduleIds` has it
    there by itself."""
    told = build.column(ASSETS, "minimized") == _TRUE
    rows = row_of[texts.ids(build.column(ASSETS, "name"))[told]]
    if (assets.kind[rows[rows >= 0]] == model.SCRIPT).any():
        return "production"
    identified, name = join(build, "id"), join(build, "name")
    is_named = (identified == name) & (name >= 0)
    return "development" if 2 * int(is_named.sum()) > len(name) else ""
