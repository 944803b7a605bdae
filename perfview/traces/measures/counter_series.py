"""Numbers over time to draw under a timeline: a page's memory first, then the file's counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.recording.errors import UnreadableInput
from perfview.traces.browser.memory import Series, counters_of, heap_of
from perfview.traces.browser.page import page_of
from perfview.traces.study import Study

_OF_PAGES = (("nodes", "DOM nodes"), ("jsEventListeners", "Listeners"), ("documents", "Documents"))
_CLOCKS = ("thread_time", "thread_instruction_count")
"""Counters that only ever count what a thread's slices show already."""


@dataclass(frozen=True)
class Counted:
    """One quantity: time_ns int64 ascending, value float64, one length, two points at least.

    `unit` is one of the vocabulary's (bytes, count); `place` the process, "" for none.
    """

    name: str
    place: str
    unit: str
    time_ns: NDArray[np.int64]
    value: NDArray[np.float64]


def counted_in(study: Study) -> list[Counted]:
    """Everything that changes, a page's own memory first, then what has most points."""
    found = [*_of_page(study), *_of_file(study)]
    return [each for each in found if len(each.time_ns) > 1 and np.ptp(each.value) > 0]


def _of_page(study: Study) -> Iterator[Counted]:
    try:
        page = page_of(study)
        if page is None:
            return
        yield _from(heap_of(study, page), "JS heap", "bytes")
        for key, name in _OF_PAGES:
            yield _from(counters_of(study, page, key), name, "count")
    except UnreadableInput:
        return


def _from(series: Series, name: str, unit: str) -> Counted:
    return Counted(name, "", unit, series.time_ns, series.value)


def _of_file(study: Study) -> Iterator[Counted]:
    counters, strings = study.model.threads.counters, study.model.strings
    processes = study.model.threads.tracks.process_name
    for index in np.argsort(-np.diff(counters.first), kind="stable").tolist():
        name = strings[int(counters.name[index])]
        if name.startswith(_CLOCKS):
            continue
        process = int(counters.process[index])
        points = slice(int(counters.first[index]), int(counters.first[index + 1]))
        yield Counted(
            name,
            strings[int(processes[process])] if 0 <= process < len(processes) else "",
            _unit(strings[int(counters.unit[index])], name),
            counters.time_ns[points],
            counters.value[points],
        )


def _unit(unit: str, name: str) -> str:
    """Bytes when the unit, or else the name, says so."""
    says_bytes = unit.lower() in ("bytes", "b", "by") or name.lower().endswith(("bytes", "memory"))
    return "bytes" if says_bytes else "count"
