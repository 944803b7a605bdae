"""Which names stand in the code of each module, by the source maps of the built files: those that
minifying took away, its own and those of what it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.built.maps import map_of
from perfview.bundles.built.matching import Matcher, Modules
from perfview.bundles.built.placing import placed_in
from perfview.bundles.model import SCRIPT
from perfview.recording.errors import UnreadableInput

if TYPE_CHECKING:
    from perfview.bundles.study import Study

Names = dict[int, frozenset[str]]


def spoken(study: Study) -> Names:
    """The names in each module's code, by module, worked out once a study."""
    return study.once("bundles.spoken names", lambda: _spoken(study))


def _spoken(study: Study) -> Names:
    found: dict[int, set[str]] = {}
    modules = study.once("bundles.modules by path", lambda: Modules(study.model))
    for asset in study.built.by_asset:
        if study.model.assets.kind[asset] != SCRIPT:
            continue
        try:
            _of_file(study, asset, modules, found)
        except UnreadableInput:
            continue  # whoever weighs modules has said so
    return {module: frozenset(names) for module, names in found.items()}


def _of_file(study: Study, asset: int, modules: Modules, found: dict[int, set[str]]) -> None:
    file = study.built.by_asset[asset]
    source_map = map_of(file, file.code())
    if source_map is None or not source_map.names:
        return
    placed = placed_in(study, asset).is_here
    matcher = Matcher(modules, placed if placed.any() else np.ones(len(placed), np.bool_))
    rows = np.append(matcher.rows(source_map.sources), np.int32(-1))
    named = source_map.name >= 0
    module, name = rows[source_map.source[named]], source_map.name[named]
    pairs = np.unique((module[module >= 0].astype(np.int64) << 32) | name[module >= 0])
    for pair in pairs.tolist():
        found.setdefault(pair >> 32, set()).add(source_map.names[pair & 0xFFFFFFFF])
