"""Attributes of many spans at once, read from the file in its order."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.references import LONGEST, place_of
from perfview.recording.source import Source
from perfview.recording.transcoding import as_read
from perfview.traces.attributes import decoded_at, value_at
from perfview.traces.detail import Value
from perfview.traces.model import EVENTS_KEY, LINKS_KEY, Attributes
from perfview.traces.numbered_names import NumberedNames
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
    words = table.reference[place].tolist()
    names = table.key[place].tolist()
    values = _read(as_read(study.source), words, table.numbered)
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


def _read(source: Source, words: list[int], numbered: NumberedNames) -> list[Value]:
    """The values of references in the order of the file, neighbours with one reading."""
    values: list[Value] = []
    begin, content = 0, b""
    for i, word in enumerate(words):
        offset, length, _ = place_of(word)
        if length >= LONGEST:
            values.append(value_at(source, word, numbered))
            continue
        if not begin <= offset <= offset + length <= begin + len(content):
            begin = offset
            content = source.read_at(begin, _reach(words, i) - begin)
        own = content[offset - begin : offset - begin + length]
        values.append(decoded_at(source, word, own, numbered))
    return values


def _reach(words: list[int], first: int) -> int:
    """Where a reading that begins with this reference best ends."""
    begin, length, _ = place_of(words[first])
    end = begin + length
    for word in words[first + 1 :]:
        offset, length, _ = place_of(word)
        if length >= LONGEST:
            continue
        if offset - end > _NEAR or offset + length - begin > _RUN:
            break
        end = max(end, offset + length)
    return end
