"""The numbers of classes, now and in earlier snapshots. For a worker thread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.ui.heaps.tables.class_rows import ClassNumbers, Since

_FEWEST = 20
_GOOD_PART = 0.25
"""A class grows when at least so many are more, and this part of all of them is."""


def class_numbers(study: Study) -> ClassNumbers:
    """How many there are of each class and how big they are, now and over snapshots."""
    return study.once("ui.class_numbers", lambda: _numbers(study))


def _numbers(study: Study) -> ClassNumbers:
    sizes = study.class_sizes
    return ClassNumbers(
        sizes.count.astype(np.int64),
        sizes.self_bytes,
        study.class_retained,
        sizes.distance.astype(np.int64),
        _since(study),
        _over_time(study),
    )


def _since(study: Study) -> Since | None:
    if study.baseline is None:
        return None
    before = _matched(study, study.baseline)
    sizes, old = study.class_sizes, study.baseline.class_sizes
    known = before >= 0
    count, size = sizes.count.astype(np.int64), sizes.self_bytes.copy()
    count[known] -= old.count[before[known]]
    size[known] -= old.self_bytes[before[known]]
    grows = (count >= _FEWEST) & (count >= _GOOD_PART * sizes.count)
    return Since(count, size, grows)


def _over_time(study: Study) -> dict[int, NDArray[np.float64]]:
    """By class how many there were in each snapshot, the highest 1."""
    if study.baseline is None or not study.between:
        return {}
    earlier = (study.baseline, *study.between)
    columns = [_counts(study, each) for each in earlier]
    counts = np.stack([*columns, study.class_sizes.count.astype(np.float64)], axis=1)
    highest = counts.max(axis=1, keepdims=True, initial=1.0)
    return {int(at): counts[at] / highest[at] for at in np.flatnonzero(study.class_sizes.count)}


def _counts(study: Study, earlier: Study) -> NDArray[np.float64]:
    before = _matched(study, earlier)
    found = earlier.class_sizes.count[before].astype(np.float64)
    found[before < 0] = 0.0
    return found


def _matched(study: Study, earlier: Study) -> NDArray[np.int64]:
    """The class of an earlier snapshot that each class was, int64 (k), -1 for none."""
    known = {key: at for at, key in enumerate(earlier.classes.key)}
    keys: Sequence[str] = study.classes.key
    return np.array([known.get(key, -1) for key in keys], np.int64).reshape(-1)
