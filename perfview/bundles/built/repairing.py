"""What source maps leave out or get wrong: JSON and other data have no mappings, some maps give
their bytes to whatever stands before them, and maps of maps name sources that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.files import Stretches
from perfview.bundles.model import ASSET, DATA, MARKUP

if TYPE_CHECKING:
    from perfview.bundles.built.placing import Placed

LEAST_BYTES = 256
"""Shorter gaps are punctuation and what bundlers put around modules."""

LEAST_SHARE, MOST_SHARE, SLACK = 0.4, 1.6, 200
"""A gap may be a module's when it is 0.4 to 1.6 times its size before minification, and a wrapper
(recorded builds: 0.62 for indented JSON, 1.02 for JSON in one line)."""

EXACT = 0.03
"""Where the bundler tells the size in the file, how far a gap may be from it."""

_Parts = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]


@dataclass(frozen=True)
class Span:
    """Segments as bytes: start, stop int64 (s) in order, source int32 (s, -1 none); size: of the
    file. data int64: where in it texts of data start and stop (``JSON.parse('…')``), ascending."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    source: NDArray[np.int32]
    size: int
    data: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def bytes_of(self, sources: int) -> NDArray[np.int64]:
        """Bytes of each of so many sources, int64."""
        known = self.source >= 0
        lengths = (self.stop - self.start)[known]
        return np.bincount(self.source[known], lengths, sources).astype(np.int64)


def with_unknown(
    row: NDArray[np.int32], size: NDArray[np.int64], placed: Placed
) -> NDArray[np.int32]:
    """The module of each source (-1 none), int32, sources that are no module given to the one that
    lacks most of the bytes the bundler tells: packages ship maps of their own builds, whose sources
    bundlers then name. The largest first; `size` int64: bytes of each source."""
    found = row.copy()
    known = row >= 0
    lack = placed.told - np.bincount(row[known], size[known], len(placed.told))
    lack[~placed.is_here] = -1
    for source in sorted(np.flatnonzero(~known).tolist(), key=lambda each: -int(size[each])):
        most = int(np.argmax(lack)) if len(lack) else -1
        if most < 0 or lack[most] < max(LEAST_BYTES, size[source] / 2):
            break
        found[source] = most
        lack[most] -= size[source]
    return found


def filled(
    kinds: NDArray[np.uint8], span: Span, row: NDArray[np.int32], placed: Placed
) -> Stretches:
    """The stretches of a file: segments of one module (`row` int32 (s), -1 none) put together, what
    no segment covers given to modules of like size that should be here, and gaps within a module
    to it. `kinds` uint8 (m)."""
    known = row >= 0
    start, stop, module = span.start[known], span.stop[known], row[known]
    over = _is_over(placed, module, stop - start)
    stop = _before_data(start, stop, over, span.data)
    module = _claimed(kinds, stop - start, module, placed)
    known = module >= 0
    parts = _merged(start[known], stop[known], module[known])
    parts = _with_gaps(kinds, parts, span, placed)
    return Stretches(*_closed(*parts))


def _claimed(
    kinds: NDArray[np.uint8], length: NDArray[np.int64], row: NDArray[np.int32], placed: Placed
) -> NDArray[np.int32]:
    """The module of each segment; long ones of modules that have more than their source are taken
    from it where there is a module that fits better, -1 where several do together."""
    huge = np.flatnonzero((length >= LEAST_BYTES) & _is_over(placed, row, length))
    if not len(huge):
        return row
    found = row.copy()
    taken = _fitting(length[huge], _free(kinds, placed, np.delete(row, huge)), placed)
    found[huge] = np.where(taken >= 0, taken, row[huge])
    left, alone = _data_left(kinds, placed, found), huge[taken < 0]
    found[alone[_holds_all(length[alone], _weight(placed, left))]] = -1
    return found


def _is_over(
    placed: Placed, row: NDArray[np.int32], length: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which segments are of a module whose segments together are longer than all of its source."""
    before = placed.before[row]
    whole = np.bincount(row, length, len(placed.before))[row]
    over: NDArray[np.bool_] = (before >= 0) & (whole > before + 64)
    return over


def _before_data(
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    over: NDArray[np.bool_],
    data: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Where segments stop that have too much: before data within them."""
    following = np.append(data, np.iinfo(np.int64).max)[np.searchsorted(data, start)]
    return np.where(over, np.minimum(stop, following), stop)


def _merged(start: NDArray[np.int64], stop: NDArray[np.int64], row: NDArray[np.int32]) -> _Parts:
    """Stretches that touch and are of one module as one; empty ones left out."""
    kept = stop > start
    start, stop, row = start[kept], stop[kept], row[kept]
    if not len(row):
        return start, stop, row
    new = np.append(True, (row[1:] != row[:-1]) | (start[1:] != stop[:-1]))
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(row)) - 1
    return start[first], stop[last], row[first]


