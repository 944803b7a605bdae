"""What samples are labelled with, and how much they weigh by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.model import ProfileModel

if TYPE_CHECKING:
    from perfview.profiles.study import Study


def sets_with(model: ProfileModel, labels: tuple[tuple[str, str], ...]) -> NDArray[np.bool_]:
    """Which label sets have, for each key given, one of the values given for it: bool (sets)."""
    first, key, value = model.labels.first, model.labels.key, model.labels.value
    of_label = np.repeat(np.arange(len(model.labels)), np.diff(first))
    found = np.ones(len(model.labels), np.bool_)
    for wanted in dict.fromkeys(name for name, _ in labels):
        values = [model.strings.find(text) for name, text in labels if name == wanted]
        at = model.strings.find(wanted)
        meets = (key == at) & np.isin(value, values) & (at >= 0) & (value >= 0)
        has = np.zeros(len(model.labels), np.bool_)
        has[of_label[meets]] = True
        found &= has
    return found


@dataclass(frozen=True)
class LabelValue:
    """One value of a label, and what the samples that carry it weigh in the metric's unit."""

    value: str
    weight: float
    samples: int


def label_weights(study: Study, metric: int = -1) -> dict[str, list[LabelValue]]:
    """Every key that samples are labelled with and its values, the heaviest first.

    Samples without a stack do not count. A set that has a value twice counts it once.
    """
    model = study.model
    labels, samples = model.labels, model.samples
    if not len(samples.label_set):
        return {}
    sets, busy = len(labels), samples.stack >= 0
    at = np.where(busy, samples.label_set, np.int32(-1)) + 1
    weight = np.bincount(at, weights=model.weight(metric), minlength=sets + 1)[1:]
    count = np.bincount(at, minlength=sets + 1)[1:]
    rows = np.column_stack([labels.key, labels.value, _set_of_label(model)])
    rows = np.unique(rows, axis=0)
    pairs, pair = np.unique(rows[:, :2], axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    weights = np.bincount(pair, weights=weight[rows[:, 2]], minlength=len(pairs))
    counts = np.bincount(pair, weights=count[rows[:, 2]], minlength=len(pairs))
    found: dict[str, list[LabelValue]] = {}
    for i in np.argsort(-weights, kind="stable").tolist():
        name, text = (model.strings[int(part)] for part in pairs[i])
        found.setdefault(name, []).append(LabelValue(text, float(weights[i]), int(counts[i])))
    return found


def _set_of_label(model: ProfileModel) -> NDArray[np.int32]:
    first = model.labels.first
    return np.repeat(np.arange(len(model.labels), dtype=np.int32), np.diff(first))
