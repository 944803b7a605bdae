"""A page that phones show as if on a wide screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.browser.loading import evidence_of_rows, network_cause
from perfview.traces.browser.navigations import Navigation
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.study import Study

TAP_NS = 300e6
"""How long phones wait after a tap for a second one where it would zoom (DevTools)."""


class PageViewport(PageDetector):
    """A page without a viewport for phones.

    What it looks for: loaded documents with no `<meta name="viewport">`, or one without a width or
    with an initial scale below `scale`, in recordings in which Chrome tells of them. It is a note.

    Why it matters: phones lay such a page out 980 pixels wide, make it small, and wait up to 300 ms
    after each tap for a second one.

    How sure it is: sure that there is none. Whether anybody opens the page on a phone is not in the
    recording.

    How to fix it: `<meta name="viewport" content="width=device-width, initial-scale=1">` in the
    head of the page, and styles that fit narrow screens.

    Learnt from: DevTools' viewport for mobile insight (the delay of taps), Lighthouse's viewport
    audit.
    """

    name = "page-viewport"
    title = "Viewport for phones"
    scopes = ("render",)
    cost = 1
    thresholds = (
        Threshold("scale", 1, "ratio", "initial scale below which phones wait for a second tap"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, for the last document of the recording."""
        page = page_of(study)
        if page is None:
            return
        navigation = page.navigations[-1]
        # Both are of one category: without the other, no viewport says nothing.
        could_tell = len(rows_named(study, "UpdateLayer", "UpdateLayerTree", "SetLayerTreeId"))
        shown = navigation.content_loaded_ns >= 0 and navigation.is_loading
        if not (could_tell and shown):
            return
        content = _content(study, navigation)
        if content is None or not _fits(content, limits["scale"]):
            yield _finding(study, page, navigation, content)


def _fits(content: str, least: float) -> bool:
    scale = re.search(r"initial-scale\s*=\s*([0-9.]+)", content)
    try:
        return float(scale[1]) >= least if scale else bool(re.search(r"width\s*=", content))
    except ValueError:
        return False


def _content(study: Study, navigation: Navigation) -> str | None:
    """The document's viewport; None when it has none."""
    rows = rows_named(study, "ParseMetaViewport")
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        at_ns = int(study.model.start_ns[row])
        own = text_of(said, "frame") in ("", navigation.frame)
        if own and navigation.start_ns <= at_ns <= navigation.end_ns:
            return text_of(said, "content")
    return None


def _finding(study: Study, page: Page, navigation: Navigation, content: str | None) -> Finding:
    what = "has no viewport for phones" if content is None else "has a viewport that does not fit"
    return Finding(
        detector=PageViewport.name,
        severity=Severity.INFO,
        title=f"The page {what}",
        where=page_name(page),
        why=(
            f"The page {what}, so a phone shows it small, as on a wide screen, and waits up to "
            "300 ms after each tap for a second one."
        ),
        verdict=f"the page {what}, which delays taps by up to 300 ms",
        entity="viewport",
        measures=(Measure("delay of a tap", TAP_NS, "ns"),),
        evidence=evidence_of_rows(study, [navigation.row]),
        confidence=0.8,
        scopes=PageViewport.scopes,
        how="Declare the viewport in the head of the page.",
        example=Example(
            before=f'<meta name="viewport" content="{content}">' if content else "<head>",
            after='<meta name="viewport" content="width=device-width, initial-scale=1">',
            language="html",
        ),
        effort=Effort.SMALL,
        wrong_if="Nobody opens it on a phone.",
        cause=network_cause(page, "document", "viewport"),
        reach=0.05,
    )
