"""The files a page loads (scripts, style sheets, fonts …), with their sizes and endings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.attribute_numbers import numbers_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.patterns.questions import MOST_ADDRESSES
from perfview.traces.patterns.span_types import are_resources, span_types
from perfview.traces.patterns.web_assets import (
    DECODED_KEYS,
    ENCODED_KEYS,
    TRANSFER_KEYS,
    Endings,
    endings_of,
    path_of,
)
from perfview.traces.study import Study

LONGEST_NAME = 80


@dataclass(frozen=True)
class PageFiles:
    """f files. row int32 (f): their spans; ending: of their addresses; encoded, decoded,
    transferred float64 (f): bytes as packed, unpacked and sent, NaN where not told."""

    row: NDArray[np.int32]
    ending: Endings
    encoded: NDArray[np.float64]
    decoded: NDArray[np.float64]
    transferred: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)

    def of_kind(
        self, study: Study, types: tuple[str, ...], endings: frozenset[str]
    ) -> NDArray[np.bool_]:
        """Which are of one of these types (`resource.script`); those that tell no more than that
        they are resources, by their ending."""
        kinds = span_types(study)
        kind = kinds.of_span[self.row]
        precise = np.array(["." in name for name in kinds.names] + [False])
        by_ending = self.ending.among(endings) & ~precise[kind]
        chosen: NDArray[np.bool_] = kinds.begin_with(*types)[self.row] | by_ending
        return chosen


def page_files(study: Study) -> PageFiles:
    """The files of all pages in the recording; read once.

    Raises `UnreadableInput` when the file has changed.
    """
    return study.once("page files", lambda: _read(study))


def _read(study: Study) -> PageFiles:
    rows = np.flatnonzero(are_resources(study)).astype(np.int32)
    return PageFiles(
        row=rows,
        ending=endings_of(study, rows),
        encoded=numbers_of(study, rows, ENCODED_KEYS),
        decoded=numbers_of(study, rows, DECODED_KEYS),
        transferred=numbers_of(study, rows, TRANSFER_KEYS),
    )


def by_file(study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """Numbers of these spans (any integer rows), the same for those that load one file; int32.

    Of more than `MOST_ADDRESSES` addresses it says nothing: they are all one.
    """
    url, place = np.unique(study.model.url[rows], return_inverse=True)
    numbers: dict[str, int] = {}
    strings = study.model.strings
    if len(url) > MOST_ADDRESSES:
        return np.zeros(len(place), np.int32)
    known = [numbers.setdefault(path_of(strings[i]), len(numbers)) for i in url.tolist()]
    return np.array(known, np.int32)[place]


def file_name(study: Study, row: int) -> str:
    """What a page's file is called in a sentence: host and path; the span's name without one."""
    strings = study.model.strings
    name = path_of(strings[study.model.url[row]]) or strings[study.model.name[row]]
    return shortened(name or "unnamed file", LONGEST_NAME)
