"""Clicks, taps and keys the page is slow to answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.browser.causes import function_cause, page_name, share_of_page, work_cause
from perfview.traces.browser.filling import Filling, filling_of, told
from perfview.traces.browser.interactions import Interaction, busiest, inp_of, interactions_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.work import WORDS, Work, work_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

MOST = 5
LOOKED_AT = 50
METHOD = "the interaction without its longest phase; low: with half of it left"

HOW = {
    "input delay": (
        "The page was busy with something else when the input came: split that work so that input "
        "gets its turn (`await scheduler.yield()`), or do it when the page is idle."
    ),
    "processing": (
        "Show the answer first and do the rest afterwards: change what the user should see, wait "
        "for the next frame (`requestAnimationFrame`, then `setTimeout`), and only then compute, "
        "or compute in a worker."
    ),
    "presentation delay": (
        "The handlers are done, drawing the answer takes long: change fewer elements, render long "
        "lists in parts, and set `content-visibility: auto` on what is out of sight."
    ),
}


class InteractionToNextPaint(PageDetector):
    """Clicks, taps and keys after which the next frame is long in coming.

    What it looks for: interactions as Event Timing records them (its interaction id), from the
    input to the next frame: above `good` a warning, above `poor` critical. The time is told in its
    three phases: input delay (the page was busy), processing (its handlers) and presentation delay
    (style, layout, painting). Interactions with the same cause are one finding; the one that INP
    takes is named so. Without event timings in the recording, dispatched events count until the end
    of their task.

    Why it matters: somebody clicked and nothing happened. Up to 100 ms an answer feels immediate
    (Nielsen 1993); INP is one of the Core Web Vitals, good up to 200 ms and poor above 500 ms.

    How sure it is: the duration is the browser's own measure. Which function it was is taken from
    the event's dispatch and what fills it. One recording by one person says little about others;
    a slower device takes several times as long.

    How to fix it: it depends on the longest phase. Input delay: split the work that was running.
    Processing: answer first, compute afterwards or in a worker. Presentation: change less at once.

    Learnt from: https://web.dev/articles/inp (200 and 500 ms), DevTools' INP breakdown, which names
    the phases of the longest interaction but not the function.
    """

    name = "inp"
    title = "Slow interaction (INP)"
    scopes = ("render", "cpu")
    cost = 1
    prominence = 6
    thresholds = (
        Threshold("good", 200e6, "ns", "the longest a good interaction takes"),
        Threshold("poor", 500e6, "ns", "from here on it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per cause of slow interactions, slowest first."""
        page = page_of(study)
        if page is None:
            return
        every = interactions_of(study, page)
        slow = [each for each in every if each.duration_ns > limits["good"]][:LOOKED_AT]
        groups: dict[str, list[_Case]] = {}
        for interaction in slow:
            case = _case(study, page, interaction)
            groups.setdefault(case.cause, []).append(case)
        inp = inp_of(every)
        for cases in list(groups.values())[:MOST]:
            is_inp = any(case.interaction is inp for case in cases)
            yield _finding(study, page, cases, len(every), limits, is_inp=is_inp)


@dataclass(frozen=True)
class _Case:
    """A slow interaction: its longest phase and what fills that (`row`, -1 when nothing does)."""

    interaction: Interaction
    phase: str
    row: int
    filling: Filling | None
    work: Work
    cause: str


def _case(study: Study, page: Page, interaction: Interaction) -> _Case:
    phases = interaction.phases
    phase = max(phases, key=lambda name: phases[name])
    row = _filling_row(study, page, interaction, phase)
    if row < 0:
        work = Work.PAINT if phase == "presentation delay" else Work.OTHER
        return _Case(interaction, phase, row, None, work, work_cause(page, work))
    filling = filling_of(study, row)
    work = _work_of(study, row)
    if phase == "presentation delay" and filling.function is None:
        return _Case(interaction, phase, row, filling, work, work_cause(page, work))
    cause = (
        function_cause(page, filling.function)
        if filling.function is not None
        else work_cause(page, work)
    )
    return _Case(interaction, phase, row, filling, work, cause)


