"""Long lists of numbers beside the nodes: parsed as wholes while they are in memory.

The walker only says where they stand: a row for every number would take five times as long.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_ends import end_of_container
from perfview.kernels.json_lists import number_list, whole_list
from perfview.kernels.json_outline import DONE
from perfview.kernels.layout import Column, Table
from perfview.kernels.memory import PAD
from perfview.kernels.references import JSON, LONGEST, place_of
from perfview.kernels.tables import Tables
from perfview.recording.json_columns import Follower
from perfview.recording.source import Source

LISTS = "lists"
SAMPLES, DELTAS, STAMPS = range(3)
"""Which list it is: node ids, times in between, times (microseconds)."""

NAMES = {b"samples": SAMPLES, b"timeDeltas": DELTAS, b"timestamps": STAMPS}

LISTS_TABLE = Table(LISTS, (Column("place", np.uint64), Column("which")))

Numbers = NDArray[np.float64] | NDArray[np.int64]

_LIST = re.compile(rb'"(samples|timeDeltas|timestamps)"\s*:\s*(\[)')
_FURTHEST = 1 << 62
_PIECE = 4 << 20


class NumberLists:
    """The lists of one file by which they are: int64 ids, float64 times."""

    def __init__(self) -> None:
        self._parsed: dict[int, Numbers] = {}
        self.broken = 0

    def follow(self, tables: Tables) -> Follower:
        """What parses the lists a worker has found while their bytes are in memory."""
        done = 0

        def gather(origin: int) -> None:
            nonlocal done
            places = tables.column(LISTS, "place")[done:].tolist()
            which = tables.column(LISTS, "which")[done:].tolist()
            done += len(places)
            if len(places) > 1:
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(self._parse, places, which, [origin] * len(places)))
            elif places:
                self._parse(places[0], which[0], origin)

        return gather

    def of(self, tables: Tables, which: int) -> Numbers | None:
        """The last list of that kind among the rows, None when there is none."""
        rows = np.flatnonzero(tables.column(LISTS, "which") == which)
        if not len(rows):
            return None
        return self._parsed.get(int(tables.column(LISTS, "place")[rows[-1]]))

    def _parse(self, place: int, which: int, origin: int) -> None:
        offset, length, kind = place_of(place)
        start = origin + offset
        if kind != JSON:
            return
        end = start + length if length < LONGEST else end_of_container(start, _FURTHEST)
        self._parsed[place], ended, _ = _numbers_at(start, end, which)
        self.broken += ended != DONE


def _numbers_at(start: int, end: int, which: int) -> tuple[Numbers, int, int]:
    """The list whose bracket is at address `start`, how it ended (`DONE` ...), and where."""
    if which != SAMPLES:
        values, ended, stop = _filled(number_list, start, end, np.float64)
        np.nan_to_num(values, copy=False)
        return np.clip(values, -_FURTHEST, _FURTHEST, out=values), ended, stop
    ids, ended, stop = _filled(whole_list, start, end, np.int32)
    if len(ids) and int(ids.min()) < 0:
        ids, ended, stop = _filled(number_list, start, end, np.float64)
        ids = np.clip(np.nan_to_num(ids, nan=-1.0), -_FURTHEST, _FURTHEST)
    return ids.astype(np.int64), ended, stop


def _filled(kernel: Any, start: int, end: int, dtype: Any) -> tuple[NDArray[Any], int, int]:
    """What a kernel of `json_lists` makes of a list, how that ended and at which address."""
    state, out = np.zeros(2, np.int64), np.empty((end - start) // 2 + 1, dtype)
    count = kernel(start, end, out, state)
    return out[:count], int(state[0]), int(state[1])


def lists_behind(source: Source, offset: int) -> tuple[dict[int, Numbers], bool, bytes]:
    """The lists from `offset` on by which they are, whether the last of them ends, and the content
    from there on with empty lists in their place: for content that breaks off in a list, and for
    lists too long for the walker."""
    passage = source.open_at(0 if source.compression else offset)
    if source.compression:
        passage.skip(offset)
    content = bytearray()
    piece = bytearray(_PIECE)
    while got := passage.read_into(memoryview(piece)):
        content += memoryview(piece)[:got]
    length = len(content)
    content += bytes(PAD)
    start = int(np.frombuffer(content, np.uint8).ctypes.data)
    found: dict[int, Numbers] = {}
    position, ended, rest = 0, DONE, b""
    while name := _LIST.search(content, position):
        found[NAMES[name[1]]], ended, stop = _numbers_at(
            start + name.start(2), start + length, NAMES[name[1]]
        )
        rest += content[position : name.start(2)] + b"["
        position = max(name.end(), stop - start)
    return found, ended == DONE, rest + bytes(content[position:length])