def _with_gaps(kinds: NDArray[np.uint8], parts: _Parts, span: Span, placed: Placed) -> _Parts:
    """The stretches with those that no mapping covers."""
    start, stop, row = parts
    gap_start, gap_stop = _at_data(np.append(0, stop), np.append(start, span.size), span.data)
    large = gap_stop - gap_start >= LEAST_BYTES
    gap_start, gap_stop = gap_start[large], gap_stop[large]
    taken = _fitting(gap_stop - gap_start, _free(kinds, placed, row), placed)
    used = taken >= 0
    left = _data_left(kinds, placed, np.concatenate([row, taken[used]]))
    several = _of_several(gap_start[~used], gap_stop[~used], left, _weight(placed, left))
    start = np.concatenate([start, gap_start[used], several[0]])
    order = np.argsort(start, kind="stable")
    stop = np.concatenate([stop, gap_stop[used], several[1]])[order]
    return start[order], stop, np.concatenate([row, taken[used], several[2]])[order]


def _of_several(
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    left: NDArray[np.intp],
    weight: NDArray[np.float64],
) -> _Parts:
    """The largest gap shared out among all modules of data that are left, in their order, where
    together they are as long: Rollup writes data as code without mappings, one after the other."""
    length = stop - start
    most = int(np.argmax(length)) if len(length) else -1
    if most < 0 or not _holds_all(length[most], weight):
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0, np.int32)
    ends = start[most] + np.cumsum(weight / weight.sum() * length[most]).astype(np.int64)
    ends[-1] = stop[most]
    return np.append(start[most], ends[:-1]), ends, left.astype(np.int32)


def _data_left(
    kinds: NDArray[np.uint8], placed: Placed, row: NDArray[np.int32]
) -> NDArray[np.intp]:
    """Modules of data that should be in the file and are none of `row`."""
    left = _free(kinds, placed, row)
    data: NDArray[np.intp] = left[kinds[left] == DATA]
    return data


def _weight(placed: Placed, modules: NDArray[np.intp]) -> NDArray[np.float64]:
    weight: NDArray[np.float64] = np.maximum(placed.told, placed.before)[modules]
    return weight


def _holds_all(length: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether so many bytes may be all of several modules, bool of the shape of `length`."""
    total = weight.sum()
    fits = (length >= LEAST_SHARE * total) & (length <= MOST_SHARE * total + SLACK)
    found: NDArray[np.bool_] = fits & (len(weight) > 1)
    return found


def _at_data(
    start: NDArray[np.int64], stop: NDArray[np.int64], data: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Gaps cut at the data that stand in them: those of several modules follow each other."""
    gap = np.searchsorted(start, data, side="right") - 1
    inside = (gap >= 0) & (data > start[gap]) & (data < stop[gap])
    starts = np.concatenate([start, data[inside]])
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], np.concatenate([stop, stop[gap[inside]]])[order]
    follows = np.append(starts[1:] < stops[:-1], False)
    return starts, np.where(follows, np.append(starts[1:], 0), stops)


def _free(kinds: NDArray[np.uint8], placed: Placed, row: NDArray[np.int32]) -> NDArray[np.intp]:
    """Modules that should be in the file and have no stretch: what is no code, and code of which
    the bundler tells how many bytes of it are in the file."""
    free = placed.is_here & (np.maximum(placed.before, placed.told) >= LEAST_BYTES // 2)
    free &= np.isin(kinds, (DATA, ASSET, MARKUP)) | (placed.told >= LEAST_BYTES)
    free[row] = False
    return np.flatnonzero(free)


def _fitting(
    lengths: NDArray[np.int64], free: NDArray[np.intp], placed: Placed
) -> NDArray[np.int32]:
    """For each length the module that is most like it, each at most once, the longest first; -1
    for none. int32."""
    found = np.full(len(lengths), -1, np.int32)
    is_free, before, told = np.ones(len(free), np.bool_), placed.before[free], placed.told[free]
    for at in np.argsort(-lengths, kind="stable").tolist() if len(free) else ():
        length = float(lengths[at])
        fits = (length >= LEAST_SHARE * before) & (length <= MOST_SHARE * before + SLACK)
        exact = np.abs(length - told) <= EXACT * told + 64
        fits = np.where(told >= 0, exact, fits) & is_free
        if fits.any():
            wanted = np.where(told >= 0, told, np.maximum(before, 1))
            near = np.abs(length - wanted) / np.maximum(wanted, 1)
            best = int(np.argmin(np.where(fits, near, np.inf)))
            found[at], is_free[best] = free[best], False
    return found


def _closed(start: NDArray[np.int64], stop: NDArray[np.int64], row: NDArray[np.int32]) -> _Parts:
    """The stretches, gaps between two of one module (line ends, punctuation, further lines of a
    long text) given to it."""
    if len(row):
        same = row[1:] == row[:-1]
        stop = np.append(np.where(same, start[1:], stop[:-1]), stop[-1])
    return _merged(start, stop, row)
