"""Own code by package, libraries and runtime quiet: the colours of functions in every view.

Where no code is the program's own, libraries have the colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories

_MOST = 8
_FEW = 3
"""Packages of own code from which on they have the colours."""


def function_categories(study: Study) -> NDArray[np.uint8]:
    """The category of each function, uint8 (f); worked out once."""
    return study.once("ui.function_colours", lambda: _assigned(study))[0]


def legend_of(study: Study) -> list[tuple[int, str]]:
    """Categories and what they stand for, the largest first."""
    return study.once("ui.function_colours", lambda: _assigned(study))[1]


def _assigned(study: Study) -> tuple[NDArray[np.uint8], list[tuple[int, str]]]:
    cost = np.abs(study.functions.own)
    own, quiet = study.kinds == Kind.OWN, "libraries, runtime"
    if not cost[own].any():
        # Nothing is the program's own, of a bundler at work for one: libraries are what there is.
        own, quiet = study.kinds == Kind.LIBRARY, "runtime"
    group, names = _groups(study, own)
    weight = np.where(own, cost, 0)
    size = len(names)
    by_group = np.bincount(group + 1, weights=weight, minlength=size + 1)[1:]
    largest = [int(g) for g in np.argsort(-by_group, kind="stable")[:_MOST] if by_group[g] > 0]
    assigned = assign_categories(names[g] for g in largest)
    category = np.full(size + 1, QUIET_CATEGORY, np.uint8)
    for each in largest:
        category[each] = assigned[names[each]]
    legend = [(int(category[g]), names[g]) for g in largest]
    of_function = np.where(own, category[group], QUIET_CATEGORY).astype(np.uint8)
    return of_function, [*legend, (QUIET_CATEGORY, quiet if legend else "functions")]


def _groups(study: Study, own: NDArray[np.bool_]) -> tuple[NDArray[np.int32], list[str]]:
    """Which group each function is in, int32 (f), -1 for none, and what the groups are called: the
    packages; of a program that is one or two files its functions tell more."""
    packages = study.packages
    if len(np.unique(packages.of_function[own])) >= _FEW:
        return packages.of_function, packages.names
    used, group = np.unique(study.model.functions.name, return_inverse=True)
    names = [study.model.strings[int(name)] or "(no name)" for name in used]
    return group.reshape(-1).astype(np.int32), names
