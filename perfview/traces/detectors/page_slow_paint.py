"""A page that takes long to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, percent
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name, page_part, share_of_page
from perfview.traces.browser.loading import evidence_of_rows, paint_saving
from perfview.traces.browser.navigations import LargestPaint, Navigation
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.paints import PaintPhases, paint_phases
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

METHOD = "the paint comes at the limit for a good page"


class PageSlowPaint(PageDetector):
    """A page whose content comes late: largest (LCP) or first contentful paint (FCP).

    What it looks for: the last candidate for the largest contentful paint of each navigation, later
    than `largest` (poor from `largest-poor` on, which is critical), else the first contentful paint
    later than `first` (`first-poor`). It says which part of the way takes longest: waiting for the
    document, until the image is asked for, loading it, or painting it.

    Why it matters: this is when a visitor sees that the page is there. Who waits longer leaves more
    often; search engines rank by it.

    How sure it is: the times are Chrome's own. They are of this machine and this network, not of
    the page's visitors, for whom the limits are meant (at their 75th percentile).

    How to fix it: begin with the longest part: a quicker answer of the server, the image in the
    HTML with `fetchpriority="high"` and without `loading="lazy"`, a smaller image, less script and
    style before it can be painted.

    Learnt from: web.dev's limits for LCP (2.5 and 4 s) and FCP (1.8 and 3 s), DevTools' LCP
    breakdown.
    """

    name = "page-slow-paint"
    title = "Late content (LCP, FCP)"
    scopes = ("render", "network")
    cost = 1
    thresholds = (
        Threshold("largest", 2.5e9, "ns", "until the largest contentful paint"),
        Threshold(
            "largest-poor", 4e9, "ns", "until the largest contentful paint, at the very most"
        ),
        Threshold("first", 1.8e9, "ns", "until the first contentful paint"),
        Threshold("first-poor", 3e9, "ns", "until the first contentful paint, at the very most"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address whose content comes late, its latest navigation's."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        late: dict[str, tuple[float, Navigation, str]] = {}
        for navigation in page.navigations:
            for mark in ("largest", "first"):
                over = _time(navigation, mark) / limits[mark]
                url = navigation.url.partition("#")[0]
                if over > max(1.0, late.get(url, (0.0,))[0]):
                    late[url] = over, navigation, mark
                    break
        for _, navigation, mark in late.values():
            yield _finding(study, page, requests, navigation, mark, limits)


def _time(navigation: Navigation, mark: str) -> int:
    """From the navigation's start to the mark, ns; 0 when there is none."""
    at_ns = (
        navigation.largest_contentful_paint_ns
        if mark == "largest"
        else navigation.first_contentful_paint_ns
    )
    return max(0, at_ns - navigation.start_ns) if at_ns >= 0 and navigation.is_loading else 0


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    navigation: Navigation,
    mark: str,
    limits: Limits,
) -> Finding:
    taken = _time(navigation, mark)
    name = "largest contentful paint" if mark == "largest" else "first contentful paint"
    phases = paint_phases(page, requests, navigation) if mark == "largest" else None
    what = _what(page, navigation.largest_paint) if mark == "largest" else ""
    rows = [navigation.row]
    if phases is not None:
        rows += [row for i in (phases.image, phases.document) if i >= 0 for row in requests.rows(i)]
    if navigation.largest_paint is not None:
        rows.insert(0, navigation.largest_paint.row)
    longest = phases.longest if phases else None
    most = f", {duration(longest.duration_ns)} of it {longest.name}" if longest else ""
    is_poor = taken > limits[f"{mark}-poor"]
    return Finding(
        detector=PageSlowPaint.name,
        severity=Severity.CRITICAL if is_poor else Severity.WARNING,
        title=f"The {name} comes after {duration(taken)}",
        where=page_name(page),
        why=(
            f"A visitor sees the page’s content{what} only after {duration(taken)}; up to "
            f"{duration(limits[mark])} is good, beyond {duration(limits[f'{mark}-poor'])} is poor."
            f"{_parts(phases)}"
        ),
        verdict=f"the page’s {name} comes after {duration(taken)}{most}",
        entity=f"{mark} {short(navigation.url, page.url)}",
        measures=(
            Measure(name, taken, "ns", limits[mark]),
            *(
                Measure(phase.name, phase.duration_ns, "ns")
                for phase in (phases.phases if phases else ())
            ),
        ),
        evidence=evidence_of_rows(study, rows),
        confidence=0.9,
        scopes=PageSlowPaint.scopes,
        saving=paint_saving(
            page,
            navigation,
            taken - limits[mark],
            0.0,
            taken - limits[mark] / 2,
            METHOD,
        ),
        how=_how(longest.name if longest else ""),
        effort=Effort.MEDIUM,
        wrong_if="The machine or its network was much slower than the visitors’.",
        cause=page_part(page),
        reach=share_of_page(page, taken),
    )


def _what(page: Page, largest: LargestPaint | None) -> str:
    if largest is None:
        return ""
    if largest.image_url:
        return f" (the image {short(largest.image_url, page.url)})"
    return f" ({largest.node_name.split(' ')[0].lower()})" if largest.node_name else ""


def _parts(phases: PaintPhases | None) -> str:
    if phases is None:
        return ""
    whole = max(1, sum(phase.duration_ns for phase in phases.phases))
    shares = ", ".join(
        f"{phase.name} {duration(phase.duration_ns)} ({percent(phase.duration_ns / whole)})"
        for phase in phases.phases
    )
    return f" Where it goes: {shares}."


def _how(longest: str) -> str:
    ways = {
        "waiting for the document": "Let the server answer sooner: cache, stream, redirect less.",
        "until the image is asked for": (
            "Put the image into the HTML with `fetchpriority=high`, without `loading=lazy`, or "
            "preload it."
        ),
        "loading the image": "Make the image smaller: its size on the screen, a modern format.",
    }
    return ways.get(
        longest, "Let less script and style stand before the content, and split what stays."
    )
