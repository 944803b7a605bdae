"""A page that says too late in which characters it is written."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.paints import document_of
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

FOUND = "found-in-first-1024-bytes"
LATE = "found-after-1024-bytes"


class PageCharacterSet(PageDetector):
    """A document whose character set is not declared, or not in time.

    What it looks for: HTML documents of at least `size` whose `Content-Type` names no character set
    and in whose first 1024 bytes Chrome found none either. It is a note.

    Why it matters: the parser guesses, and where the guess was wrong it begins anew, script and
    all; some of the page may be shown in the wrong letters.

    How sure it is: sure; Chrome's parser says what it found, and the headers are in the recording.

    How to fix it: `Content-Type: text/html; charset=utf-8`, or `<meta charset="utf-8">` first in
    the head.

    Learnt from: DevTools' character set insight, Lighthouse's charset audit; HTML standard, 13.2.3.
    """

    name = "page-character-set"
    title = "Character set"
    scopes = ("network", "render")
    cost = 1
    thresholds = (Threshold("size", 200, "bytes", "documents that are too small to matter"),)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        checks = _checks(study)
        seen: set[str] = set()
        for navigation in page.navigations:
            document = document_of(page, requests, navigation)
            declared = document >= 0 and "charset" in requests.content_type[document].lower()
            if document < 0 or declared or 0 <= requests.decoded[document] < limits["size"]:
                continue
            mine = [
                (row, found)
                for row, frame, found, at_ns in checks
                if frame == navigation.frame and navigation.start_ns <= at_ns <= navigation.end_ns
            ]
            if mine and mine[-1][1] != FOUND and navigation.url not in seen:
                seen.add(navigation.url)
                yield _finding(study, page, requests, document, *mine[-1])


def _checks(study: Study) -> list[tuple[int, str, str, int]]:
    """Row, frame, what was found and when, of every look of the parser for a character set."""
    rows = rows_named(study, "MetaCharsetCheck")
    return [
        (int(row), text_of(said, "frame"), text_of(said, "disposition"), int(at_ns))
        for row, said, at_ns in zip(
            rows, said_of(study, rows), study.model.start_ns[rows], strict=True
        )
        if text_of(said, "disposition")
    ]


def _finding(
    study: Study, page: Page, requests: Requests, document: int, row: int, found: str
) -> Finding:
    path = short(requests.url[document], page.url)
    what = "only after its first 1024 bytes" if found == LATE else "nowhere"
    return Finding(
        detector=PageCharacterSet.name,
        severity=Severity.INFO,
        title=f"{path} declares its character set {what}",
        where=page_name(page),
        why=(
            f"Neither the headers of {path} nor its first 1024 bytes say in which characters it is "
            "written, so the parser has to guess, and to begin anew where it guessed wrong."
        ),
        verdict=f"`{path}` declares its character set {what}",
        entity=path,
        measures=(Measure("documents without", 1, "count", 1),),
        evidence=evidence_of_requests(study, requests, [document], [row]),
        confidence=0.95,
        scopes=PageCharacterSet.scopes,
        how="Send `Content-Type: text/html; charset=utf-8`.",
        example=Example(
            "Content-Type: text/html", "Content-Type: text/html; charset=utf-8", "http"
        ),
        effort=Effort.SMALL,
        wrong_if="The page has nothing but ASCII in it, and always will.",
        cause=network_cause(page, f"document {path}", "character set"),
        reach=0.05,
    )
