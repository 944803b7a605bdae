"""Documents with so many elements that style and layout take long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.traces.browser.causes import page_name, share_of_page, work_cause
from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.browser.work import Work
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

METHOD = "these updates with as many elements as a large page should have, in proportion"
LARGE = 1400
"""Elements from which Lighthouse calls a document too large."""


class DomSize(PageDetector):
    """A document so large that updating its style and layout keeps the page from answering.

    What it looks for: style and layout slices on the main thread longer than `duration` that went
    through more than `objects` layout objects or `elements` elements; in a document of `huge`
    elements a quarter of that length is enough. It is a warning when the document has at least
    `large` elements (counted by the browser, else those updated at once), otherwise a note.

    Why it matters: style, layout and memory grow with the number of elements; each change of a
    class near the root pays for all of them again, on a phone several times as much.

    How sure it is: times and counts are the browser's. Whether so many elements are needed is for
    you to say; a first layout happens once, later ones at each change.

    How to fix it: render what is visible and the rest on scrolling (a virtual list), set
    `content-visibility: auto` on sections out of sight, and do without wrappers.

    Learnt from: DevTools' insight (40 ms, 100 layout objects, 300 style elements) and Lighthouse's
    DOM size audit (800 elements noted, 1,400 too many).
    """

    name = "dom-size"
    title = "Very large document (DOM size)"
    scopes = ("render", "memory")
    cost = 2
    thresholds = (
        Threshold("duration", 40e6, "ns", "the longest a style or layout update may take"),
        Threshold("objects", 100, "count", "layout objects it must have gone through"),
        Threshold("elements", 300, "count", "elements it must have gone through"),
        Threshold("large", LARGE, "count", "elements from which it is a warning"),
        Threshold("huge", 5000, "count", "elements from which shorter updates count too"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        page = page_of(study)
        if page is None:
            return
        rows, largest = _large_updates(study, page, limits)
        if len(rows):
            yield _finding(study, page, rows, largest, limits)


@dataclass(frozen=True)
class _Largest:
    """The most that one update went through: elements, or layout objects where no update counted
    elements (each text is one too)."""

    count: int
    noun: str


def _large_updates(study: Study, page: Page, limits: Limits) -> tuple[NDArray[np.int32], _Largest]:
    """Updates above the limits, longest first, and how much the largest went through."""
    rows = rows_named(study, "Layout", "UpdateLayoutTree", "RecalculateStyles")
    rows = rows[on_main_thread(study, page)[rows]]
    is_huge = number_of(_stats(study, page), "totalElements") >= limits["huge"]
    least = limits["duration"] / (4 if is_huge else 1)
    rows = rows[study.model.duration_ns[rows] > least]
    rows = rows[np.argsort(-study.model.duration_ns[rows], kind="stable")]
    found, most_objects, most_elements = [], 0, 0
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        objects, elements = number_of(said, "dirtyObjects"), number_of(said, "elementCount")
        if objects > limits["objects"] or elements > limits["elements"]:
            found.append(row)
            most_objects = max(most_objects, int(objects))
            most_elements = max(most_elements, int(elements))
    rows = np.array(found, np.int32)
    if most_elements > limits["elements"]:
        return rows, _Largest(most_elements, "element")
    return rows, _Largest(most_objects, "layout object")


def _finding(
    study: Study, page: Page, rows: NDArray[np.int32], largest: _Largest, limits: Limits
) -> Finding:
    stats = _stats(study, page)
    elements = int(number_of(stats, "totalElements", largest.count))
    noun = "element" if "totalElements" in stats else largest.noun
    total, longest = int(study.model.duration_ns[rows].sum()), int(study.model.duration_ns[rows[0]])
    is_large = elements >= limits["large"]
    spared = total * (1 - min(1.0, limits["large"] / elements)) if is_large else total / 2
    return Finding(
        detector=DomSize.name,
        severity=Severity.WARNING if is_large else Severity.INFO,
        title=f"{plural(elements, noun)} make style and layout take {duration(longest)}",
        where=page_name(page),
        why=(
            f"{plural(len(rows), 'long update')} of style or layout took {duration(total)} "
            f"together; the largest went through {plural(largest.count, largest.noun)}."
            f"{_shape(stats)}"
        ),
        verdict=(
            f"`{page_name(page)}` has a {'very large ' if is_large else ''}DOM of "
            f"{plural(elements, noun)}: style and layout take {duration(longest)} at once, "
            f"{duration(total)} altogether"
        ),
        entity="dom size",
        measures=(
            Measure("longest update", longest, "ns", limits["duration"]),
            Measure(f"{largest.noun}s in it", largest.count, "count", limits["elements"]),
            Measure(f"{noun}s of the document", elements, "count", limits["large"]),
            Measure("long updates together", total, "ns"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.9 if is_large else 0.7, 10 * len(rows)),
        scopes=DomSize.scopes,
        saving=Saving(
            spared, spared / 2, total, "ns", METHOD, f"style and layout of {page_name(page)}", total
        ),
        how=(
            "Render what can be seen and the rest when it is scrolled to (a virtual list), and set "
            "`content-visibility: auto` on long sections."
        ),
        effort=Effort.LARGE,
        wrong_if="All of it has to be there at once, or the update happens only once.",
        cause=work_cause(page, Work.LAYOUT, "dom size"),
        reach=share_of_page(page, total),
    )


def _stats(study: Study, page: Page) -> Said:
    """What the browser counted in the page's frame last; empty when it did not."""
    rows = rows_named(study, "DOMStats")
    rows = rows[on_main_thread(study, page)[rows]]
    mine = [said for said in said_of(study, rows) if text_of(said, "frame") in ("", page.frame)]
    return max(mine, key=lambda said: number_of(said, "totalElements"), default={})


def _shape(stats: Said) -> str:
    """Where most of them are, if the browser said so."""
    widest = stats.get("maxChildren")
    if not isinstance(widest, dict) or number_of(widest, "numChildren") <= 0:
        return ""
    count = int(number_of(widest, "numChildren"))
    return f" `{text_of(widest, 'nodeName')}` alone has {number(count)} children."
