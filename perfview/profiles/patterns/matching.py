"""Functions recognised by their names and files, each distinct text looked at once."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.study import Study


def named(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in each function's name, bool (f); kept with the study."""
    column = study.model.functions.name
    return study.once(f"functions named {pattern.pattern}", lambda: _found(study, column, pattern))


def filed(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in each function's file, bool (f); kept with the study."""
    column = study.model.functions.file
    return study.once(f"functions filed {pattern.pattern}", lambda: _found(study, column, pattern))


def categorised(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in the recording's own category of each function, bool (f)."""
    return _found(study, study.model.functions.category, pattern)


def _found(study: Study, ids: NDArray[np.int32], pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    strings = study.model.strings
    hit = np.zeros(len(strings) + 1, np.bool_)
    asked = np.zeros(len(strings) + 1, np.bool_)
    asked[ids] = True
    for at in np.flatnonzero(asked[:-1]).tolist():
        hit[at] = pattern.search(strings[at]) is not None
    return hit[ids]  # -1 reads the last place, which stays False
