"""The tables of a bundle that a filter may be put on, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.filtering.fields import (
    ASSET_FIELDS,
    CHUNK_FIELDS,
    MODULE_FIELDS,
    PACKAGE_FIELDS,
    Field,
    Mask,
    held,
)
from perfview.bundles.study import Study
from perfview.filtering.combining import combined
from perfview.filtering.comparing import text_held
from perfview.filtering.grammar import Expression, Term

_CHUNK = "chunk"


def modules_that(study: Study, expression: Expression) -> Mask:
    """The modules that match: bool (m). A word is looked for in paths; ``chunk=main`` holds of
    what stands in that chunk, whatever else it stands in. Raises FilterError."""

    def one(term: Term) -> Mask:
        if term.key == _CHUNK:
            return _in_chunks(study, term)
        if term.key:
            return held(study, MODULE_FIELDS, term, _CHUNK)
        return text_held(study.model.modules.name, study.model.strings, term)

    return combined(expression, len(study.model.modules), one)


def packages_that(study: Study, expression: Expression) -> Mask:
    """The rows of `Packages` that match: bool (p). A word is looked for in their folders. Raises
    FilterError."""
    return _matching(study, expression, PACKAGE_FIELDS, study.model.packages.folder)


def chunks_that(study: Study, expression: Expression) -> Mask:
    """The chunks that match: bool (c). A word is looked for in their names. Raises FilterError."""
    return _matching(study, expression, CHUNK_FIELDS, study.model.chunks.name)


def assets_that(study: Study, expression: Expression) -> Mask:
    """The files that match: bool (a). A word is looked for in their names. Raises FilterError."""
    return _matching(study, expression, ASSET_FIELDS, study.model.assets.name)


def _matching(
    study: Study, expression: Expression, fields: Mapping[str, Field], name: NDArray[np.int32]
) -> Mask:
    def one(term: Term) -> Mask:
        if term.key:
            return held(study, fields, term)
        return text_held(name, study.model.strings, term)

    return combined(expression, len(name), one)


def _in_chunks(study: Study, term: Term) -> Mask:
    model, denied = study.model, term.operator.startswith("!")
    plain = Term(term.key, term.operator.lstrip("!"), term.value, term.at)
    chunks = text_held(model.chunks.name, model.strings, plain)
    found = np.zeros(len(model.modules), np.bool_)
    placed = model.placements
    known = placed.chunk >= 0
    rows = placed.module[known][chunks[placed.chunk[known]]]
    found[rows] = True
    return ~found if denied else found


FILTERS: Mapping[str, Callable[[Study, Expression], Mask]] = {
    "modules": modules_that,
    "packages": packages_that,
    "chunks": chunks_that,
    "assets": assets_that,
}
"""By table, which of its rows an expression keeps: bool."""
