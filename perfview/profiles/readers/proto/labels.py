"""Labels of samples: sets of keys and values, each once, numbers written with their unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.numbers_as_text import intern_numbers
from perfview.kernels.prefix_tree import plant
from perfview.kernels.varint_lists import decode_records
from perfview.profiles.model import Labels
from perfview.profiles.readers.proto.content import Content

_KEY, _TEXT, _NUMBER, _UNIT = range(4)
_IN_BYTES = (b"bytes", b"request", b"alignment")
"""Keys whose numbers are sizes when no unit is given, as pprof takes them."""


def labels_of(content: Content) -> tuple[Labels, NDArray[np.int32]]:
    """The sets of labels, and the set of each sample, int32 (samples), -1 for none; the latter is
    empty when no sample has labels."""
    rows = content.rows
    if not len(rows.details):
        return Labels(), np.zeros(0, np.int32)
    first, fields = decode_records(*rows.details.packed(), 4)
    is_label = (fields[:, _KEY] > 0) & (fields[:, (_TEXT, _NUMBER, _UNIT)] != 0).any(axis=1)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_label)])
    first, fields = before[first], fields[is_label]
    key, value = content.text_ids(fields[:, _KEY]), _values(content, fields)
    pair = number_pairs(key, value)[0]
    # Recorders write a set in any order, Go in another one each time.
    run = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.argsort(run * (int(pair.max(initial=0)) + 1) + pair, kind="stable")
    key, value = key[order], value[order]
    chosen, of_run = _distinct(first, pair[order])
    sizes = np.diff(first)[chosen]
    set_first = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    place = np.repeat(first[chosen] - set_first[:-1], sizes) + np.arange(int(set_first[-1]))
    of_sample = np.append(of_run, np.int32(-1))[rows.of_detail]
    return Labels(set_first, key[place], value[place]), of_sample


def _distinct(
    first: NDArray[np.int64], pair: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Of runs of pairs those that differ: the first run of each set, int64, and the set of each
    run, int32, -1 for runs without any label."""
    alone = np.arange(int(pair.max(initial=-1)) + 2, dtype=np.int64)
    nodes, _, leaf = plant(first, pair, alone, alone[:-1].astype(np.int32))
    with_labels = np.flatnonzero(leaf >= 0)
    run = np.full(len(nodes) + 1, -1, np.int64)
    run[leaf[with_labels]] = with_labels
    # The place behind the last node is that of runs without any, whose leaf is -1.
    number = np.where(run >= 0, np.cumsum(run >= 0) - 1, -1)
    return run[run >= 0], number[leaf].astype(np.int32)


def _values(content: Content, fields: NDArray[np.int64]) -> NDArray[np.int32]:
    """Each label's value as a text, int32 ids."""
    texts = content.rows.texts
    text, unit = content.text_ids(fields[:, _TEXT]), content.text_ids(fields[:, _UNIT])
    is_number = fields[:, _TEXT] == 0
    key = content.text_ids(fields[:, _KEY])
    sizes = [texts.add(each) for each in _IN_BYTES]
    unit = np.where((unit < 0) & np.isin(key, sizes), sizes[0], unit).astype(np.int32)
    text[is_number] = intern_numbers(
        np.ascontiguousarray(fields[is_number, _NUMBER]), unit[is_number], texts
    )
    return text
