"""What source maps leave out or get wrong: JSON and other data have no mappings, and some maps give
their bytes to whatever stands before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.files import Stretches
from perfview.bundles.model import ASSET, DATA, MARKUP, SHIPPED

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LEAST_BYTES = 256
"""Shorter gaps are punctuation and what bundlers put around modules."""

LEAST_SHARE, MOST_SHARE, SLACK = 0.4, 1.6, 200
"""A gap may be a module's when it is 0.4 to 1.6 times its size before minification, and a wrapper
(recorded builds: 0.62 for indented JSON, 1.02 for JSON in one line)."""

EXACT = 0.03
"""Where the bundler tells the size in the file, how far a gap may be from it."""


@dataclass(frozen=True)
class Span:
    """Segments as bytes: start, stop int64 (s) in order, source int32 (s, -1 none); size: of the
    file."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    source: NDArray[np.int32]
    size: int


def filled(
    study: Study, span: Span, module: NDArray[np.int32], placed: NDArray[np.bool_]
) -> Stretches:
    """The stretches of a file: segments of one module put together, what no segment covers given to
    modules of like size that should be here (`placed` bool (m)), and gaps within a module to it."""
    known = module >= 0
    start, stop, row = span.start[known], span.stop[known], module[known].copy()
    _claim_segments(study, start, stop, row, placed)
    start, stop, row = _merged(start, stop, row)
    start, stop, row = _with_gaps(study, (start, stop, row), span.size, placed)
    start, stop, row = _closed(start, stop, row)
    return Stretches(start, stop, row.astype(np.int32))


_Parts = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]


def _claim_segments(
    study: Study,
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    row: NDArray[np.int32],
    placed: NDArray[np.bool_],
) -> None:
    """Take segments that are longer than all of their source from it, in place: to a module that
    fits, else to none."""
    source_bytes = _expected(study)
    length = stop - start
    told = source_bytes[row]
    huge = np.flatnonzero((length >= LEAST_BYTES) & (told >= 0) & (length > told + 64))
    if len(huge):
        free = _free(study, placed, np.delete(row, huge))
        for at, taken in zip(huge.tolist(), _fitting(study, length[huge], free), strict=True):
            row[at] = taken if taken >= 0 else row[at]


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


def _with_gaps(study: Study, parts: _Parts, size: int, placed: NDArray[np.bool_]) -> _Parts:
    """The stretches with those that no mapping covers."""
    start, stop, row = parts
    gap_start, gap_stop = np.append(0, stop), np.append(start, size)
    large = gap_stop - gap_start >= LEAST_BYTES
    gap_start, gap_stop = gap_start[large], gap_stop[large]
    taken = np.array(
        _fitting(study, gap_stop - gap_start, _free(study, placed, row)), np.int32
    ).reshape(-1)
    used = taken >= 0
    start = np.concatenate([start, gap_start[used]])
    order = np.argsort(start, kind="stable")
    stop = np.concatenate([stop, gap_stop[used]])[order]
    return start[order], stop, np.concatenate([row, taken[used]])[order]


def _free(study: Study, placed: NDArray[np.bool_], row: NDArray[np.int32]) -> list[int]:
    """Modules that should be in the file and have no stretch: what is no code, and code of which
    the bundler tells how many bytes of it are in the file."""
    modules = study.model.modules
    free = placed & (_expected(study) >= LEAST_BYTES // 2)
    free &= np.isin(modules.kind, (DATA, ASSET, MARKUP)) | (_told(study) >= LEAST_BYTES)
    free[row[row >= 0]] = False
    return [int(each) for each in np.flatnonzero(free)]


def _fitting(study: Study, lengths: NDArray[np.int64], free: list[int]) -> list[int]:
    """For each length the module that is most like it, each at most once, the longest first; -1
    for none."""
    found = [-1] * len(lengths)
    if not free:
        return found
    left, is_free = np.array(free), np.ones(len(free), np.bool_)
    expected = _expected(study)[left].astype(np.float64)
    told = _told(study)[left]
    for at in np.argsort(-lengths, kind="stable").tolist():
        length = float(lengths[at])
        fits = (length >= LEAST_SHARE * expected) & (length <= MOST_SHARE * expected + SLACK)
        exact = np.abs(length - told) <= EXACT * told + 64
        fits = np.where(told >= 0, exact, fits) & is_free
        if fits.any():
            near = np.where(told >= 0, 0, np.abs(length - expected) / expected)
            best = int(np.argmin(np.where(fits, near, np.inf)))
            found[at], is_free[best] = int(left[best]), False
    return found


def _expected(study: Study) -> NDArray[np.int64]:
    """Bytes of each module before minification, int64 (m), -1 unknown: as it is read, else as it is
    placed (Rollup's reports tell only that)."""
    return study.once("bundles.expected bytes", lambda: _expected_bytes(study))


def _expected_bytes(study: Study) -> NDArray[np.int64]:
    placements = study.model.placements
    placed = np.full(len(study.model.modules), -1, np.int64)
    np.maximum.at(placed, placements.module, placements.bytes)
    source = study.model.modules.source_bytes
    return np.where(source >= 0, source, placed)


def _told(study: Study) -> NDArray[np.float64]:
    """Bytes of each module in the files as the bundler tells them, -1 for not."""
    model = study.model
    told = np.full(len(model.modules), -1.0)
    if model.measured == SHIPPED:
        known = model.placements.bytes >= 0
        told[model.placements.module[known]] = model.placements.bytes[known]
    return told


def _closed(start: NDArray[np.int64], stop: NDArray[np.int64], row: NDArray[np.int32]) -> _Parts:
    """The stretches, gaps between two of one module (line ends, punctuation) given to it."""
    if len(row):
        same = row[1:] == row[:-1]
        stop = np.append(np.where(same, start[1:], stop[:-1]), stop[-1])
    return _merged(start, stop, row)
