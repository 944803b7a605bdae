"""One colour a package, the same in every view: copies and versions of a package share it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE
from perfview.bundles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories

OWN_WORDS = "own code"
"""What lies outside ``node_modules``."""

_MOST = 8


@dataclass(frozen=True)
class _Colours:
    """of_package uint8 (p + 1): the last is that of own code; legend: the heaviest first."""

    of_package: NDArray[np.uint8]
    legend: list[tuple[int, str]]


def package_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each row of `Packages`, uint8 (p + 1); the last is that of own code, so that
    `OWN_CODE` finds it, too. Worked out once."""
    return _colours(study).of_package


def module_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each module, uint8 (m)."""
    return package_categories(study)[study.model.modules.package]


def legend_of(study: Study) -> list[tuple[int, str]]:
    """Categories and the packages they stand for, the heaviest first."""
    return _colours(study).legend


def _colours(study: Study) -> _Colours:
    return study.once("ui.package_colours", lambda: _assigned(study))


def _assigned(study: Study) -> _Colours:
    packages, of = study.model.packages, study.model.modules.package
    # What an alias stands for: `ajv6` is another copy of ajv.
    real = np.where(packages.real_name >= 0, packages.real_name, packages.name)
    names, number = np.unique(np.append(real, OWN_CODE), return_inverse=True)
    number = number.reshape(-1)
    weight = np.bincount(number[of], study.weights.of_module, len(names))
    # Own code always has a colour: it is what one knows one's way by.
    ranked = np.where(names == OWN_CODE, np.inf, weight)
    largest = [int(g) for g in np.argsort(-ranked, kind="stable")[:_MOST] if weight[g] > 0]
    words = [_words(study, int(name)) for name in names[largest]]
    assigned = assign_categories(words)
    category = np.full(len(names), QUIET_CATEGORY, np.uint8)
    category[largest] = [assigned[each] for each in words]
    legend = [(assigned[each], each) for each in words]
    if np.count_nonzero(weight) > len(largest):
        legend.append((QUIET_CATEGORY, "other packages"))
    return _Colours(category[number], legend)


def _words(study: Study, name: int) -> str:
    return study.model.strings[name] if name != OWN_CODE else OWN_WORDS
