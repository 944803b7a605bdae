"""Animations that stutter because frames are not ready in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, three_figures
from perfview.traces.browser.causes import (
    function_cause,
    page_name,
    page_part,
    share_of_page,
    work_cause,
)
from perfview.traces.browser.filling import Filling, filling_of, told
from perfview.traces.browser.frames import Frames, dropped_of, frames_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import tasks_of
from perfview.traces.browser.work import Work
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

LOOKED_AT = 30
METHOD = "what the frames take beyond the budget, taken away; low: half of it"

EXAMPLE = Example(
    before="function frame() {\n  simulate();  // takes 40 ms\n  draw();\n}",
    after="function frame() {\n  draw(latest);  // a worker simulates and posts `latest`\n}",
    language="javascript",
)


class Jank(PageDetector):
    """Animations whose frames take the main thread longer than there is time for.

    What it looks for: the longest run of frames (tasks with `requestAnimationFrame` handlers or the
    browser's own rendering). It fires when at least `frames` of them take longer than `budget` and
    these are at least `share` of the run, or when that many frames that were to be shown were
    dropped. From a median frame of three budgets on it is critical.

    Why it matters: at 60 frames a second each has 16.7 ms. Every frame that is late makes movement
    jump, and scrolling and typing wait with it.

    How sure it is: the tasks' length is exact, and Chrome itself says which dropped frames affected
    smoothness. Screens of 120 Hz have half the time, set `budget` for them. A busy machine drops
    frames that are innocent; a browser without a display never waits for one.

    How to fix it: do in a frame only what draws it; compute beforehand, in a worker, or in parts.
    Animate `transform` and `opacity`, which need neither layout nor painting.

    Learnt from: RAIL (10 ms of work a frame), https://web.dev/articles/rendering-performance;
    DevTools draws frames in red but has no insight for animations.
    """

    name = "jank"
    title = "Jank (frames over budget)"
    scopes = ("render", "cpu")
    cost = 2
    prominence = 5
    thresholds = (
        Threshold("budget", 1e9 / 60, "ns", "the main thread's time for a frame"),
        Threshold("frames", 8, "count", "frames over budget, or dropped, at least"),
        Threshold("share", 0.25, "ratio", "of the animation's frames, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        page = page_of(study)
        if page is None:
            return
        frames = frames_of(study, page)
        late = np.flatnonzero(frames.cost_ns > limits["budget"])
        if not len(late):
            return
        dropped, wanted = dropped_of(study, page)
        is_slow = len(late) >= limits["frames"] and len(late) >= limits["share"] * len(frames)
        is_dropping = len(dropped) >= limits["frames"] and len(dropped) >= limits["share"] * wanted
        if is_slow or is_dropping:
            yield _finding(study, page, frames, late, dropped, wanted, limits)


def _finding(
    study: Study,
    page: Page,
    frames: Frames,
    late: NDArray[np.intp],
    dropped: NDArray[np.int32],
    wanted: int,
    limits: Limits,
) -> Finding:
    tasks = tasks_of(study, page)
    places = frames.task[late]
    work = Work(int(tasks.by_work[places].sum(axis=0).argmax()))
    filling = _usual(study, tasks.row[places[np.argsort(-frames.cost_ns[late])[:LOOKED_AT]]])
    who = told(filling, page, work)
    median = int(np.median(frames.cost_ns))
    late_ns = int(frames.cost_ns[late].sum())
    beyond = late_ns - round(limits["budget"] * len(late))
    lost = f" Of {number(wanted)} frames that were to be shown {number(len(dropped))} were dropped."
    rate = three_figures(frames.per_second)
    return Finding(
        detector=Jank.name,
        severity=Severity.CRITICAL if median >= 3 * limits["budget"] else Severity.WARNING,
        title=f"The animation stutters: {percent(len(late) / len(frames))} of frames are too slow",
        where=page_name(page),
        why=(
            f"{number(len(late))} of {plural(len(frames), 'frame')} take longer than "
            f"{duration(limits['budget'])}, half of all {duration(median)} or more: {rate} frames "
            f"a second instead of {number(round(1e9 / limits['budget']))}. Most of their time goes "
            f"to {who}.{lost if len(dropped) else ''}"
        ),
        verdict=(
            f"the animation on `{page_name(page)}` runs at {rate} frames a second (jank): a frame "
            f"takes {duration(median)}, {who}"
        ),
        entity=f"{page_part(page)}\n{filling.function.identity if filling.function else 'frames'}",
        measures=(
            Measure("median frame", median, "ns", limits["budget"]),
            Measure("frames over budget", len(late), "count", limits["frames"]),
            Measure("share of frames", len(late) / len(frames), "ratio", limits["share"]),
            Measure("frames a second", frames.per_second, "per-second"),
            Measure("dropped frames that showed", len(dropped), "count"),
        ),
        evidence=evidence_of(study, np.concatenate([tasks.row[places], dropped])),
        confidence=confidence(0.95 if len(dropped) else 0.85, len(late)),
        scopes=Jank.scopes,
        saving=Saving(
            beyond, beyond / 2, beyond, "ns", METHOD, f"frames of {page_name(page)}", late_ns
        ),
        how=_how(filling, work),
        example=EXAMPLE if work is Work.SCRIPT else None,
        effort=Effort.MEDIUM,
        wrong_if="The machine was busy with something else, or the page draws as fast as it can.",
        cause=function_cause(page, filling.function)
        if filling.function is not None
        else work_cause(page, work, "animation"),
        reach=share_of_page(page, late_ns),
    )


def _usual(study: Study, rows: NDArray[np.int32]) -> Filling:
    """What most of these tasks are filled by."""
    found = [filling_of(study, int(row)) for row in rows]
    usual = Counter(each.function for each in found).most_common(1)[0][0]
    return next(each for each in found if each.function == usual)


def _how(filling: Filling, work: Work) -> str:
    if work is Work.LAYOUT:
        return (
            "Animate `transform` instead of sizes and positions, so that nothing has to be laid "
            "out, and keep what is animated small (`contain: layout`)."
        )
    if work is Work.PAINT:
        return "Animate `transform` and `opacity` on a layer of its own (`will-change`)."
    return (
        "Do in a frame only what draws it: compute the rest beforehand, in a worker, or in parts "
        "of a few milliseconds."
    )
