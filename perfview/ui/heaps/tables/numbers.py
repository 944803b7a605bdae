"""The numbers of classes, now and in earlier snapshots. For a worker thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.comparing.snapshots import diff_of, snapshot_diff
from perfview.heaps.study import Study
from perfview.ui.heaps.tables.group_rows import ClassNumbers, Since

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
    if study.baseline is None or not len(study.baseline.graph):
        return None
    diff, own = snapshot_diff(study), len(study.classes)
    count, size = diff.delta_count[:own], diff.delta_bytes[:own]
    grows = (count >= _FEWEST) & (count >= _GOOD_PART * study.class_sizes.count)
    return Since(count, size, grows)


def _over_time(study: Study) -> dict[int, NDArray[np.float64]]:
    """By class how many there were in each snapshot, the highest 1."""
    between = [each for each in study.between if len(each.graph)]
    if study.baseline is None or not between or not len(study.baseline.graph):
        return {}
    own = len(study.classes)
    diffs = [snapshot_diff(study), *(diff_of(each, study) for each in between)]
    columns = [each.before_count[:own] for each in diffs]
    counts = np.stack([*columns, study.class_sizes.count], axis=1).astype(np.float64)
    highest = np.maximum(counts.max(axis=1, keepdims=True), 1.0)
    return {int(at): counts[at] / highest[at] for at in np.flatnonzero(study.class_sizes.count)}
