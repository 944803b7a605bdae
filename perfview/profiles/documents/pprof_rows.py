"""Samples summed up by stack and labels, as profile.proto has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.profiles.documents.pprof_tables import Texts
from perfview.profiles.documents.wire import bytes_field, number_field
from perfview.profiles.model import ProfileModel

THREAD = "thread"
"""The label that tells threads apart, as Go's and Java's profilers name it."""

_LABEL = 3
_LARGEST = float(1 << 62)
_NUMBER = re.compile(r"(-?\d{1,18}) ([A-Za-zµ]+)")


@dataclass(frozen=True)
class Rows:
    """k samples of the file: stack int32 (k), values int64 (k, metrics), labels int32 (k): an index
    into `label_texts` (the fields as they are written), -1 for none. names, units: the metrics'."""

    stack: NDArray[np.int32]
    values: NDArray[np.int64]
    labels: NDArray[np.int32]
    label_texts: list[bytes]
    names: list[str]
    units: list[str]


def rows_of(model: ProfileModel, rows: NDArray[np.int32], texts: Texts) -> Rows:
    """Sum up the samples at these rows."""
    rows = rows[model.samples.stack[rows] >= 0]
    labels, label_texts = _labels(model, rows, texts)
    group, first = number_pairs(model.samples.stack[rows], labels)
    metrics = model.metrics
    names, units = list(metrics.name), list(metrics.unit)
    weights = [model.weight(m)[rows] for m in range(len(metrics))]
    if "count" not in units:
        names, units = ["samples", *names], ["count", *units]
        weights = [np.ones(len(rows)), *weights]
    values = np.empty((len(first), len(names)), np.int64)
    for m, weight in enumerate(weights):
        summed = np.bincount(group, weights=weight, minlength=len(first))
        values[:, m] = np.rint(np.clip(np.nan_to_num(summed), -_LARGEST, _LARGEST))
    return Rows(
        np.ascontiguousarray(model.samples.stack[rows][first]),
        values,
        np.ascontiguousarray(labels[first]),
        label_texts,
        names,
        units,
    )


def _labels(
    model: ProfileModel, rows: NDArray[np.int32], texts: Texts
) -> tuple[NDArray[np.int32], list[bytes]]:
    """For each row which of the label fields returned it has."""
    of_set = [_fields(model, at, texts) for at in range(len(model.labels))]
    labels = model.samples.label_set[rows] if len(model.samples.label_set) else _none(len(rows))
    busy = np.flatnonzero(np.diff(model.samples.thread_first))
    if len(busy) < 2 or model.strings.find(THREAD) in model.labels.key:
        return np.ascontiguousarray(labels, np.int32), of_set
    thread = np.searchsorted(model.samples.thread_first, rows, side="right").astype(np.int32) - 1
    group, first = number_pairs(np.ascontiguousarray(labels, np.int32), thread)
    made = [
        (of_set[labels[at]] if labels[at] >= 0 else b"") + _of_thread(model, thread[at], texts)
        for at in first.tolist()
    ]
    return group, made


def _none(count: int) -> NDArray[np.int32]:
    return np.full(count, -1, np.int32)


def _of_thread(model: ProfileModel, thread: int, texts: Texts) -> bytes:
    name = model.strings[int(model.threads.name[thread])]
    known = int(model.threads.thread_id[thread])
    return _label(THREAD, name or f"Thread {known if known >= 0 else thread + 1}", texts)


def _fields(model: ProfileModel, at: int, texts: Texts) -> bytes:
    labels, strings = model.labels, model.strings
    pairs = range(int(labels.first[at]), int(labels.first[at + 1]))
    return b"".join(
        _label(strings[int(labels.key[i])], strings[int(labels.value[i])], texts) for i in pairs
    )


def _label(key: str, value: str, texts: Texts) -> bytes:
    """A label; a number with a unit is written as one, as it was read."""
    begin = number_field(1, texts.add(key))
    number = _NUMBER.fullmatch(value)
    if number is None or number[1] != str(int(number[1])) or int(number[1]) == 0:
        return bytes_field(_LABEL, begin + number_field(2, texts.add(value)))
    told = number_field(3, int(number[1])) + number_field(4, texts.add(number[2]))
    return bytes_field(_LABEL, begin + told)
