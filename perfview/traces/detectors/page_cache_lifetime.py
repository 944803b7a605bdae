"""Files that a returning visitor loads again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, size
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.loading import evidence_of_requests, network_cause, share_of_bytes
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.naming import listed
from perfview.traces.study import Study

NAMED = 3
KINDS = ("Script", "Stylesheet", "Image", "Font", "Media")
KEPT_KINDS = ("javascript", "text/css", "image/", "font/", "video/", "audio/")
CACHEABLE = (200, 203, 206)

HOURS = (0, 0.2, 1, 3, 8, 12, 24, 48, 72, 168, 8760, 1e9)
PROBABILITY = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1)
"""How likely a file is still wanted when it is this many hours old (DevTools, Lighthouse: deciles
of the age of files in use)."""


class PageCacheLifetime(PageDetector):
    """Files that browsers may not keep for long.

    What it looks for: scripts, style sheets, pictures and fonts over the network whose
    `Cache-Control` gives them a lifetime within which they are used again with a probability of at
    most `probability`, or none at all. What forbids keeping (`no-store`, `no-cache`, `private`) is
    meant so and left out. It is a note: the recording shows one visit, and this is about the next.
    It takes at least `size` that would likely be loaded again.

    Why it matters: a returning visitor loads them all again, although nothing changed.

    How sure it is: the headers are in the recording. How often visitors return is not; the
    probabilities are those of the web at large.

    How to fix it: names with a hash of the content, and `Cache-Control: max-age=31536000,
    immutable`.

    Learnt from: DevTools' efficient cache lifetimes insight and Lighthouse's audit before it
    (probability 0.925).
    """

    name = "page-cache-lifetime"
    title = "Short cache lifetimes"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("probability", 0.925, "ratio", "of still being kept when it is wanted again"),
        Threshold("size", 50e3, "bytes", "that would likely be loaded again, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most one finding, for all files of the page."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        wasted = {
            i: (1 - hit_probability(requests.caching[i])) * int(requests.encoded[i])
            for i in range(len(requests))
            if _may_be_kept(requests, i)
            and hit_probability(requests.caching[i]) <= limits["probability"]
        }
        if wasted and sum(wasted.values()) >= limits["size"]:
            yield _finding(study, page, requests, wasted, limits)


def _may_be_kept(requests: Requests, i: int) -> bool:
    kind = requests.kind[i] in KINDS or requests.mime[i].startswith(KEPT_KINDS)
    kind = kind or "javascript" in requests.mime[i]
    came = requests.has_headers[i] and requests.status[i] in CACHEABLE and not requests.is_cached[i]
    meant = re.search(r"no-store|no-cache|must-revalidate|private", requests.caching[i], re.I)
    return bool(kind and came and requests.encoded[i] > 0 and not meant)


def hit_probability(caching: str) -> float:
    """How likely (0-1) a file with this `Cache-Control` is still kept when it is wanted again."""
    found = re.search(r"max-age\s*=\s*\"?(\d+)", caching, re.IGNORECASE)
    if not found:
        return 0.0
    hours = min(int(found[1][:12]) / 3600, HOURS[-1])
    return float(np.interp(hours, HOURS, PROBABILITY))


def _finding(
    study: Study, page: Page, requests: Requests, wasted: dict[int, float], limits: Limits
) -> Finding:
    places = sorted(wasted, key=lambda i: -wasted[i])
    total = sum(wasted.values())
    names = [short(requests.url[i], page.url) for i in places]
    more = f" and {number(len(names) - NAMED)} more" if len(names) > NAMED else ""
    one = len(names) == 1
    return Finding(
        detector=PageCacheLifetime.name,
        severity=Severity.INFO,
        title=f"{names[0] if one else f'{number(len(names))} files'} may hardly be kept",
        where=page_name(page),
        why=(
            f"{listed(names[:NAMED])}{more} {'comes' if one else 'come'} with no or a short "
            f"`Cache-Control: max-age`. A returning visitor likely loads {size(total)} again."
        ),
        verdict=f"returning visitors load {size(total)} again that could have been kept",
        entity=f"lifetimes {page_name(page).partition(':')[0]}",
        measures=(
            Measure("likely loaded again", total, "bytes", limits["size"]),
            Measure("files", len(names), "count"),
        ),
        evidence=evidence_of_requests(study, requests, places),
        confidence=0.7,
        scopes=PageCacheLifetime.scopes,
        how="Put a hash of the content into the name, and let browsers keep it for a year.",
        example=Example(
            before="Cache-Control: (none)",
            after="Cache-Control: public, max-age=31536000, immutable",
            language="http",
        ),
        effort=Effort.SMALL,
        wrong_if="The files change often under the same name.",
        cause=network_cause(page, "files", "cache lifetimes"),
        reach=share_of_bytes(page, requests),
    )
