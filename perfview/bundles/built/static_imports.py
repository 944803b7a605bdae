"""Which files of a build load along with which, by the import statements in them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT
from perfview.recording.errors import UnreadableInput

if TYPE_CHECKING:
    from perfview.bundles.study import Study

_STATEMENT = re.compile(rb"""(?:\bfrom|\bimport)\s*(["'])(\.{1,2}/[^"'\n\\]+)\1""")
"""What follows ``from`` or ``import``; an ``import()`` has a bracket between."""


def loaded_along(study: Study, started: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The built scripts that load along with those that are `started`, themselves among them, bool
    (a). Only what the code names and the build holds counts, so that a text that looks like a
    statement adds nothing."""
    model = study.model
    row_of = {_name(study, asset): asset for asset in study.built.by_asset}
    found = started.copy()
    waiting = np.flatnonzero(started & (model.assets.kind == SCRIPT)).tolist()
    while waiting:
        for named in _imports(study, waiting.pop()):
            row = row_of.get(named, -1)
            if row >= 0 and not found[row] and model.assets.kind[row] == SCRIPT:
                found[row] = True
                waiting.append(row)
    return found


def _name(study: Study, asset: int) -> str:
    name = study.model.strings[study.model.assets.name[asset]].partition("?")[0]
    return posixpath.normpath(name.replace("\\", "/"))


def _imports(study: Study, asset: int) -> list[str]:
    """The names of files that a script imports statically."""
    built = study.built.by_asset.get(asset)
    if built is None:
        return []
    try:
        code = built.code()
    except UnreadableInput:
        return []
    folder = posixpath.dirname(_name(study, asset))
    named = (found[2].decode("utf-8", "replace") for found in _STATEMENT.finditer(code))
    return [posixpath.normpath(posixpath.join(folder, each.partition("?")[0])) for each in named]
