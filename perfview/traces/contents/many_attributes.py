"""Attributes of many spans at once, read from the file in its order."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.references import LENGTH_BITS, LONGEST, OFFSET_BITS
from perfview.recording.source import Source
from perfview.recording.transcoding import as_read
from perfview.traces.contents.attributes import decoded_at, value_at
from perfview.traces.contents.detail import Value
from perfview.traces.contents.json_values import listed, load
from perfview.traces.contents.numbered_names import NumberedNames
from perfview.traces.model import EVENTS_KEY, LINKS_KEY, Attributes, ValueType
from perfview.traces.study import Study

_NEAR = 64 << 10
_RUN = 4 << 20
_OFFSET = np.uint64((1 << 40) - 1)


def attributes_of(
    study: Study, rows: NDArray[np.integer], keys: Collection[str] | None = None
) -> list[dict[str, Value]]:
    """The attributes of these spans (any integer rows), one dict a row, only `keys` if given.

    Empty dicts when the study has no file. About 3 us a value where they stand close together.
    Raises `UnreadableInput` when the file has changed since it was read.
    """
    found: list[dict[str, Value]] = [{} for _ in range(len(rows))]
    if study.source is None or not len(rows):
        return found
    table = study.model.attributes
    place, owner = places_of(table, rows)
    wanted = _wanted(table, keys)[table.key[place]]
    place, owner = place[wanted], owner[wanted]
    order = np.argsort(table.reference[place] & _OFFSET, kind="stable")
    place, owner = place[order], owner[order]
    names = table.key[place].tolist()
    values = _read(as_read(study.source), table.reference[place], table.numbered)
    for row, name, value in zip(owner.tolist(), names, values, strict=True):
        found[row][table.keys[name]] = value
    return found


def places_of(
    table: Attributes, rows: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the rows' attributes stand in the table, and whose they are (index into rows)."""
    begin = table.first[rows]
    count = table.first[np.asarray(rows) + 1] - begin
    owner = np.repeat(np.arange(len(rows)), count)
    shift = np.repeat(begin - (np.cumsum(count) - count), count)
    return shift + np.arange(len(shift)), owner


def _wanted(table: Attributes, keys: Collection[str] | None) -> NDArray[np.bool_]:
    """By key id, whether it is asked for; one more, False, for -1."""
    wanted = np.zeros(len(table.keys) + 1, np.bool_)
    if keys is None:
        wanted[:-1] = True
        keys = ()
        for own in (EVENTS_KEY, LINKS_KEY):
            wanted[table.keys.find(own)] = False
    for key in keys:
        wanted[table.keys.find(key)] = True
    wanted[-1] = False
    return wanted


def _read(source: Source, words: NDArray[np.uint64], numbered: NumberedNames) -> list[Value]:
    """The values of references in the order of the file, neighbours with one reading."""
    values: list[Value] = []
    begins, lengths, kinds = _places(words)
    ends = _reaches(begins, lengths)
    begin, content = 0, b""
    is_json = (kinds == int(ValueType.JSON)).tolist()
    columns = (words.tolist(), begins.tolist(), lengths.tolist(), ends.tolist(), is_json)
    for word, offset, length, end, plain in zip(*columns, strict=True):
        if length >= LONGEST:
            values.append(value_at(source, word, numbered))
            continue
        if not begin <= offset <= offset + length <= begin + len(content):
            begin = offset
            content = source.read_at(begin, end - begin)
        own = content[offset - begin : offset - begin + length]
        values.append(listed(load(own)) if plain else decoded_at(source, word, own, numbered))
    return values


def _places(
    words: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Offsets, lengths and kinds of references, as `place_of` has them."""
    return (
        (words & _OFFSET).astype(np.int64),
        ((words >> np.uint64(OFFSET_BITS)) & np.uint64(LONGEST)).astype(np.int64),
        (words >> np.uint64(OFFSET_BITS + LENGTH_BITS)).astype(np.int64),
    )


def _reaches(begins: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a reading that begins with each of these best ends, int64: with the last of those that
    stand near each other, but not more than `_RUN` on."""
    short = np.flatnonzero(lengths < LONGEST)
    found = begins + lengths
    begin, reach = begins[short], np.maximum.accumulate(found[short])
    if not len(short):
        return found
    cuts = np.flatnonzero(begin[1:] - reach[:-1] > _NEAR)
    group = np.concatenate([cuts, [len(short) - 1]])
    last = group[np.searchsorted(group, np.arange(len(short)))]
    within = np.searchsorted(reach, begin + _RUN, side="right") - 1
    found[short] = np.maximum(reach[np.minimum(last, within)], found[short])
    return found
