"""Own code by package, libraries and runtime quiet: the colours of functions in every view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories

_MOST = 8


def function_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each function, uint8 (f); worked out once."""
    return study.once("ui.function_categories", lambda: _assigned(study)[0])


def legend_of(study: Study) -> list[tuple[int, str]]:
    """Categories and what they stand for, the largest first."""
    return study.once("ui.function_legend", lambda: _assigned(study)[1])


def _assigned(study: Study) -> tuple[NDArray[np.uint8], list[tuple[int, str]]]:
    packages = study.packages
    own = study.kinds == Kind.OWN
    weight = np.where(own, np.abs(study.functions.own), 0)
    size = len(packages.names)
    by_package = np.bincount(packages.of_function + 1, weights=weight, minlength=size + 1)[1:]
    largest = [int(p) for p in np.argsort(-by_package, kind="stable")[:_MOST] if by_package[p] > 0]
    assigned = assign_categories(packages.names[p] for p in largest)
    category = np.full(size + 1, QUIET_CATEGORY, np.uint8)
    for package in largest:
        category[package] = assigned[packages.names[package]]
    legend = [(int(category[p]), packages.names[p]) for p in largest]
    of_function = np.where(own, category[packages.of_function], QUIET_CATEGORY).astype(np.uint8)
    quiet = "libraries, runtime" if legend else "functions"
    return of_function, [*legend, (QUIET_CATEGORY, quiet)]
