"""What built files keep without some modules, and where modules stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.model import SCRIPT

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_SHELL = 256
"""Bytes between two modules that are still taken for what a bundler puts around the second one
(``},123:(e,t,n)=>{"use strict";``); longer ones are code no map tells about."""


@dataclass(frozen=True)
class Pieces:
    """A file of JavaScript cut at its modules.

    start, stop int64 (s), in order; module int32 (s): the stretches of the file, each with what the
    bundler put before it. size: of the whole file as the bundler tells it, bytes.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    module: NDArray[np.int32]
    size: int

    def bytes_of(self, modules: int) -> NDArray[np.int64]:
        """Bytes of each module in this file, shells included, int64 (modules)."""
        lengths = self.stop - self.start
        return np.bincount(self.module, lengths, modules).astype(np.int64)


def pieces(study: Study) -> dict[int, Pieces]:
    """The pieces of the scripts that have a source map, by row of `Assets`."""
    return study.once("bundles.pieces", lambda: _pieces(study))


def _pieces(study: Study) -> dict[int, Pieces]:
    assets, found = study.model.assets, {}
    for asset in study.built.by_asset:
        stretches = stretches_of(study, asset) if assets.kind[asset] == SCRIPT else None
        if stretches is None or not len(stretches):
            continue
        before = np.append(np.int64(0), stretches.stop[:-1])
        gap = stretches.start - before
        shell = np.where((gap > 0) & (gap <= MOST_SHELL), gap, 0)
        shell[0] = 0
        told = int(assets.bytes[asset])
        held = study.built.by_asset[asset].size
        size = told if 0 < told <= held else held
        found[asset] = Pieces(stretches.start - shell, stretches.stop, stretches.module, size)
    return found


def without(cut: Pieces, removed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches (start, stop) that a file keeps without the modules for which `removed` (m) is
    true."""
    drop = removed[cut.module]
    starts = np.append(0, cut.stop[drop])
    stops = np.append(cut.start[drop], cut.size)
    return _filled(cut, starts, stops)


def only(cut: Pieces, wanted: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches (start, stop) of a file's modules for which `wanted` (m) is true; those that
    follow on each other are one."""
    taken = wanted[cut.module]
    starts, stops = cut.start[taken], cut.stop[taken]
    parted = starts[1:] != stops[:-1]
    first, last = np.append(True, parted), np.append(parted, True)
    return _filled(cut, starts[first[: len(starts)]], stops[last[: len(stops)]])


def _filled(
    cut: Pieces, starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Those that hold anything, none beyond the end of the file."""
    pairs = zip(starts.tolist(), np.minimum(stops, cut.size).tolist(), strict=True)
    return [(start, stop) for start, stop in pairs if stop > start]
