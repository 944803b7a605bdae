"""Style sheets and scripts without which a page does not paint."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import (
    evidence_of_requests,
    network_cause,
    paint_saving,
    shown_after,
)
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Blocking, Requests, requests_of
from perfview.traces.patterns.naming import listed
from perfview.traces.study import Study

NAMED = 3
HIGH = ("High", "VeryHigh")
METHOD = "the page paints when its document is there, and no later than before"


class PageRenderBlocking(PageDetector):
    """Requests that hold up the first paint.

    What it looks for: style sheets and scripts that Chrome marks as render blocking (and scripts in
    the body on which the parser waits), which ended before the first paint and kept the page
    waiting at least `wasted` beyond its document. When the last of them comes `delay` or more after
    the document, it is a warning, otherwise a note.

    Why it matters: up to then the page is blank although its text is there.

    How sure it is: that it blocks is Chrome's own word. What would be gained is an upper bound:
    what the page needs to look right has to come in any case, if only a part of it.

    How to fix it: put the rules of the first view into the document and load the rest without
    blocking; give scripts `defer` or `async`; send what blocks from the page's own host, small and
    cached.

    Learnt from: DevTools' render-blocking requests insight (50 ms), Sentry's render-blocking assets
    (a third of a first paint beyond two seconds).
    """

    name = "page-render-blocking"
    title = "Render-blocking requests"
    scopes = ("network", "render")
    cost = 1
    prominence = 8
    thresholds = (
        Threshold("wasted", 50e6, "ns", "that one of them keeps the page waiting"),
        Threshold("delay", 200e6, "ns", "that all of them do, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per navigation that was held up."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        seen: set[str] = set()
        for place in range(len(page.navigations)):
            places, wasted = _blockers(page, requests, place, limits["wasted"])
            if len(places) and page.navigations[place].url not in seen:
                seen.add(page.navigations[place].url)
                yield _finding(study, page, requests, place, (places, wasted), limits)


def _blockers(
    page: Page, requests: Requests, place: int, least: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Those of one navigation that kept it waiting, and how long beyond the document, ns."""
    navigation = page.navigations[place]
    mine = requests.navigation == place
    document = mine & requests.is_document
    ready_ns = int(requests.end_ns[document].max()) if document.any() else navigation.start_ns
    painted_ns = navigation.first_contentful_paint_ns
    urgent = np.array([priority in HIGH for priority in requests.first_priority], np.bool_)
    blocks = requests.blocking == int(Blocking.RENDERING)
    blocks |= (requests.blocking == int(Blocking.PARSER)) & urgent
    blocks &= mine & ~requests.is_cached & requests.is_finished
    if painted_ns >= 0:
        blocks &= requests.end_ns <= painted_ns
    wasted = requests.end_ns - np.maximum(requests.start_ns, ready_ns)
    places = np.flatnonzero(blocks & (wasted >= least))
    places = places[np.argsort(-requests.end_ns[places], kind="stable")]
    return places, wasted[places]


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    place: int,
    found: tuple[NDArray[np.int64], NDArray[np.int64]],
    limits: Limits,
) -> Finding:
    places, wasted = found
    navigation = page.navigations[place]
    delay = int(wasted.max())
    names = [short(requests.url[i], page.url) for i in places.tolist()]
    told = [f"`{name}` ({duration(int(ns))})" for name, ns in zip(names, wasted, strict=True)]
    mark, shown_ns = shown_after(navigation)
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    subject = names[0] if len(names) == 1 else plural(len(names), "request")
    return Finding(
        detector=PageRenderBlocking.name,
        severity=Severity.WARNING if delay >= limits["delay"] else Severity.INFO,
        title=f"{subject} {'holds' if len(names) == 1 else 'hold'} up painting by "
        f"{duration(delay)}",
        where=page_name(page),
        why=(
            f"{', '.join(told[:NAMED])}{more} block rendering: the page stays blank until the last "
            f"of them is there, {duration(delay)} after its document."
        ).replace(
            " block rendering", " blocks rendering" if len(told) == 1 else " block rendering"
        ),
        verdict=(
            f"{listed(names[:NAMED])}{more} {'blocks' if len(names) == 1 else 'block'} rendering "
            f"and {'holds' if len(names) == 1 else 'hold'} the page up by {duration(delay)}"
        ),
        entity=f"render-blocking {navigation.url.partition('?')[0]}",
        measures=(
            Measure("delay of painting", delay, "ns", limits["delay"]),
            Measure("longest request", int(wasted.max()), "ns", limits["wasted"]),
            Measure("blocking requests", len(names), "count"),
            *((Measure(mark, shown_ns, "ns"),) if mark else ()),
        ),
        evidence=evidence_of_requests(study, requests, places.tolist()),
        confidence=0.9,
        scopes=PageRenderBlocking.scopes,
        saving=paint_saving(page, navigation, delay * 0.8, delay * 0.4, delay, METHOD),
        how=(
            "Give scripts `defer`, put the rules that the first view needs into the document, and "
            "load the other styles without blocking."
        ),
        example=_example(requests, places, names),
        effort=Effort.MEDIUM,
        wrong_if="The page would be unreadable without all of it.",
        cause=network_cause(page, "first paint", "blocked rendering"),
        reach=share_of_page(page, shown_ns or delay),
    )


def _example(requests: Requests, places: NDArray[np.int64], names: list[str]) -> Example:
    i, name = int(places[0]), names[0]
    if requests.kind[i] == "Script":
        return Example(
            f'<script src="{name}"></script>', f'<script src="{name}" defer></script>', "html"
        )
    return Example(
        f'<link rel="stylesheet" href="{name}">',
        f'<style>/* the rules of the first view */</style>\n<link rel="stylesheet" href="{name}" '
        'media="print" onload="this.media=\'all\'">',
        "html",
    )