def _filling_row(study: Study, page: Page, interaction: Interaction, phase: str) -> int:
    """The slice that takes most of the phase."""
    if phase == "input delay":
        return busiest(study, page, interaction.start_ns, interaction.processing_ns)
    if phase == "processing":
        begin, end = interaction.processing_ns, interaction.processed_ns
        return busiest(study, page, begin, end, "EventDispatch")
    begin, end = interaction.processed_ns, interaction.end_ns
    drawn = busiest(
        study, page, begin, end, "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Commit",
        "Layerize", "FireAnimationFrame", "FunctionCall",
    )  # fmt: skip
    return drawn if drawn >= 0 else busiest(study, page, begin, end)


def _work_of(study: Study, row: int) -> Work:
    """The kind of work that takes most of what is beneath a slice."""
    model = study.model
    rows = study.structure.rows(int(study.structure.trace[row]))
    inside = rows[
        (model.start_ns[rows] >= model.start_ns[row]) & (model.end_ns[rows] <= model.end_ns[row])
    ]
    spent = np.bincount(work_of(study)[inside], study.self_ns[inside], minlength=len(Work))
    return Work(int(spent.argmax()))


def _finding(
    study: Study, page: Page, cases: list[_Case], count: int, limits: Limits, *, is_inp: bool
) -> Finding:
    worst = cases[0]
    whole = worst.interaction.duration_ns
    who = _who(page, worst)
    return Finding(
        detector=InteractionToNextPaint.name,
        severity=Severity.CRITICAL if whole > limits["poor"] else Severity.WARNING,
        title=f"A {worst.interaction.type} waits {duration(whole)} for its next frame (INP)",
        where=page_name(page),
        why=_why(worst, who, len(cases), count, is_inp=is_inp),
        verdict=(
            f"a `{worst.interaction.type}` is answered after {duration(whole)} "
            f"({'INP, ' if is_inp else ''}good is up to {duration(limits['good'])}): "
            f"{duration(worst.interaction.phases[worst.phase])} go to {_phrase(worst.phase)}, {who}"
        ),
        entity=f"{worst.interaction.type}\n{worst.cause}",
        measures=(
            Measure("interaction to next paint", whole, "ns", limits["good"]),
            *(Measure(name, ns, "ns") for name, ns in worst.interaction.phases.items()),
            Measure("interactions", count, "count"),
        ),
        evidence=evidence_of(study, _evidence(cases)),
        confidence=confidence(0.95 if worst.interaction.is_measured else 0.8, 10 * len(cases)),
        scopes=InteractionToNextPaint.scopes,
        saving=_saving(page, worst),
        how=HOW[worst.phase],
        effort=Effort.MEDIUM,
        wrong_if="The machine was busy with something else, or a debugger held the page.",
        cause=worst.cause,
        reach=share_of_page(page, sum(case.interaction.duration_ns for case in cases)),
    )


def _who(page: Page, case: _Case) -> str:
    if case.filling is None:
        return WORDS[case.work]
    return told(case.filling, page, case.work)


def _phrase(phase: str) -> str:
    return {
        "input delay": "waiting for the main thread",
        "processing": "its handlers",
        "presentation delay": "drawing the answer",
    }[phase]


def _why(case: _Case, who: str, alike: int, count: int, *, is_inp: bool) -> str:
    interaction = case.interaction
    phases = ", ".join(
        f"{name} {duration(ns)} ({percent(ns / max(1, interaction.duration_ns))})"
        for name, ns in interaction.phases.items()
    )
    words = [f"From the input to the next frame: {phases}. The longest phase is filled by {who}."]
    if is_inp:
        words.append(f"It is the page’s INP, out of {plural(count, 'interaction')}.")
    if alike > 1:
        words.append(f"{number(alike)} interactions are slow for the same reason.")
    if not interaction.is_measured:
        words.append(
            "The recording has no event timings: the next frame is taken to follow the task."
        )
    return " ".join(words)


def _evidence(cases: list[_Case]) -> np.ndarray:
    rows = [case.interaction.row for case in cases] + [case.row for case in cases if case.row >= 0]
    return np.unique(np.array(rows, np.int32))


def _saving(page: Page, case: _Case) -> Saving:
    whole = case.interaction.duration_ns
    longest = case.interaction.phases[case.phase]
    return Saving(
        value=longest,
        low=longest / 2,
        high=longest,
        unit="ns",
        method=METHOD,
        of=f"the {case.interaction.type} on {page_name(page)}",
        before=whole,
    )
