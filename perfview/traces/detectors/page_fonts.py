"""Text that stays invisible until its font has come."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.browser.loading import evidence_of_requests, network_cause, paint_saving
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.naming import listed
from perfview.traces.study import Study

NAMED = 3
INVISIBLE = ("block", "auto", "")
BLOCKED_NS = 3_000_000_000
METHOD = "the text is painted at once in another font"


class PageFonts(PageDetector):
    """Fonts for which text is left invisible.

    What it looks for: web fonts whose `font-display` is `block`, `auto` or not given, and how long
    they took to come (three seconds count at most: then browsers show another font). The longest
    decides: from `time` on it is a warning, from `note` on a note.

    Why it matters: the words are there and nobody can read them; the largest contentful paint waits
    for them.

    How sure it is: Chrome says which fonts are loaded and how they are displayed. Whether any text
    on the screen was waiting is read from the font being loaded at all.

    How to fix it: `font-display: swap` (or `optional`) in each `@font-face`, and a preload for the
    fonts of the first view.

    Learnt from: DevTools' font display insight, Lighthouse's audit of the same name.
    """

    name = "page-fonts"
    title = "Invisible text"
    scopes = ("render", "network")
    cost = 1
    thresholds = (
        Threshold("time", 300e6, "ns", "that text may be invisible"),
        Threshold("note", 50e6, "ns", "that it may be, without being mentioned"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most one finding, for all fonts of the page."""
        page = page_of(study)
        rows = rows_named(study, "BeginRemoteFontLoad")
        if page is None or not len(rows):
            return
        requests = requests_of(study)
        by_url = {url: i for i, url in enumerate(requests.url)}
        hidden = {
            by_url[text_of(said, "url")]: int(row)
            for row, said in zip(rows, said_of(study, rows), strict=True)
            if text_of(said, "display") in INVISIBLE and text_of(said, "url") in by_url
        }
        slow = {i: row for i, row in hidden.items() if _hidden_ns(requests, i) >= limits["note"]}
        if slow:
            places = sorted(slow, key=lambda i: -_hidden_ns(requests, i))
            yield _finding(study, page, requests, places, [slow[i] for i in places], limits)


def _hidden_ns(requests: Requests, i: int) -> int:
    return min(int(requests.duration_ns[i]), BLOCKED_NS)


def _finding(
    study: Study, page: Page, requests: Requests, places: list[int], rows: list[int], limits: Limits
) -> Finding:
    longest = _hidden_ns(requests, places[0])
    names = [short(requests.url[i], page.url) for i in places]
    navigation = page.navigations[int(requests.navigation[places[0]])]
    largest = navigation.largest_paint
    waited = largest is not None and not largest.image_url
    waited = waited and navigation.largest_contentful_paint_ns >= requests.end_ns[places[0]]
    first = navigation.first_contentful_paint_ns
    between = navigation.largest_contentful_paint_ns - first if waited and first >= 0 else 0
    subject = names[0] if len(names) == 1 else plural(len(names), "font")
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return Finding(
        detector=PageFonts.name,
        severity=Severity.WARNING if longest >= limits["time"] else Severity.INFO,
        title=f"Text waits {duration(longest)} for {subject}",
        where=page_name(page),
        why=(
            f"{listed(names[:NAMED])}{more} {'is' if len(names) == 1 else 'are'} loaded without "
            f"`font-display: swap`: text in it is invisible for up to {duration(longest)}."
        ),
        verdict=f"text stays invisible for {duration(longest)} until {subject} has come",
        entity=" ".join(names),
        measures=(
            Measure("invisible for", longest, "ns", limits["time"]),
            Measure("fonts", len(names), "count"),
        ),
        evidence=evidence_of_requests(study, requests, places, rows),
        confidence=0.85,
        scopes=PageFonts.scopes,
        saving=paint_saving(
            page, navigation, min(between, longest), 0.0, min(between, longest), METHOD
        ),
        how="Add `font-display: swap` to its `@font-face`, and preload what the first view needs.",
        example=Example(
            before=f"@font-face {{\n  src: url({names[0]});\n}}",
            after=f"@font-face {{\n  src: url({names[0]});\n  font-display: swap;\n}}",
            language="css",
        ),
        effort=Effort.SMALL,
        wrong_if="The font has the page’s icons, which mean nothing in another font.",
        cause=network_cause(page, names[0], "font display"),
        reach=share_of_page(page, longest),
    )
