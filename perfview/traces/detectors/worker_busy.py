"""Workers that compute for long while the page waits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent
from perfview.traces.browser.causes import page_name, page_part, share_of_page
from perfview.traces.browser.events import rows_named
from perfview.traces.browser.filling import filling_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import tasks_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

MOST = 5
METHOD = "the worker's work split among two workers; high: among four"


class WorkerBusy(PageDetector):
    """A worker that computes for long while the main thread has nothing to do.

    What it looks for: threads of the page's process other than its main thread that run script,
    from its navigation on. It fires when one task there takes at least `task`, or all of them
    `total`, while the main thread is idle for at least `idle` of that time. A task of `long` or
    more, or `total`, is a warning, anything less a note.

    Why it matters: the page stays responsive, which is what workers are for, but whoever asked for
    the result waits just as long. Looked at by the main thread alone such a page is fine.

    How sure it is: that the worker is busy is certain; that somebody waits for it is not, it may
    prepare something for later.

    How to fix it: make the computation itself cheaper first; split it among several workers; send
    parts of the result as they are ready; move heavy loops to WebAssembly.

    Learnt from: recordings in which DevTools' insights, which look at the main thread, say nothing.
    """

    name = "worker-busy"
    title = "Busy worker while the main thread idles"
    scopes = ("cpu",)
    cost = 2
    thresholds = (
        Threshold("task", 300e6, "ns", "the longest a task of a worker may take"),
        Threshold("long", 500e6, "ns", "the longest task, from which it is a warning"),
        Threshold("total", 1000e6, "ns", "all tasks of a worker together"),
        Threshold("idle", 0.6, "ratio", "of that time that the main thread is idle, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per worker, busiest first."""
        page = page_of(study)
        if page is None:
            return
        workers = [_tasks(study, page, track) for track in _workers(study, page).tolist()]
        busy = [int(study.model.duration_ns[rows].sum()) for rows in workers]
        for k in np.argsort([-ns for ns in busy], kind="stable").tolist()[:MOST]:
            rows = workers[k]
            longest = int(study.model.duration_ns[rows].max()) if len(rows) else 0
            if longest < limits["task"] and busy[k] < limits["total"]:
                continue
            idle = _idle(study, page, rows)
            if idle >= limits["idle"]:
                yield _finding(study, page, rows, idle, limits)


def _workers(study: Study, page: Page) -> NDArray[np.intp]:
    """Threads of the page's process beside its main thread on which script runs."""
    tracks = study.model.threads.tracks
    scripts = rows_named(study, "FunctionCall", "EvaluateScript")
    runs = np.zeros(len(tracks), np.bool_)
    runs[tracks.of_span[scripts]] = True
    runs &= (tracks.process == page.process) & (tracks.kind == np.uint8(TrackKind.THREAD))
    runs[list(page.tracks)] = False
    return np.flatnonzero(runs)


def _tasks(study: Study, page: Page, track: int) -> NDArray[np.int32]:
    """The worker's tasks by length, longest first: int32 rows."""
    model = study.model
    chosen = (model.threads.tracks.of_span == track) & (study.structure.parent < 0)
    chosen &= model.start_ns >= page.start_ns
    chosen[model.threads.tracks.unfinished] = False
    rows = np.flatnonzero(chosen).astype(np.int32)
    return rows[np.argsort(-model.duration_ns[rows], kind="stable")]


def _idle(study: Study, page: Page, rows: NDArray[np.int32]) -> float:
    """The part of the worker's busy time in which the main thread ran no task."""
    tasks, model = tasks_of(study, page), study.model
    edges = np.concatenate([[0], np.cumsum(tasks.duration_ns)])

    def busy_until(time: NDArray[np.int64]) -> NDArray[np.int64]:
        at = np.searchsorted(tasks.start_ns, time, side="right") - 1
        if not len(tasks):
            return np.zeros(len(time), np.int64)
        inside = np.clip(time - tasks.start_ns[at], 0, tasks.duration_ns[at])
        whole: NDArray[np.int64] = np.where(at >= 0, edges[at] + inside, 0)
        return whole

    both = busy_until(model.end_ns[rows]) - busy_until(model.start_ns[rows])
    return 1 - float(both.sum()) / max(1, int(model.duration_ns[rows].sum()))


def _severity(longest: int, total: int, limits: Limits) -> Severity:
    """A warning when somebody may have waited long: for one task, or for all of them."""
    is_grave = longest >= limits["long"] or total >= limits["total"]
    return Severity.WARNING if is_grave else Severity.INFO


def _finding(
    study: Study, page: Page, rows: NDArray[np.int32], idle: float, limits: Limits
) -> Finding:
    spent = study.model.duration_ns[rows]
    longest, total = int(spent[0]), int(spent.sum())
    told = longest if longest >= limits["task"] else total
    function = filling_of(study, int(rows[0])).function
    who = function.label(page) if function else "its script"
    return Finding(
        detector=WorkerBusy.name,
        severity=_severity(longest, total, limits),
        title=f"A worker computes for {duration(told)} while the main thread waits",
        where=page_name(page),
        why=(
            f"A worker is busy with {who} for up to {duration(longest)} at a stretch, "
            f"{duration(total)} altogether. The main thread is idle in {percent(idle)} of that "
            "time, so nothing on it tells why the result is late."
        ),
        verdict=(
            f"a worker is busy for {duration(told)} with {who} while the main thread of "
            f"`{page_name(page)}` is idle"
        ),
        entity=f"worker\n{function.identity if function else ''}",
        measures=(
            Measure("longest task of the worker", longest, "ns", limits["task"]),
            Measure("all its tasks", total, "ns", limits["total"]),
            Measure("main thread idle meanwhile", idle, "ratio", limits["idle"]),
        ),
        evidence=evidence_of(study, rows[spent >= limits["task"] / 10]),
        confidence=confidence(0.8, 10 * len(rows)),
        scopes=WorkerBusy.scopes,
        saving=Saving(
            total / 2, 0, total * 0.75, "ns", METHOD, f"worker of {page_name(page)}", total
        ),
        how=(
            f"Make {who} do less, split it among several workers, or send parts of the result "
            "while it still computes."
        ),
        effort=Effort.MEDIUM,
        wrong_if="Nobody waits for the result: it prepares something for later.",
        cause=f"{page_part(page)}\nworker\n{function.identity if function else 'script'}",
        reach=share_of_page(page, total),
    )
