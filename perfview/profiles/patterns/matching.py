"""Functions recognised by their names and files, each distinct text looked at once."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.study import Study


def named(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in each function's name, bool (f); kept with the study."""
    return study.once(f"functions named {pattern.pattern}", lambda: _found(study, "name", pattern))


def filed(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in each function's file, bool (f); kept with the study."""
    return study.once(f"functions filed {pattern.pattern}", lambda: _found(study, "file", pattern))


def categorised(study: Study, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Whether the pattern is found in the recording's own category of each function, bool (f)."""
    return _found(study, "category", pattern)


def _found(study: Study, column: str, pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    ids: NDArray[np.int32] = getattr(study.model.functions, column)
    present, texts = study.once(f"texts of {column}", lambda: _texts(study, ids))
    search = pattern.search
    hit = np.zeros(len(study.model.strings) + 1, np.bool_)
    hit[present] = [search(text) is not None for text in texts]
    return hit[ids]  # -1 reads the last place, which stays False


def _texts(study: Study, ids: NDArray[np.int32]) -> tuple[NDArray[np.intp], list[str]]:
    """The distinct texts of a column, and their ids."""
    asked = np.zeros(len(study.model.strings) + 1, np.bool_)
    asked[ids] = True
    present = np.flatnonzero(asked[:-1])
    return present, study.model.strings.take(present.tolist())
