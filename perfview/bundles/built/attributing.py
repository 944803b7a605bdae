"""Which bytes of each built file come from which module, by the files' source maps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.files import BuiltFile, Stretches
from perfview.bundles.built.maps import map_of
from perfview.bundles.built.matching import Matcher, Modules
from perfview.bundles.built.placing import placed_in
from perfview.bundles.built.repairing import Span, filled, with_unknown
from perfview.bundles.model import SCRIPT, STYLE_SHEET
from perfview.kernels.text_places import byte_places
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.source_map import SourceMap

if TYPE_CHECKING:
    from perfview.bundles.study import Study


_LEAST_KNOWN = 0.1
"""Part of the mapped bytes whose sources have to be modules; else the file is of another build."""

_DATA = re.compile(
    rb"JSON\.parse\((?:'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\"|`(?:[^`\\]++|\\.)*+`)\)",
    re.DOTALL,
)
"""How webpack (`JsonGenerator`), Rspack and Vite write modules of data."""

_MOST_TOLD = 5
"""Maps that cannot be read are told one by one, so many of them."""


@dataclass(frozen=True)
class Attributed:
    """Stretches by row of `Assets`, of the files that have a map that could be read."""

    by_asset: dict[int, Stretches]


def attributed(study: Study) -> Attributed:
    """The stretches of all built files."""
    found = ((asset, stretches_of(study, asset)) for asset in sorted(study.built.by_asset))
    return Attributed({asset: each for asset, each in found if each is not None})


def stretches_of(study: Study, asset: int) -> Stretches | None:
    """The stretches of a built file, worked out when first asked for; None for one without a source
    map that can be read, or that is not at hand."""
    file = study.built.by_asset.get(asset)
    if file is None or study.model.assets.kind[asset] not in (SCRIPT, STYLE_SHEET):
        return None
    return study.once(f"bundles.stretches.{asset}", lambda: _noted(study, asset, file))


def _noted(study: Study, asset: int, file: BuiltFile) -> Stretches | None:
    try:
        return _of_file(study, asset, file)
    except UnreadableInput as error:
        detail = f"The source map of {file.path.name} is left aside. {error}"
        kind = "source-map-unreadable"
        if sum(oddity.kind == kind for oddity in study.report.oddities) < _MOST_TOLD:
            study.report.note(kind, 1, detail)
        return None


def _of_file(study: Study, asset: int, file: BuiltFile) -> Stretches | None:
    code = file.code()
    source_map = map_of(file, code)
    if source_map is None or not len(source_map):
        return None
    placed = placed_in(study, asset)
    modules = study.once("bundles.modules by path", lambda: Modules(study.model))
    anywhere = np.ones(len(placed.is_here), np.bool_)
    matcher = Matcher(modules, placed.is_here if placed.is_here.any() else anywhere)
    span, sources = span_of(code, source_map), len(source_map.sources)
    size = span.bytes_of(sources)
    rows = with_unknown(matcher.rows(source_map.sources), size, placed)
    # Other bundlers tell sizes, which showed whether it is the same build.
    if study.model.bundler == "rollup" and size[rows >= 0].sum() < _LEAST_KNOWN * size.sum():
        raise UnreadableInput("Hardly any of its sources is a module of this build.")
    if _is_of_another(rows, size, placed.is_here):
        raise UnreadableInput("Hardly any of its sources is in this file: it is another file's.")
    return filled(
        study.model.modules.kind, span, np.append(rows, np.int32(-1))[span.source], placed
    )


def _is_of_another(
    rows: NDArray[np.int32], size: NDArray[np.int64], is_here: NDArray[np.bool_]
) -> bool:
    """Whether a map is another file's of the same build: its sources (modules `rows`, -1 unknown,
    with `size` bytes) are modules, but hardly any of those that the stats place in the file."""
    if not is_here.any():
        return False
    known = rows >= 0
    here = known & is_here[rows]
    return bool(size[here].sum() < _LEAST_KNOWN * size[known].sum())


def span_of(code: bytes, source_map: SourceMap) -> Span:
    """The segments of a map as bytes of the code: a segment lasts until the next one or the end of
    its line."""
    text = np.frombuffer(bytearray(code), np.uint8)
    start, line_end = byte_places(text, source_map.line, source_map.column)
    following = np.append(start[1:], len(code))
    data = np.array([found.span() for found in _DATA.finditer(code)], np.int64).reshape(-1)
    return Span(start, np.minimum(following, line_end), source_map.source, len(code), data)
