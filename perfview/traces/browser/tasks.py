"""The tasks of a page's main thread: what keeps it from answering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.page import Page
from perfview.traces.browser.work import Work, work_of
from perfview.traces.study import Study

LONG_NS = 50_000_000
"""From here on a task is long: W3C Long Tasks API, RAIL's budget for an answer within 100 ms."""


@dataclass(frozen=True)
class Tasks:
    """k tasks by start: outermost slices of the page's main thread from its navigation on.

    row int32 (k); start_ns, duration_ns int64 (k); by_work int64 (k, works): time each kind of
    work (`Work`) took in it. Tasks whose end was not recorded are left out: their length is not
    known.
    """

    row: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    by_work: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def blocking_ns(self) -> NDArray[np.int64]:
        """Per task what it takes beyond 50 ms (https://web.dev/articles/tbt), int64 ns."""
        return np.maximum(self.duration_ns - LONG_NS, 0)


def tasks_of(study: Study, page: Page) -> Tasks:
    """The page's tasks."""
    return study.once("browser.tasks", lambda: _tasks(study, page))


def on_main_thread(study: Study, page: Page) -> NDArray[np.bool_]:
    """Which slices are on the page's main thread, from its navigation on: bool (n)."""
    return study.once("browser.on_main_thread", lambda: _on_main_thread(study, page))


def _on_main_thread(study: Study, page: Page) -> NDArray[np.bool_]:
    mine = np.zeros(len(study.model.threads.tracks), np.bool_)
    mine[list(page.tracks)] = True
    here: NDArray[np.bool_] = mine[study.model.threads.tracks.of_span]
    return here & (study.model.start_ns >= page.start_ns)


def _tasks(study: Study, page: Page) -> Tasks:
    model, structure = study.model, study.structure
    chosen = on_main_thread(study, page) & (structure.parent < 0) & (model.duration_ns > 0)
    chosen[model.threads.tracks.unfinished] = False
    row = np.flatnonzero(chosen).astype(np.int32)
    row = row[np.argsort(model.start_ns[row], kind="stable")]
    return Tasks(row, model.start_ns[row], model.duration_ns[row], _by_work(study, row))


def _by_work(study: Study, row: NDArray[np.int32]) -> NDArray[np.int64]:
    """Self times beneath each task by kind of work, int64 (k, works)."""
    place = np.full(study.structure.traces, -1, np.int32)
    place[study.structure.trace[row]] = np.arange(len(row), dtype=np.int32)
    task = place[study.structure.trace]
    inside = np.flatnonzero(task >= 0)
    kinds = len(Work)
    cell = task[inside].astype(np.int64) * kinds + work_of(study)[inside]
    spent = np.bincount(cell, study.self_ns[inside], minlength=len(row) * kinds)
    return spent.astype(np.int64).reshape(len(row), kinds)
