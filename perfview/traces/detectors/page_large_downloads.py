"""Answers to a page that are very large."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, size
from perfview.traces.browser.addresses import short, template
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.loading import (
    FETCHED,
    evidence_of_requests,
    network_cause,
    share_of_bytes,
)
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

MOST = 10
PICTURES = ("image/", "video/", "audio/")
METHOD = "half of it is not needed at once"


class PageLargeDownloads(PageDetector):
    """Data, code and documents of a page that are very large.

    What it looks for: answers over the network of at least `data` bytes to `fetch` and
    XMLHttpRequest, and of at least `file` to everything else but pictures, sound and film, which
    have a detector of their own. Twice as large, or data that took at least `time`, is a warning,
    otherwise a note.

    Why it matters: on a phone's network (1.6 Mbit/s in Lighthouse) 300 kB take a second and a half,
    and JSON has to be parsed and kept by the main thread on top.

    How sure it is: sizes are exact. Whether all of it is needed is not in the recording; that half
    is not is a guess.

    How to fix it: ask for the fields and rows that are shown, page by page; split code by what the
    first view needs; compress.

    Learnt from: Sentry's large HTTP payload (300 kB and 100 ms, data only), Lighthouse's enormous
    network payloads.
    """

    name = "page-large-downloads"
    title = "Large downloads"
    scopes = ("network", "memory")
    cost = 1
    thresholds = (
        Threshold("data", 300e3, "bytes", "of an answer to a script"),
        Threshold("file", 500e3, "bytes", "of a document, script, style sheet or font"),
        Threshold("time", 100e6, "ns", "that data may take"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address without ids, its largest answer; the largest first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        is_data = np.array([how in FETCHED for how in requests.fetch], np.bool_)
        is_picture = np.array([mime.startswith(PICTURES) for mime in requests.mime], np.bool_)
        least = np.where(is_data, limits["data"], limits["file"])
        large = (requests.encoded >= least) & ~is_picture & ~requests.is_cached
        places = np.flatnonzero(large)
        places = places[np.argsort(-requests.encoded[places], kind="stable")]
        seen: set[str] = set()
        for i in places.tolist():
            path = template(requests.url[i], page.url)
            if path not in seen and len(seen) < MOST:
                seen.add(path)
                yield _finding(study, page, requests, i, bool(is_data[i]), limits)


def _finding(
    study: Study, page: Page, requests: Requests, i: int, is_data: bool, limits: Limits
) -> Finding:
    sent = int(requests.encoded[i])
    taken = int(requests.duration_ns[i])
    least = limits["data" if is_data else "file"]
    path = short(requests.url[i], page.url)
    grave = sent >= 2 * least or (is_data and taken >= limits["time"])
    decoded = int(requests.decoded[i])
    unpacked = f", {size(decoded)} unpacked" if decoded > 1.1 * sent else ""
    whole = float(np.maximum(requests.encoded, 0).sum())
    return Finding(
        detector=PageLargeDownloads.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"{path} is {size(sent)}",
        where=page_name(page),
        why=(
            f"The answer to {requests.method[i]} {path} has {size(sent)}{unpacked}, "
            f"{percent(sent / max(1.0, whole))} of all the page loads, and took {duration(taken)} "
            "here. On a slow network it takes seconds."
        ),
        verdict=f"`{path}` answers with {size(sent)}{unpacked}, more than a page should wait for",
        entity=template(requests.url[i], page.url),
        measures=(
            Measure("over the network", sent, "bytes", least),
            Measure("unpacked", max(0, decoded), "bytes"),
            Measure("time it took", taken, "ns", limits["time"] if is_data else None),
        ),
        evidence=evidence_of_requests(study, requests, [i]),
        confidence=0.8,
        scopes=PageLargeDownloads.scopes,
        saving=Saving(
            sent * 0.5,
            sent * 0.1,
            sent * 0.8,
            "bytes",
            METHOD,
            f"bytes of {page_name(page)}",
            whole,
        ),
        how=(
            "Let it answer with the rows and fields that are shown, and more on demand."
            if is_data
            else "Split off what the first view does not need, and load that later."
        ),
        effort=Effort.MEDIUM,
        wrong_if="All of it is needed, and only once.",
        cause=network_cause(page, path, "size"),
        reach=share_of_bytes(page, requests),
    )
