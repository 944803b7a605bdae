"""The same thing asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, size
from perfview.traces.browser.addresses import is_favicon, short
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.study import Study

MOST = 10
READS = ("GET", "HEAD")
METHOD = "all requests for the same address but the first"


class PageRepeatedRequests(PageDetector):
    """Requests for an address that the page has already asked for.

    What it looks for: reads (GET, HEAD) of exactly the same address during one navigation, answered
    by the network each time. `count` and more are a warning when the repeats cost `time` or `size`,
    otherwise a note. What comes at a steady pace of `pace` and slower is asking for news (polling)
    and is left out; so are answers out of a cache and requests that failed.

    Why it matters: each repeat is a way to the server for what is already there, and stands in the
    queue before what is new.

    How sure it is: sure that it was the same address. The answer may have changed in between.

    How to fix it: keep the answer, or the promise of it, and share it; let the server say how long
    it may be kept (`Cache-Control`).

    Learnt from: Lighthouse's and DevTools' duplicates are those of code inside bundles; this is
    what their network panel shows when it is sorted by name.
    """

    name = "page-repeated-requests"
    title = "Repeated requests"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("count", 3, "count", "requests for the same address"),
        Threshold("time", 50e6, "ns", "that the repeats take"),
        Threshold("size", 50e3, "bytes", "that the repeats bring"),
        Threshold("pace", 1e9, "ns", "between requests that ask for news"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address, the most expensive first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        came = ~requests.is_cached & ~requests.is_failed & (requests.status < 400)
        groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        for i in np.flatnonzero(came & ~requests.is_document).tolist():
            if requests.method[i] in READS and not is_favicon(requests.url[i]):
                key = int(requests.navigation[i]), requests.method[i], requests.url[i]
                groups[key].append(i)
        found = [places for places in groups.values() if _is_repeated(requests, places, limits)]
        found.sort(key=lambda places: -int(requests.duration_ns[np.array(places[1:])].sum()))
        for places in found[:MOST]:
            yield _finding(study, page, requests, places, limits)


def _is_repeated(requests: Requests, places: list[int], limits: Limits) -> bool:
    if len(places) < 2:
        return False
    apart = np.diff(requests.start_ns[np.array(places)])
    return bool(np.median(apart) < limits["pace"])


def _finding(
    study: Study, page: Page, requests: Requests, places: list[int], limits: Limits
) -> Finding:
    again = np.array(places[1:])
    count = len(places)
    taken = int(requests.duration_ns[again].sum())
    sent = int(np.maximum(requests.encoded[again], 0).sum())
    path = short(requests.url[places[0]], page.url)
    costly = taken >= limits["time"] or sent >= limits["size"]
    caching = requests.caching[places[0]]
    forbids = "no-store" in caching or "no-cache" in caching or "max-age=0" in caching
    said = f" The server forbids keeping it (`{caching}`)." if forbids else ""
    return Finding(
        detector=PageRepeatedRequests.name,
        severity=Severity.WARNING if count >= limits["count"] and costly else Severity.INFO,
        title=f"{path} is asked for {number(count)} times",
        where=page_name(page),
        why=(
            f"The page asks for exactly the same address {number(count)} times. The repeats took "
            f"{duration(taken)} and brought {size(sent)} that was there already.{said}"
        ),
        verdict=(
            f"`{path}` is asked for {number(count)} times; once would save {duration(taken)} of "
            "requests"
        ),
        entity=f"{requests.method[places[0]]} {path}",
        measures=(
            Measure("requests for it", count, "count", limits["count"]),
            Measure("time of the repeats", taken, "ns", limits["time"]),
            Measure("bytes of the repeats", sent, "bytes", limits["size"]),
        ),
        evidence=evidence_of_requests(study, requests, places),
        confidence=confidence(0.9, 3 * count),
        scopes=PageRepeatedRequests.scopes,
        saving=Saving(
            taken,
            taken * 0.5,
            taken,
            "ns",
            METHOD,
            f"requests for {path}",
            before=taken + int(requests.duration_ns[places[0]]),
        ),
        how=f"Keep the answer of `{path}`, or the promise of it, and give it to all who ask.",
        effort=Effort.SMALL,
        wrong_if="The answer changes from one request to the next.",
        cause=network_cause(page, path, "repeated"),
        reach=share_of_page(page, taken),
    )
