"""The most important image of a page, asked for late."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import duration
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause, paint_saving
from perfview.traces.browser.navigations import Navigation
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.paints import PaintPhases, paint_phases
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

METHOD = "the image is asked for as soon as the document is there"


class PageLateImage(PageDetector):
    """The image of the largest contentful paint is asked for late.

    What it looks for: the image of the largest contentful paint when it is `loading=lazy`, when
    not the document's HTML but a script or a style sheet asked for it, or when it has no
    `fetchpriority=high`; and how long after the document's first byte it was asked for. From `note`
    on it is a note, and a warning when it is lazy, or when the HTML does not name it and it came
    `delay` late.

    Why it matters: everything about this image comes after its request. The browser could have
    found it in the HTML long before.

    How sure it is: times and who asked are Chrome's own. An image that a script chooses by what it
    learns first cannot be in the HTML.

    How to fix it: `<img src fetchpriority="high">` in the HTML, or a preload; never
    `loading="lazy"` on what is seen first.

    Learnt from: DevTools' LCP request discovery insight, which asks for three things: a high
    priority, to be found in the HTML, and not to be lazy.
    """

    name = "page-late-image"
    title = "Late main image"
    scopes = ("network", "render")
    cost = 1
    thresholds = (
        Threshold("delay", 200e6, "ns", "until the image is asked for, to be a warning"),
        Threshold("note", 100e6, "ns", "until it is asked for, to be mentioned"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per image."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        seen: set[str] = set()
        for navigation in page.navigations:
            phases = paint_phases(page, requests, navigation)
            if phases is None or phases.image < 0 or requests.url[phases.image] in seen:
                continue
            seen.add(requests.url[phases.image])
            faults = _faults(requests, navigation, phases.image)
            if faults and phases.phases[1].duration_ns >= limits["note"]:
                yield _finding(study, page, requests, (navigation, phases), faults, limits)


LAZY = "it is `loading=lazy`"
HIDDEN = "not the HTML but a script or style sheet asks for it"
MEEK = "it has no `fetchpriority=high`"


def _faults(requests: Requests, navigation: Navigation, image: int) -> list[str]:
    largest = navigation.largest_paint
    found = []
    if largest is not None and largest.lazy:
        found.append(LAZY)
    elif requests.cause[image] not in ("parser", "") and not requests.is_preload[image]:
        found.append(HIDDEN)
    if requests.hint[image] not in ("high", ""):
        found.append(MEEK)
    return found


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    painted: tuple[Navigation, PaintPhases],
    faults: list[str],
    limits: Limits,
) -> Finding:
    navigation, phases = painted
    delay = phases.phases[1].duration_ns
    image = phases.image
    path = short(requests.url[image], page.url)
    grave = faults[0] == LAZY or (delay >= limits["delay"] and faults[0] == HIDDEN)
    taken = navigation.largest_contentful_paint_ns - navigation.start_ns
    why = " and ".join(faults)
    largest = [navigation.largest_paint.row] if navigation.largest_paint else []
    return Finding(
        detector=PageLateImage.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"The main image {path} is asked for {duration(delay)} late",
        where=page_name(page),
        why=(
            f"The largest thing on the page is the image {path}. It is asked for {duration(delay)} "
            f"after the document’s first byte: {why}. It is painted after {duration(taken)}."
        ),
        verdict=(
            f"the page’s main image `{path}` is asked for {duration(delay)} after the document "
            f"came: {why}"
        ),
        entity=path,
        measures=(
            Measure("until the image is asked for", delay, "ns", limits["delay"]),
            Measure("loading the image", phases.phases[2].duration_ns, "ns"),
            Measure("largest contentful paint", taken, "ns"),
        ),
        evidence=evidence_of_requests(study, requests, [image], largest),
        confidence=0.9,
        scopes=PageLateImage.scopes,
        saving=paint_saving(page, navigation, delay * 0.8, delay * 0.4, delay, METHOD),
        how=f"Name {path} in the HTML, with `fetchpriority=high` and without `loading=lazy`.",
        example=Example(
            before=f'<img loading="lazy" src="{path}">'
            if LAZY in faults
            else f"image.src = '{path}';",
            after=f'<img src="{path}" fetchpriority="high">',
            language="html",
        ),
        effort=Effort.SMALL,
        wrong_if="Which image it is depends on what a script finds out first.",
        cause=network_cause(page, path, "late request"),
        reach=share_of_page(page, taken),
    )
