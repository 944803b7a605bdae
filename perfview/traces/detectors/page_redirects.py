"""Requests of a page that are sent from one address to the next."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.traces.browser.addresses import short, template
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import (
    evidence_of_requests,
    network_cause,
    paint_saving,
    shown_after,
)
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

MOST = 10
METHOD = "the time from the first request to the last one's beginning"


class PageRedirects(PageDetector):
    """A page, or something in it, that is reached over other addresses.

    What it looks for: requests that were answered with another address at least once. For the
    page's own document it is a warning when the redirects take `time` or more or are at least
    `hops`; for anything else when they take `other`. What is quicker is a note.

    Why it matters: each redirect is a whole way to a server and back, over a phone's network easily
    a third of a second, and the page is blank all the while.

    How sure it is: sure: Chrome records each request of the chain. Which addresses lie between the
    first and the last is not always recorded.

    How to fix it: link to the last address (scheme, host, trailing slash, language), and let rules
    on the server lead there in one step.

    Learnt from: DevTools' document request latency insight and Lighthouse's redirects audit, both
    of the document only.
    """

    name = "page-redirects"
    title = "Redirects of a page"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("time", 100e6, "ns", "that redirects of the document may take"),
        Threshold("other", 300e6, "ns", "that redirects of anything else may take"),
        Threshold("hops", 2, "count", "redirects of the document, one after another"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per request that was redirected, the longest chain first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        hops = np.diff(requests.hop_first)
        chosen = np.flatnonzero(hops > 1)
        if not len(chosen):
            return
        first, last = requests.hop_first[chosen], requests.hop_first[chosen + 1] - 1
        taken = requests.hop_ns[last] - requests.hop_ns[first]
        order = np.lexsort((-taken, ~requests.is_document[chosen]))[:MOST]
        for i, ns in zip(chosen[order].tolist(), taken[order].tolist(), strict=True):
            yield _finding(study, page, requests, i, ns, limits)


def _finding(
    study: Study, page: Page, requests: Requests, i: int, taken: int, limits: Limits
) -> Finding:
    redirects = int(requests.hop_first[i + 1] - requests.hop_first[i]) - 1
    is_document = bool(requests.is_document[i])
    asked, got = short(requests.first_url[i], page.url), short(requests.url[i], page.url)
    # Of the addresses that led to a document Chrome writes down the host only.
    is_told = asked != got and not (is_document and asked == "/")
    what = "The page" if is_document else f"`{asked}`"
    navigation = page.navigations[int(requests.navigation[i])]
    _, shown_ns = shown_after(navigation)
    many = is_document and redirects >= limits["hops"]
    least = limits["time" if is_document else "other"]
    to = f" from {asked} to {got}" if is_told else f" to {got}"
    return Finding(
        detector=PageRedirects.name,
        severity=Severity.WARNING if taken >= least or many else Severity.INFO,
        title=f"{plural(redirects, 'redirect')}{to}: {duration(taken)}",
        where=page_name(page),
        why=(
            f"{what} is asked for {_times(redirects + 1)} only to be "
            f"sent elsewhere. That takes {duration(taken)}"
            f"{' in which the page is blank' if is_document else ''}."
        ),
        verdict=(
            f"{plural(redirects, 'redirect')} before {'the page' if is_document else f'`{asked}`'}"
            f" is reached ({f'{asked} → {got}' if is_told else got}) "
            f"{'takes' if redirects == 1 else 'take'} {duration(taken)}"
        ),
        entity=template(requests.first_url[i], page.url),
        measures=(
            Measure("redirects", redirects, "count", limits["hops"] if is_document else None),
            Measure("time of the redirects", taken, "ns", least),
        ),
        evidence=evidence_of_requests(study, requests, [i]),
        confidence=0.97,
        scopes=PageRedirects.scopes,
        saving=paint_saving(page, navigation, taken, taken * 0.8, taken, METHOD)
        if is_document
        else None,
        how=(
            f"Link to `{got}` at once, and let the server lead there in one step from wherever old "
            "links still point."
        ),
        effort=Effort.SMALL,
        wrong_if="The redirect is needed each time, as for signing in.",
        cause=network_cause(page, f"document {got}" if is_document else got, "redirects"),
        reach=share_of_page(page, shown_ns or taken),
    )


def _times(count: int) -> str:
    """How often it is asked for, the last time with success."""
    return "twice, the first time" if count == 2 else f"{count} times, each time but the last"
