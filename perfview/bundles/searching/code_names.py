"""Which names own modules use in the files as built, and how deep in functions: source maps keep
the names that minifying took away, and often the source itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import span_of
from perfview.bundles.built.files import BuiltFile
from perfview.bundles.built.maps import map_of
from perfview.bundles.built.matching import Matcher, Modules
from perfview.bundles.built.placing import placed_in
from perfview.bundles.model import OWN_CODE, SCRIPT
from perfview.bundles.searching.function_depth import function_depths
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.source_map import SourceMap

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_BYTES = 24 << 20
"""Longer files are not looked into for names."""

APART = 40
"""Bytes of other modules between two segments, from which they are two pieces."""

MOST_OF_MODULE = 400_000
"""A module whose code is longer is not looked into."""


@dataclass
class Names:
    """depth: names in a module's built code, each with the functions around its uses, the least of
    them; text: its source, "" where no map carries it."""

    depth: dict[str, int] = field(default_factory=dict)
    text: str = ""

    @property
    def ground(self) -> int:
        """How deep the module's own top level stands: bundlers may put it into a function."""
        return min(self.depth.values(), default=0)

    def add(self, name: str, depth: int) -> None:
        """One use more."""
        self.depth[name] = min(self.depth.get(name, depth), depth)


def names_in_code(study: Study) -> dict[int, Names]:
    """The names of own modules, by module; computed once. Modules without any are left out."""
    return study.once("bundles.code_names", lambda: _names_in_code(study))


def _names_in_code(study: Study) -> dict[int, Names]:
    found: dict[int, Names] = defaultdict(Names)
    if not len(study.built):
        return {}
    modules = study.once("bundles.modules by path", lambda: Modules(study.model))
    for asset, file in sorted(study.built.by_asset.items()):
        is_script = study.model.assets.kind[asset] == SCRIPT
        if not is_script or file.size > MOST_BYTES:
            continue
        placed = placed_in(study, asset).is_here
        is_own = study.model.modules.package == OWN_CODE
        if placed.any() and not (placed & is_own).any():
            continue
        try:
            _look_into(file, Matcher(modules, placed | ~placed.any()), is_own, found)
        except UnreadableInput:
            continue  # whoever weighs modules has said so
    return dict(found)


def _look_into(
    file: BuiltFile, matcher: Matcher, is_own: NDArray[np.bool_], found: dict[int, Names]
) -> None:
    code = file.code()
    source_map = map_of(file, code)
    if source_map is None or not len(source_map):
        return
    rows = np.append(matcher.rows(source_map.sources), np.int32(-1))[source_map.source]
    own = (rows >= 0) & np.append(is_own, False)[rows]
    at = np.flatnonzero(own)
    span = span_of(code, source_map)
    order = at[np.lexsort((span.start[at], rows[at]))]
    _take_texts(source_map, rows, own, found)
    for part in _pieces(order, rows, span.start, span.stop):
        _of_piece(code, Piece(span.start[part], span.stop[part], part), source_map, rows, found)


def _take_texts(
    source_map: SourceMap,
    rows: NDArray[np.int32],
    own: NDArray[np.bool_],
    found: dict[int, Names],
) -> None:
    sources, first = np.unique(source_map.source[own], return_index=True)
    modules = rows[own][first]
    for source, module in zip(sources.tolist(), modules.tolist(), strict=True):
        text = source_map.contents[source] or ""
        names = found[module]
        # Components are made of several sources of one path, one of which only asks for the other.
        if len(text) <= MOST_OF_MODULE and text not in names.text:
            names.text = f"{names.text}\n{text}" if names.text else text


def _pieces(
    order: NDArray[np.int64],
    rows: NDArray[np.int32],
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
) -> list[NDArray[np.int64]]:
    """Segments (by module, then place) in pieces of one module that stand in one place: bundlers
    put imports and variables of a module elsewhere."""
    other = np.diff(rows[order]) != 0
    away = (np.diff(order) > 1) & (start[order[1:]] - stop[order[:-1]] > APART)
    pieces = np.split(order, np.flatnonzero(other | away) + 1)
    return [piece for piece in pieces if len(piece)]


class Piece(NamedTuple):
    """Segments of one module that stand in one place: start, stop int64 bytes, row int64."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    row: NDArray[np.int64]


def _of_piece(
    code: bytes,
    piece: Piece,
    source_map: SourceMap,
    rows: NDArray[np.int32],
    found: dict[int, Names],
) -> None:
    begin, end = int(piece.start[0]), int(piece.stop.max())
    if end - begin > MOST_OF_MODULE:
        return
    # Bytes as characters, so that places are offsets.
    depths = function_depths(code[begin:end].decode("latin-1"))
    names = found[int(rows[piece.row[0]])]
    for segment, place in zip(piece.row.tolist(), piece.start.tolist(), strict=True):
        name = int(source_map.name[segment])
        if name >= 0:
            names.add(source_map.names[name], depths.of(place - begin))
