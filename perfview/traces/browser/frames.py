"""Frames of animations: what each costs the main thread, and which were dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import rows_named, said_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.tasks import tasks_of
from perfview.traces.contents.detail import Value
from perfview.traces.study import Study

PAUSE_NS = 250_000_000
"""Frames further apart than this belong to different animations."""

FRAME_WORK = ("FireAnimationFrame", "BeginMainThreadFrame")
"""What a task of the main thread contains when it makes a frame."""

REPORTERS = ("frame_reporter", "chrome_frame_reporter")
"""Members of a `PipelineReporter`'s args that tell of its frame, newest first."""


@dataclass(frozen=True)
class Frames:
    """The longest run of frames the main thread made, none more than a quarter second apart.

    task int32 (k): places in `Tasks`; start_ns and cost_ns int64 (k): the task's start and length.
    """

    task: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    cost_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.task)

    @property
    def per_second(self) -> float:
        """Frames a second, 0 for fewer than two."""
        if len(self) < 2:
            return 0.0
        return (len(self) - 1) / max(1e-9, float(self.start_ns[-1] - self.start_ns[0]) / 1e9)


def frames_of(study: Study, page: Page) -> Frames:
    """The page's longest animation."""
    tasks = tasks_of(study, page)
    place = np.full(study.structure.traces, -1, np.int32)
    place[study.structure.trace[tasks.row]] = np.arange(len(tasks), dtype=np.int32)
    made = place[study.structure.trace[rows_named(study, *FRAME_WORK)]]
    task = np.unique(made[made >= 0]).astype(np.int32)
    if not len(task):
        return Frames(task, tasks.start_ns[:0], tasks.start_ns[:0])
    start, end = tasks.start_ns[task], tasks.start_ns[task] + tasks.duration_ns[task]
    cuts = np.flatnonzero(start[1:] - end[:-1] > PAUSE_NS) + 1
    runs = np.split(np.arange(len(task)), cuts)
    longest = max(runs, key=len)
    return Frames(task[longest], start[longest], tasks.duration_ns[task[longest]])


def dropped_of(study: Study, page: Page) -> tuple[NDArray[np.int32], int]:
    """Frames that were dropped where it showed (rows, int32), and how many wanted to be shown.

    Chrome says of every frame whether it was presented and whether dropping it affects smoothness
    (chrome_frame_reporter.proto); frames of nothing moving do not.
    """
    rows = rows_named(study, "PipelineReporter")
    tracks = study.model.threads.tracks
    rows = rows[tracks.process[tracks.of_span[rows]] == page.process]
    rows = rows[study.model.start_ns[rows] >= page.start_ns]
    dropped: list[int] = []
    wanted = 0
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        report = report_of(said)
        state = str(report.get("state", ""))
        is_dropped = state.endswith("DROPPED") and report.get("affects_smoothness") is True
        wanted += is_dropped or state.endswith("PRESENTED_ALL")
        if is_dropped:
            dropped.append(row)
    return np.array(dropped, np.int32), wanted


def report_of(said: dict[str, Value]) -> dict[str, Value]:
    """What a `PipelineReporter` says of its frame, empty when it says nothing."""
    for key in REPORTERS:
        report = said.get(key)
        if isinstance(report, dict):
            return report
    return {}
