"""What each row of the weights is, in bytes, as shipped or compressed, of the files asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.compressing import brotli_bytes
from perfview.bundles.model import MAP, RENDERED
from perfview.bundles.study import Study
from perfview.ui.bundles.pictures.outline import Outline
from perfview.ui.bundles.pictures.showing import Part, Showing, Sizes

NO_FILES = "No built files were found beside the stats"


def leaf_bytes(study: Study, outline: Outline, showing: Showing) -> NDArray[np.float64]:
    """What the leaves of an outline weigh, float64 (n), 0 elsewhere."""
    if not len(study.model.modules):
        return _file_bytes(study, outline, showing)
    rows = row_bytes(study, showing.sizes)
    rows = np.where(_chosen_rows(study, showing.part, at_start=showing.only_initial), rows, 0.0)
    found = np.bincount(outline.leaf_of_row, rows, len(outline))
    shown = outline.leaf_of_asset >= 0
    shown &= chosen_assets(study, showing.part, at_start=showing.only_initial)
    rest = unexplained_bytes(study, showing.sizes)[shown]
    found += np.bincount(outline.leaf_of_asset[shown], rest, len(outline))
    return found.astype(np.float64)


def row_bytes(study: Study, sizes: Sizes) -> NDArray[np.float64]:
    """The bytes of each row of the weights, float64 (w)."""
    return study.once(f"ui.row_bytes_{sizes.name.lower()}", lambda: _row_bytes(study, sizes))


def _row_bytes(study: Study, sizes: Sizes) -> NDArray[np.float64]:
    weights = study.weights
    if sizes is Sizes.SHIPPED:
        return weights.bytes.astype(np.float64)
    if sizes is Sizes.SOURCE:
        source = unminified_bytes(study)
        return np.where(weights.bytes > 0, source[weights.module], 0).astype(np.float64)
    compressed = study.compressed.gzip_of_row
    if sizes is Sizes.GZIP:
        return compressed
    # Brotli's stream is not taken apart: its files by the shares that gzip gives.
    ratio = _brotli_ratio(study)
    return compressed * np.where(weights.asset >= 0, ratio[weights.asset], 1.0)


def unminified_bytes(study: Study) -> NDArray[np.int64]:
    """What modules weigh before minification, int64 (m): as written by their authors, or as put
    into the bundle where only that is told; 0 unknown."""
    model = study.model
    told = np.maximum(model.modules.source_bytes, 0)
    if told.any() or model.measured != RENDERED:
        return told
    placed = np.maximum(model.placements.bytes, 0)
    return np.bincount(model.placements.module, placed, len(told)).astype(np.int64)


def unexplained_bytes(study: Study, sizes: Sizes) -> NDArray[np.float64]:
    """What of each file belongs to no module, float64 (a); unknown before minification."""
    weights = study.weights
    if sizes is Sizes.SOURCE:
        return np.zeros(len(study.model.assets))
    if sizes is Sizes.SHIPPED:
        return weights.unexplained.astype(np.float64)
    rest = study.compressed.unexplained
    return rest if sizes is Sizes.GZIP else rest * _brotli_ratio(study)


def file_bytes(study: Study, sizes: Sizes) -> NDArray[np.int64]:
    """What files weigh, int64 (a), -1 unknown."""
    assets = study.model.assets
    if sizes in (Sizes.SOURCE, Sizes.SHIPPED):
        return assets.bytes
    return study.compressed.gzip_bytes if sizes is Sizes.GZIP else brotli_bytes(study)


def _brotli_ratio(study: Study) -> NDArray[np.float64]:
    gzip, brotli = study.compressed.gzip_bytes, brotli_bytes(study)
    return np.where((gzip > 0) & (brotli > 0), brotli / np.maximum(gzip, 1), 0.0)


def can_show(study: Study, sizes: Sizes) -> str:
    """ "" where these sizes can be worked out, else why not. Cheap."""
    assets = study.model.assets
    if sizes is Sizes.SOURCE:
        known = bool((unminified_bytes(study) > 0).any())
        return "" if known else "The file does not tell sizes before minification"
    if sizes is Sizes.SHIPPED:
        known = bool((assets.bytes > 0).any() or (study.model.placements.bytes > 0).any())
        return "" if known else "The file does not tell what was written"
    compressed = assets.gzip_bytes if sizes is Sizes.GZIP else assets.brotli_bytes
    return "" if len(study.built) or (compressed >= 0).any() else NO_FILES


def chosen_assets(study: Study, part: Part, *, at_start: bool = False) -> NDArray[np.bool_]:
    """Which files are shown, bool (a)."""
    model = study.model
    found = np.ones(len(model.assets), np.bool_)
    if part.entry >= 0 or part.chunk >= 0:
        pairs = model.chunk_assets
        found[:] = False
        found[pairs.right[_chosen_chunks(study, part)[pairs.left]]] = True
    if at_start:
        found &= study.weights.is_initial
    return found


def _chosen_chunks(study: Study, part: Part) -> NDArray[np.bool_]:
    model = study.model
    found = np.zeros(len(model.chunks), np.bool_)
    if part.chunk >= 0:
        found[part.chunk] = True
    if part.entry >= 0:
        found[model.entry_chunks.right[model.entry_chunks.left == part.entry]] = True
    return found


def _chosen_rows(study: Study, part: Part, *, at_start: bool) -> NDArray[np.bool_]:
    weights = study.weights
    files = np.append(chosen_assets(study, part, at_start=at_start), False)
    found = files[weights.asset]
    # What is in a chunk whose file is not known.
    loose = weights.asset < 0
    chunks = np.ones(len(study.model.chunks), np.bool_)
    if part.entry >= 0 or part.chunk >= 0:
        chunks = _chosen_chunks(study, part)
    if at_start:
        chunks = chunks & study.model.chunks.is_initial
    is_whole = part == Part() and not at_start
    found[loose] = np.append(chunks, is_whole)[weights.chunk[loose]]
    return found


def _file_bytes(study: Study, outline: Outline, showing: Showing) -> NDArray[np.float64]:
    """Files of stats without modules; source maps do not load."""
    assets = study.model.assets
    known = file_bytes(study, showing.sizes)
    shown = (assets.kind != MAP) & chosen_assets(study, showing.part)
    if showing.only_initial:
        shown &= chosen_assets(study, showing.part, at_start=True)
    bytes_ = np.where(shown, np.maximum(known, 0), 0)
    return np.bincount(outline.leaf_of_asset, bytes_, len(outline)).astype(np.float64)


def known_row_bytes(study: Study, sizes: Sizes) -> NDArray[np.float64] | None:
    """The bytes of each row of the weights (float64 (w)) where they need not be worked out, which
    may take long; None where they would have to be."""
    if sizes in (Sizes.SOURCE, Sizes.SHIPPED):
        return None if can_show(study, sizes) else row_bytes(study, sizes)
    known: NDArray[np.float64] | None = vars(study).get(f"ui.row_bytes_{sizes.name.lower()}")
    return known


def estimated(study: Study, sizes: Sizes) -> bool:
    """Whether sizes of modules are not measured: scaled from those before minification, or shares
    of a file as another codec has them."""
    if sizes is Sizes.SOURCE or not len(study.model.modules):
        return False
    is_measured = study.weights.how in ("source map", "bundler")
    return not is_measured or sizes is Sizes.BROTLI
