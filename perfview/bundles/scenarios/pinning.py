"""Modules that a build's settings hold in one file, whoever asks for them.

webpack's `cacheGroups` with a `name` and Rollup's `manualChunks` put what fits into a chunk of that
name, what only loads later along with what loads at start: the chunk loads whole as soon as
anything in it is asked for at start.
https://webpack.js.org/plugins/split-chunks-plugin/#splitchunksname
https://rollupjs.org/configuration-options/#output-manualchunks
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Reached
from perfview.bundles.model import OWN_CODE

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_OF = 0.9
"""A chunk with so large a part of all packages that load at start is meant for all packages."""

_NAMED = re.compile(r"\(cache group: [^)]*\) \(name: [^)~]+\)")
"""Names with a tilde webpack 4 makes up of the chunks that share the modules: these move on."""

_BY_HAND = ("rollup",)
"""Bundlers whose files tell nothing of why a chunk exists."""


class Pin(NamedTuple):
    """A chunk by its row, and the modules (int32, ascending) that it holds."""

    chunk: int
    modules: NDArray[np.int32]


def pins(study: Study) -> tuple[Pin, ...]:
    """The chunks at start that hold packages whoever asks for them, worked out once a study."""
    return study.once("bundles.pins", lambda: tuple(_pins(study)))


def held(found: Reached, pinned: tuple[Pin, ...]) -> Reached:
    """What loads once everything that is needed at all comes along with its chunk."""
    at_start = found.at_start
    for pin in pinned:
        if at_start[pin.modules].any():
            at_start = at_start.copy()
            at_start[pin.modules] |= found.at_all[pin.modules]
    return Reached(at_start, found.at_all)


def staying(
    study: Study, before: Reached, after: Reached
) -> tuple[tuple[Pin, NDArray[np.int32]], ...]:
    """Chunks that keep what a change would else take off the start, and those modules, int32; the
    two are what loads before and after, chunks left aside."""
    leaves = before.at_start & ~after.at_start & after.at_all
    found = []
    for pin in pins(study):
        kept = pin.modules[leaves[pin.modules]]
        if len(kept) and after.at_start[pin.modules].any():
            found.append((pin, kept))
    return tuple(found)


def _pins(study: Study) -> Iterator[Pin]:
    model, places = study.model, study.model.placements
    package, chunks = model.modules.package, model.chunks
    for chunk in np.flatnonzero(chunks.is_initial & ~chunks.is_entry).tolist():
        modules = np.unique(places.module[places.chunk == chunk])
        modules = modules[package[modules] != OWN_CODE]
        if len(modules) and _may_be(study, chunk) and _takes_all(study, modules):
            yield Pin(chunk, modules)


def _may_be(study: Study, chunk: int) -> bool:
    """Whether settings may have made a chunk that loads at start. webpack tells; Rollup by itself
    makes one only for what several entries share."""
    model = study.model
    reason = int(model.chunks.reason[chunk])
    if reason >= 0 and _NAMED.search(model.strings[reason]):
        return True
    return model.bundler in _BY_HAND


def _takes_all(study: Study, modules: NDArray[np.int32]) -> bool:
    """Whether a chunk takes what loads later as well: it holds such modules, or no chunk that loads
    later has any of its packages (any package at all, where it is meant for all of them). What
    several entries of Rollup share it may have put together by itself."""
    model, reached = study.model, study.loading.reached
    if (reached.at_all & ~reached.at_start)[modules].any():
        return True
    if model.bundler in _BY_HAND and int(model.chunks.is_entry.sum()) > 1:
        return False
    package, places = model.modules.package, model.placements
    later = np.unique(places.module[~model.chunks.is_initial[places.chunk]])
    elsewhere = np.unique(package[later[package[later] != OWN_CODE]])
    source = np.maximum(model.modules.source_bytes, 0)
    at_start = reached.at_start & (package != OWN_CODE)
    if source[modules].sum() >= MOST_OF * source[at_start].sum():
        return not len(elsewhere)
    return not np.isin(package[modules], elsewhere).any()
