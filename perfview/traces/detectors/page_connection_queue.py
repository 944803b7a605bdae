"""Requests that wait for one of six connections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number
from perfview.traces.browser.addresses import parts_of
from perfview.traces.browser.alike import alike_fetches
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.detectors.page_n_plus_one import LOOP, bursts_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.study import Study

METHOD = "all of them sent at once, as over HTTP/2, where the server bears it"
PAUSE_NS = 500_000_000


class PageConnectionQueue(PageDetector):
    """Requests over HTTP/1.1 that wait for a free connection.

    What it looks for: requests to one host over HTTP/1.x that waited at least `queued` before they
    were sent, beyond looking up and connecting, while at least `connections` others to the same
    host were under way; at least `count` of them. When the last of them waited `wait` or more, it
    is a warning, otherwise a note.

    Why it matters: over HTTP/1.1 a connection carries one request at a time and a browser opens six
    to a host. Whatever comes seventh waits, however fast the server is.

    How sure it is: sure of the wait and that all connections were in use. Whether the server would
    answer as quickly to all at once is not in the recording.

    How to fix it: serve the host over HTTP/2 or HTTP/3, and ask for less at once.

    Learnt from: Sentry's HTTP/1.1 overhead (6 in a chain, half a second), DevTools' modern HTTP
    insight.
    """

    name = "page-connection-queue"
    title = "Waiting for a connection"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("connections", 6, "count", "to a host at a time"),
        Threshold("queued", 50e6, "ns", "that a request waited for one"),
        Threshold("count", 6, "count", "requests that waited"),
        Threshold("wait", 200e6, "ns", "that the last of them did, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per host, the longest wait first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        old = [protocol.lower().startswith("http/1") for protocol in requests.protocol]
        groups: dict[str, list[int]] = defaultdict(list)
        for i in np.flatnonzero(np.array(old, np.bool_) & ~requests.is_cached).tolist():
            groups[parts_of(requests.url[i]).netloc].append(i)
        found = []
        for host, members in groups.items():
            places = np.array(members, np.int32)
            queued = _queued(requests, places, limits)
            if len(queued) >= limits["count"]:
                found.append((host, queued))
        found.sort(key=lambda item: -int(requests.queued_ns[item[1]].max()))
        for host, queued in found:
            yield _finding(study, page, requests, host, queued, limits)


def _queued(requests: Requests, places: NDArray[np.int32], limits: Limits) -> NDArray[np.int32]:
    """Those of a host's requests that waited while all its connections were in use."""
    busy_from = np.sort(requests.sent_ns[places])
    busy_to = np.sort(requests.end_ns[places])
    # In the middle of the wait: at its ends connections are just being taken up and given back.
    middle = (requests.start_ns[places] + requests.sent_ns[places]) // 2
    in_use = np.searchsorted(busy_from, middle, "right") - np.searchsorted(busy_to, middle, "right")
    waited = requests.queued_ns[places] >= limits["queued"]
    return places[waited & (in_use >= limits["connections"])]


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    host: str,
    queued: NDArray[np.int32],
    limits: Limits,
) -> Finding:
    count = len(queued)
    longest = int(requests.queued_ns[queued].max())
    median = float(np.median(requests.queued_ns[queued]))
    # The wait ends for everybody when the last answer is there, burst by burst.
    bursts = bursts_of(requests, queued, PAUSE_NS)
    wait = sum(int(requests.end_ns[b].max() - requests.start_ns[b].min()) for b in bursts)
    saved = sum(int(requests.queued_ns[b].max()) for b in bursts)
    label = _loop(study, page, requests, queued)
    order = queued[np.argsort(-requests.queued_ns[queued], kind="stable")]
    return Finding(
        detector=PageConnectionQueue.name,
        severity=Severity.WARNING if longest >= limits["wait"] else Severity.INFO,
        title=f"{number(count)} requests to {host} wait up to {duration(longest)} for a connection",
        where=page_name(page),
        why=(
            f"Over HTTP/1.1 a browser opens {number(limits['connections'])} connections to a host, "
            f"each for one request at a time. {number(count)} requests found all of them in use "
            f"and waited, {duration(median)} in the middle and {duration(longest)} at most."
            f"{f' Most of them are `{label}`.' if label else ''}"
        ),
        verdict=(
            f"{number(count)} requests to {host} queue for its "
            f"{number(limits['connections'])} HTTP/1.1 connections, up to {duration(longest)}"
        ),
        entity=f"queue {host.partition(':')[0]} {label}".strip(),
        measures=(
            Measure("longest wait for a connection", longest, "ns", limits["wait"]),
            Measure("requests that waited", count, "count", limits["count"]),
            Measure("usual wait", median, "ns", limits["queued"]),
        ),
        evidence=evidence_of_requests(study, requests, order.tolist()),
        confidence=confidence(0.95, count),
        scopes=PageConnectionQueue.scopes,
        saving=Saving(
            saved * 0.8, saved * 0.3, saved, "ns", METHOD, f"the wait for {label or host}", wait
        ),
        how=f"Serve {host} over HTTP/2 or HTTP/3, and ask for less at once.",
        effort=Effort.MEDIUM,
        wrong_if="The host is served over HTTP/2 to users and over HTTP/1.1 only where this was "
        "recorded.",
        cause=network_cause(page, label, LOOP)
        if label
        else network_cause(page, host.partition(":")[0], "connections"),
        reach=share_of_page(page, wait),
    )


def _loop(study: Study, page: Page, requests: Requests, queued: NDArray[np.int32]) -> str:
    """What most of the queue asks for, ids taken out; "" when it is a mixture."""
    for group in alike_fetches(study, page, requests):
        if np.isin(queued, group.places).mean() >= 0.8:
            return group.label
    return ""
