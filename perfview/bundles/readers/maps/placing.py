"""The bytes of each source in a built file, by its map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import span_of
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.maps.sources import kind_of, path_of
from perfview.recording.source_maps.source_map import SourceMap


def place_sources(build: Assembly, found: SourceMap, file: str, code: bytes | None) -> int:
    """A built file and the sources in it. Returns how many of them name no file."""
    chunk, asset = build.file(file, -1 if code is None else len(code))
    sizes = _with_code(found, code) if code is not None else _by_columns(found)
    together: dict[int, int] = {}
    nameless = 0
    for source, content, size in zip(found.sources, _contents(found), sizes.tolist(), strict=True):
        path = path_of(source)
        if not path:
            nameless += 1
            continue
        row = build.module(path, kind=kind_of(path))
        build.describe(row, size=content)
        together[row] = together.get(row, 0) + size
    for row, size in together.items():
        build.place(row, chunk, asset, size)
    return nameless


def _contents(found: SourceMap) -> list[int]:
    """Bytes of each source's text, -1 where the map does not carry it."""
    texts = (found.contents + [None] * len(found.sources))[: len(found.sources)]
    return [-1 if text is None else len(text.encode("utf-8", "replace")) for text in texts]


def _with_code(found: SourceMap, code: bytes) -> NDArray[np.int64]:
    """Bytes of each source, int64."""
    span = span_of(code, found)
    return _summed(found, span.stop - span.start)


def _by_columns(found: SourceMap) -> NDArray[np.int64]:
    """Characters of each source from segment to segment, int64; those behind a line's last segment
    are not known and not counted."""
    length = np.zeros(len(found), np.int64)
    if len(found):
        same = found.line[1:] == found.line[:-1]
        length[:-1] = np.where(same, found.column[1:].astype(np.int64) - found.column[:-1], 0)
    return _summed(found, length)


def _summed(found: SourceMap, length: NDArray[np.int64]) -> NDArray[np.int64]:
    known = found.source >= 0
    weights = np.maximum(length[known], 0)
    sums = np.bincount(found.source[known], weights, minlength=len(found.sources))
    return sums.astype(np.int64)
