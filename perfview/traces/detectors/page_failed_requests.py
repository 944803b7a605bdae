"""Requests of a page that fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, number
from perfview.traces.browser.addresses import is_favicon, short, template
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.events import rows_named
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.study import Study

MOST = 20
SERVER_ERROR = 500
COMPLAINT = "ConsoleMessage::Error"
SOON_NS = 2_000_000
"""Chrome complains of a request that failed right after it did, and of none that was given up."""

MEANINGS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""RFC 9110, 15.5 and 15.6; RFC 6585 for 429."""


class PageFailedRequests(PageDetector):
    """Requests that are answered with an error, or not at all.

    What it looks for: statuses of `status` and more, and requests that failed without a status
    (refused, timed out, blocked). They are put together by address without ids and by status. Each
    is a warning, a document that the server cannot give is critical. Requests without a status are
    failures when Chrome complained of them; those that the page gave up itself do not count, and
    where complaints were not recorded they are notes. Nor does the icon count that browsers look
    for by themselves (`/favicon.ico`).

    Why it matters: what failed is not there: data, a script, a picture. Often the page asks again,
    waits for it or shows an empty place; and the way to the server was for nothing.

    How sure it is: the status is certain. Whether the page expects it (a 404 that means “none yet”)
    is not in the recording.

    How to fix it: look the address up on the server; take links to what is gone out of the page.

    Learnt from: DevTools' console, which lists them; its insights do not. Sentry has failures of
    requests as errors of their own.
    """

    name = "page-failed-requests"
    title = "Failed requests of a page"
    scopes = ("network",)
    cost = 1
    thresholds = (Threshold("status", 400, "count", "the lowest status that is an error"),)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address and status, the gravest first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        given_up = _given_up(study, requests)
        groups: dict[tuple[str, int], list[int]] = defaultdict(list)
        for i in np.flatnonzero((requests.status >= limits["status"]) | requests.is_failed):
            if not (given_up[i] or is_favicon(requests.url[i])):
                label = f"{requests.method[i]} {template(requests.url[i], page.url)}"
                groups[label, int(requests.status[i])].append(int(i))
        order = sorted(groups, key=lambda key: (-key[1], -len(groups[key])))
        for key in order[:MOST]:
            label = _label(page, requests, groups[key], key[0])
            yield _finding(study, page, requests, label, key, groups[key], limits)


def _label(page: Page, requests: Requests, places: list[int], template_label: str) -> str:
    """The address as it is where all failures have the same: `/status/500` has no id in it."""
    paths = {f"{requests.method[i]} {short(requests.url[i], page.url)}" for i in places}
    return paths.pop() if len(paths) == 1 else template_label


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    label: str,
    key: tuple[str, int],
    places: list[int],
    limits: Limits,
) -> Finding:
    count, (address, status) = len(places), key
    answer = f"{status} {MEANINGS.get(status, '')}".strip() if status else "no answer"
    kinds = {requests.kind[i].lower() for i in places} - {"", "other"}
    wasted = int(requests.duration_ns[np.array(places)].sum())
    write = template if label == address else short
    alike = sum(
        f"{requests.method[i]} {write(url, page.url)}" == label
        for i, url in enumerate(requests.url)
    )
    fails = f"is answered with {answer}" if status else "gets no answer"
    what = f" ({', '.join(sorted(kinds))})" if kinds else ""
    return Finding(
        detector=PageFailedRequests.name,
        severity=_severity(study, requests, places, status),
        title=f"{label} {fails}",
        where=page_name(page),
        why=(
            f"{_part(count, alike)} to `{label}`{what} failed: {answer}. "
            f"The page waited {duration(wasted)} for nothing."
        ),
        verdict=f"`{label}` {fails}{f', {number(count)} times' if count > 1 else ''}",
        entity=f"{address} {status}",
        measures=(
            Measure("failed requests", count, "count", 1),
            Measure("status", status, "count", limits["status"]),
            Measure("time lost", wasted, "ns"),
        ),
        evidence=evidence_of_requests(study, requests, places),
        confidence=confidence(0.95, max(10, count)),
        scopes=PageFailedRequests.scopes,
        how=(
            f"Look up in the server’s log why `{label}` fails."
            if status >= SERVER_ERROR or not status
            else f"Correct the address, or stop asking for `{label}` where there is nothing."
        ),
        effort=Effort.SMALL,
        wrong_if="The page expects this answer, as “there is none yet”.",
        cause=network_cause(page, label, "fails"),
        reach=share_of_page(page, wasted),
    )


def _part(count: int, alike: int) -> str:
    if count < alike:
        return f"{number(count)} of {number(alike)} requests"
    return f"All {number(count)} requests" if count > 1 else "The request"


def _severity(study: Study, requests: Requests, places: list[int], status: int) -> Severity:
    """Without a status it may have been given up, where complaints were not recorded."""
    if status >= SERVER_ERROR and requests.is_document[places].any():
        return Severity.CRITICAL
    is_sure = status > 0 or len(rows_named(study, COMPLAINT)) > 0
    return Severity.WARNING if is_sure else Severity.INFO


def _given_up(study: Study, requests: Requests) -> NDArray[np.bool_]:
    """Which requests the page itself ended, bool (r); none where complaints were not recorded."""
    complaints = np.sort(study.model.start_ns[rows_named(study, COMPLAINT)])
    if not len(complaints):
        return np.zeros(len(requests), np.bool_)
    heard = requests.handled_ns
    after = np.searchsorted(complaints, heard)
    soonest = complaints[np.minimum(after, len(complaints) - 1)]
    complained = (after < len(complaints)) & (soonest - heard <= SOON_NS)
    found: NDArray[np.bool_] = requests.is_failed & (requests.status == 0) & ~complained
    return found
