"""Imports as they are once a bundler has looked past modules that ship nothing.

Rollup, rolldown and esbuild tell every import, also those of an index file of which nothing is left
in the output (``import { Button } from '@mui/material'`` asks an index that asks 142 modules). What
really brings a module along is who uses it, so such modules are looked past: whoever imports them
leads to those modules behind them whose names stand in its code. Where a module ships that no names
lead to, all who might use it are taken to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Edges, reach
from perfview.bundles.model import COMMONJS, JAVASCRIPT
from perfview.bundles.scenarios.spoken import spoken
from perfview.bundles.scenarios.standing import standing

if TYPE_CHECKING:
    from perfview.bundles.study import Study

TELLS_USES = ("webpack", "rspack")
"""Bundlers whose statistics tell of each import whether it is used: nothing to look past."""

LEAST_END = 4
"""Letters of a file's name, at least, that may be the end of a longer name (``scaleLinear`` of
``linear.js``)."""

_MARKS = re.compile(r"[^a-z0-9]")
_MADE_UP = re.compile(r"_default\d*$|^import_")


@dataclass(frozen=True)
class Sight:
    """What is known of modules that ship nothing.

    hollow bool (m): those. behind: for each of them the modules behind it that ship something.
    importer, barrel, used int32 (t): who uses what behind which, of the imports as they are.
    inner: how many imports hollow modules have, and the sum of their ends: to see that they change.
    """

    hollow: NDArray[np.bool_]
    behind: dict[int, tuple[int, ...]]
    importer: NDArray[np.int32]
    barrel: NDArray[np.int32]
    used: NDArray[np.int32]
    inner: tuple[int, int]

    def through(self, edges: Edges) -> Edges:
        """Imports (those of the build, some of them changed) past the modules that ship nothing."""
        into = self.hollow[edges.target] & ~self.hollow[edges.source]
        behind = self.behind
        if _inner(edges, self.hollow) != self.inner:
            behind = _behind(edges, self.hollow)
        keys = _keys(edges.source[into], edges.target[into])
        order = np.argsort(keys, kind="stable")
        keys, later = keys[order], edges.is_later[into][order]
        asked = _keys(self.importer, self.barrel)
        at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
        holds = keys[at] == asked if len(keys) else np.zeros(len(asked), np.bool_)
        if behind is not self.behind:
            holds &= _are_behind(behind, self.barrel, self.used)
        is_new = ~np.isin(keys, asked)
        added = _fanned(keys[is_new], later[is_new], behind)
        rest = ~self.hollow[edges.target] & ~self.hollow[edges.source]
        return Edges(
            np.concatenate([edges.source[rest], self.importer[holds], added.source]),
            np.concatenate([edges.target[rest], self.used[holds], added.target]),
            np.concatenate([edges.is_later[rest], later[at[holds]], added.is_later]),
        )


def sight(study: Study) -> Sight | None:
    """What to look past, worked out once a study; None where nothing is."""
    return study.once("bundles.sight", lambda: _sight(study))


def _sight(study: Study) -> Sight | None:
    edges, bundler = study.loading.edges, study.model.bundler
    if bundler in TELLS_USES or not bundler or not len(study.built):
        return None
    hollow = _hollow(study)
    if not hollow.any():
        return None
    behind = _behind(edges, hollow)
    into = hollow[edges.target] & ~hollow[edges.source]
    triples = np.array(
        [
            (importer, barrel, used)
            for importer, barrel in zip(
                edges.source[into].tolist(), edges.target[into].tolist(), strict=True
            )
            for used in behind[barrel]
        ],
        np.int32,
    ).reshape(-1, 3)
    rest = ~hollow[edges.target] & ~hollow[edges.source]
    kept = _used(study, triples, _only(edges, rest))
    importer, barrel, used = (np.ascontiguousarray(column) for column in triples[kept].T)
    return Sight(hollow, behind, importer, barrel, used, _inner(edges, hollow))


def _only(edges: Edges, kept: NDArray[np.bool_]) -> Edges:
    return Edges(edges.source[kept], edges.target[kept], edges.is_later[kept])


def _keys(source: NDArray[np.int32], target: NDArray[np.int32]) -> NDArray[np.int64]:
    return (source.astype(np.int64) << 32) | target.astype(np.int64)


def _inner(edges: Edges, hollow: NDArray[np.bool_]) -> tuple[int, int]:
    inside = hollow[edges.source] & ~edges.is_later
    return int(inside.sum()), int(edges.target[inside].sum(dtype=np.int64))


def _are_behind(
    behind: dict[int, tuple[int, ...]], barrel: NDArray[np.int32], used: NDArray[np.int32]
) -> NDArray[np.bool_]:
    pairs = [(start << 32) | end for start, ends in behind.items() for end in ends]
    return np.isin(_keys(barrel, used), np.array(pairs, np.int64))


def _fanned(
    keys: NDArray[np.int64], later: NDArray[np.bool_], behind: dict[int, tuple[int, ...]]
) -> Edges:
    """Imports of hollow modules that nobody had before: of them all that is behind."""
    rows = np.array(
        [
            (key >> 32, end, is_later)
            for key, is_later in zip(keys.tolist(), later.tolist(), strict=True)
            for end in behind.get(key & 0xFFFFFFFF, ())
        ],
        np.int32,
    ).reshape(-1, 3)
    return Edges(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.bool_))


def _hollow(study: Study) -> NDArray[np.bool_]:
    """Modules (m) of scripts that ship nothing and only pass on what others export."""
    modules, edges = study.model.modules, study.loading.edges
    passes_on = np.zeros(len(modules), np.bool_)
    passes_on[edges.source[~edges.is_later]] = True
    hollow = passes_on & (standing(study).one == 0) & (study.weights.of_module == 0)
    hollow &= (modules.kind == JAVASCRIPT) & (modules.format != COMMONJS)
    hollow[study.loading.entries] = False
    hollow[edges.target[edges.is_later]] = False
    found: NDArray[np.bool_] = hollow
    return found


def _behind(edges: Edges, hollow: NDArray[np.bool_]) -> dict[int, tuple[int, ...]]:
    """For each hollow module those behind it that ship something."""
    next_of: dict[int, list[int]] = defaultdict(list)
    from_hollow = hollow[edges.source] & ~edges.is_later
    for source, target in zip(
        edges.source[from_hollow].tolist(), edges.target[from_hollow].tolist(), strict=True
    ):
        next_of[source].append(target)
    found = {}
    for start in np.flatnonzero(hollow).tolist():
        seen, left = {start}, [start]
        ends: list[int] = []
        while left:
            for target in next_of[left.pop()]:
                if target in seen:
                    continue
                seen.add(target)
                (left if hollow[target] else ends).append(target)
        found[start] = tuple(ends)
    return found


def _used(study: Study, triples: NDArray[np.int32], rest: Edges) -> NDArray[np.bool_]:
    """Which (importer, barrel, module behind) are kept: those that names tell, all of a module that
    would not load (or not at start) any more although it stands there, and all of a barrel with
    side effects behind it.

    A module that stands in no file that loads at start is used by none that does.
    """
    stands, m = standing(study), len(study.model.modules)
    source, target = triples[:, 0], triples[:, 2]
    possible = ~(
        stands.is_initial_of[source]
        & ~stands.is_later_of[source]
        & ~stands.is_initial_of[target]
        & stands.is_later_of[target]
    )
    kept = possible & _told(study, triples[:, [0, 2]])
    then = Edges(
        np.append(rest.source, source[kept]),
        np.append(rest.target, target[kept]),
        np.append(rest.is_later, np.zeros(int(kept.sum()), np.bool_)),
    )
    reached = reach(then, study.loading.entries, m)
    lost = (stands.is_initial_of & ~reached.at_start) | ((stands.one > 0) & ~reached.at_all)
    whole = _kept_whole(triples, lost, stands.one > 0)
    return kept | (possible & (lost[target] | whole[triples[:, 1]]))


def _kept_whole(
    triples: NDArray[np.int32], lost: NDArray[np.bool_], ships: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Barrels (m) behind which more ships that nobody names than was shaken off: what stands behind
    them has side effects, so that it comes along with the barrel, used or not."""
    barrel, at = np.unique(triples[:, 1:], axis=0).T, len(ships)
    unnamed = np.bincount(barrel[0][lost[barrel[1]] & ships[barrel[1]]], minlength=at)
    shaken = np.bincount(barrel[0][~ships[barrel[1]]], minlength=at)
    found: NDArray[np.bool_] = unnamed > np.maximum(shaken, 1)
    return found


def _told(study: Study, pairs: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a name of the module behind stands in the importer's code."""
    names, told = spoken(study), np.zeros(len(pairs), np.bool_)
    plain = {module: {_plain(name) for name in said} for module, said in names.items()}
    stems = {target: _stem(study.name_of(target)) for target in np.unique(pairs[:, 1]).tolist()}
    for row, (source, target) in enumerate(pairs.tolist()):
        said, stem = plain.get(source), stems[target]
        if said:
            told[row] = stem in said or (
                len(stem) >= LEAST_END and any(name.endswith(stem) for name in said)
            )
    return told


def _plain(name: str) -> str:
    return _MARKS.sub("", _MADE_UP.sub("", name).lower())


def _stem(path: str) -> str:
    """What a module is called: its file, of an index its folder."""
    folder, _, file = path.rpartition("/")
    stem = _plain(file.partition(".")[0])
    return _plain(folder.rpartition("/")[2]) if stem in ("index", "main") else stem
