"""A server that takes long to answer with the page itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration
from perfview.traces.browser.addresses import short
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

METHOD = "the server answers within 100 ms, and everything after it comes that much earlier"


class PageSlowDocument(PageDetector):
    """A page whose server takes long to begin its answer.

    What it looks for: the time from the last byte of the request for the page's own document to the
    headers of its answer, without redirects, connecting and the way the browser itself takes. More
    than `time` is a warning, `critical` critical; `target` is what a good server takes. Every
    navigation in the recording counts.

    Why it matters: nothing can be loaded, parsed or painted before. Whatever is done to the page
    itself comes on top of it.

    How sure it is: sure, the times are those of Chrome's network process. They include the way to
    the server and back, which the page cannot shorten but a nearer server or a cache can.

    How to fix it: answer from a cache or an edge near the users, send the head of the page before
    the slow part is known (streaming), and trace what the server does in that time.

    Learnt from: DevTools' document request latency insight (600 ms, with 100 ms as the target),
    web.dev's limits for the time to the first byte (poor beyond 1.8 s).
    """

    name = "page-slow-document"
    title = "Slow document response"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("time", 600e6, "ns", "that the server may take"),
        Threshold("critical", 1.8e9, "ns", "from which it is critical"),
        Threshold("target", 100e6, "ns", "that a good server takes, for what could be saved"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address of a document, its slowest navigation's."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        slow = np.flatnonzero(requests.is_document & (requests.server_ns > limits["time"]))
        slow = slow[np.argsort(-requests.server_ns[slow], kind="stable")]
        seen: set[str] = set()
        for i in slow.tolist():
            path = short(requests.url[i], page.url)
            if path not in seen:
                seen.add(path)
                yield _finding(study, page, requests, i, limits)


def _finding(study: Study, page: Page, requests: Requests, i: int, limits: Limits) -> Finding:
    taken = int(requests.server_ns[i])
    navigation = page.navigations[int(requests.navigation[i])]
    path = short(requests.url[i], page.url)
    mark, shown_ns = shown_after(navigation)
    seen = f" The page reaches its {mark} after {duration(shown_ns)}." if mark else ""
    return Finding(
        detector=PageSlowDocument.name,
        severity=Severity.CRITICAL if taken >= limits["critical"] else Severity.WARNING,
        title=f"The server takes {duration(taken)} to answer with {path}",
        where=page_name(page),
        why=(
            f"{duration(taken)} pass between the request for the document and the first of its "
            f"answer; up to then nothing of the page can be loaded.{seen}"
        ),
        verdict=(
            f"the server takes {duration(taken)} before it begins to answer with the document "
            f"`{path}`, and everything else waits for that"
        ),
        entity=path,
        measures=(
            Measure("server response", taken, "ns", limits["time"]),
            Measure("connecting", int(requests.connect_ns[i] + requests.name_lookup_ns[i]), "ns"),
        ),
        evidence=evidence_of_requests(study, requests, [i]),
        confidence=0.95,
        scopes=PageSlowDocument.scopes,
        saving=paint_saving(
            page, navigation, taken - limits["target"], taken - limits["time"], taken, METHOD
        ),
        how=(
            "Look at a trace of the server for what it does in that time; answer from a cache "
            "where the page is the same for many, and send its head before the slow part is known."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The server had just been started, or the recording was made far from it.",
        cause=network_cause(page, f"document {path}", "slow answer"),
        reach=share_of_page(page, shown_ns or taken),
    )
