"""CSS selectors that are expensive to match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent
from perfview.traces.browser.causes import page_name, share_of_page, work_cause
from perfview.traces.browser.events import number_of, rows_named, said_of, text_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.browser.work import Work
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.study import Study

NAMED = 3
METHOD = "the three most expensive selectors matched in no time"


@dataclass
class _Selector:
    text: str
    elapsed_ns: float = 0.0
    attempts: int = 0
    matches: int = 0


class SelectorCosts(PageDetector):
    """Selectors whose matching takes a noticeable part of style recalculation.

    What it looks for: with selector statistics recorded, the time each of the page's own selectors
    took to match. It fires when they take more than `total` together; from `grave` on it is a
    warning, below a note.

    Why it matters: every selector is tried on every element that may have changed; a slow one is
    paid for again with each change.

    How sure it is: the browser measured each selector; measuring itself makes style recalculation
    slower, so trust the order more than the times.

    How to fix it: name what is meant with a class instead of `*`, attribute parts, `:has`, sibling
    and nth-child chains; take rules out that never match.

    Learnt from: DevTools' CSS selector costs insight (500 µs), which lists the selectors but says
    nothing of what they cost the page.
    """

    name = "selector-costs"
    title = "Expensive CSS selectors"
    scopes = ("render",)
    cost = 2
    thresholds = (
        Threshold("total", 500e3, "ns", "matching all selectors"),
        Threshold("grave", 50e6, "ns", "matching all, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        page = page_of(study)
        if page is None:
            return
        rows = rows_named(study, "SelectorStats")
        rows = rows[on_main_thread(study, page)[rows]]
        if not len(rows):
            return
        found = _selectors(study, rows)
        total = sum(each.elapsed_ns for each in found)
        if found and total > limits["total"]:
            yield _finding(study, page, rows, found, limits)


def _selectors(study: Study, rows: np.ndarray) -> list[_Selector]:
    """The page's selectors over all recalculations, the most expensive first."""
    found: dict[str, _Selector] = {}
    for said in said_of(study, rows):
        stats = said.get("selector_stats")
        timings = stats.get("selector_timings") if isinstance(stats, dict) else None
        for timing in timings if isinstance(timings, list) else []:
            if not isinstance(timing, dict) or text_of(timing, "style_sheet_id").startswith("ua-"):
                continue
            text = text_of(timing, "selector")
            each = found.setdefault(text, _Selector(text))
            each.elapsed_ns += max(0.0, number_of(timing, "elapsed (us)", 0)) * 1e3
            each.attempts += int(max(0.0, number_of(timing, "match_attempts", 0)))
            each.matches += int(max(0.0, number_of(timing, "match_count", 0)))
    return sorted(found.values(), key=lambda each: -each.elapsed_ns)


def _finding(
    study: Study, page: Page, rows: np.ndarray, found: list[_Selector], limits: Limits
) -> Finding:
    worst, total = found[0], sum(each.elapsed_ns for each in found)
    spared = sum(each.elapsed_ns for each in found[:NAMED])
    named = ", ".join(f"`{shortened(each.text)}`" for each in found[:NAMED])
    return Finding(
        detector=SelectorCosts.name,
        severity=Severity.WARNING if total >= limits["grave"] else Severity.INFO,
        title=f"Matching CSS selectors takes {duration(total)}",
        where=page_name(page),
        why=(
            f"{number(len(found))} selectors took {duration(total)} to match; the most expensive "
            f"are {named}. The first was tried {number(worst.attempts)} times and matched "
            f"{number(worst.matches)} times, {percent(worst.elapsed_ns / total)} of all."
        ),
        verdict=(
            f"matching CSS selectors takes {duration(total)} on `{page_name(page)}`, "
            f"{duration(worst.elapsed_ns)} of it `{shortened(worst.text)}`"
        ),
        entity="selectors",
        measures=(
            Measure("all selectors", total, "ns", limits["total"]),
            Measure("most expensive", worst.elapsed_ns, "ns"),
            Measure("tried", worst.attempts, "count"),
            Measure("matched", worst.matches, "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=0.75,
        scopes=SelectorCosts.scopes,
        saving=Saving(
            spared, spared / 2, total, "ns", METHOD, f"selectors of {page_name(page)}", total
        ),
        how="Give what these select a class and select by it; take out rules that never match.",
        effort=Effort.SMALL,
        wrong_if="The times come from measuring itself: compare with a recording without it.",
        cause=work_cause(page, Work.LAYOUT, "selectors"),
        reach=share_of_page(page, total),
    )
