"""Modules put together by what they belong to: the package, else the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def by_package(study: Study, modules: NDArray[np.int32]) -> dict[str, NDArray[np.int32]]:
    """Modules of packages by the package's folder, those of own code by theirs; int32 each."""
    package = study.model.modules.package[modules]
    texts, folders = study.model.strings, study.model.packages.folder
    found: dict[str, list[int]] = {}
    for module, row in zip(modules.tolist(), package.tolist(), strict=True):
        if row == OWN_CODE:
            place = study.name_of(module).rpartition("/")[0] or "."
        else:
            place = texts[folders[row]]
        found.setdefault(place, []).append(module)
    return {place: np.array(rows, np.int32) for place, rows in found.items()}


def name_of_place(place: str) -> str:
    """A package's name of its folder; other folders as they are."""
    return place.rpartition("node_modules/")[2]
