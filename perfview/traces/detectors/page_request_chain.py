"""Chains of requests that each had to wait for the answer to the one before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

DEEPEST = 50
SHOWN = 5
URGENT = ("High", "VeryHigh")
METHOD = "all of the chain is asked for when the document is there, the longest decides"


class PageRequestChain(PageDetector):
    """A chain of requests in which each was found only in the answer before it.

    What it looks for: scripts, style sheets, fonts and data of high priority, asked for by the
    answer to another request of the page: imports of imports, scripts that load scripts. It fires
    for the chain that ends last, when it has at least `links` after the document. When asking for
    all of them at once would save `saving`, it is a warning, otherwise a note.

    Why it matters: the network stands idle between the links: each costs a way to the server and
    back, and the time to parse what came.

    How sure it is: who asked for what is Chrome's own word, as far as it says. That all could be
    asked for at once is an upper bound: some addresses may depend on what the page finds out.

    How to fix it: bundle what belongs together, or name it in the HTML
    (`<link rel="modulepreload">`, `<link rel="preload">`), so that the browser need not find it.

    Learnt from: DevTools' network dependency tree and, before it, Lighthouse's critical request
    chains.
    """

    name = "page-request-chain"
    title = "Chained requests"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("links", 3, "count", "requests after the document, each found in the one before"),
        Threshold("saving", 200e6, "ns", "that asking for all at once saves, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most one finding a navigation."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        for place in range(len(page.navigations)):
            chain = _chain(requests, place)
            if len(chain) > limits["links"]:
                yield _finding(study, page, requests, chain, limits)


def _chain(requests: Requests, place: int) -> list[int]:
    """The longest chain of a navigation from its document on; of several the one that ends last."""
    counts = (requests.navigation == place) & ~requests.is_failed & ~requests.is_cached
    depth = np.zeros(len(requests), np.int64)
    best = -1
    for i in np.flatnonzero(counts).tolist():  # by start: who asked comes before
        source = int(requests.initiator[i])
        if requests.is_document[i]:
            depth[i] = 1
        elif source >= 0 and depth[source] and _is_link(requests, source, i):
            depth[i] = depth[source] + 1
        if depth[i] and (best < 0 or (depth[i], requests.end_ns[i]) > _rank(requests, depth, best)):
            best = i
    chain: list[int] = []
    while best >= 0 and len(chain) < DEEPEST:
        chain.append(best)
        best = -1 if requests.is_document[best] else int(requests.initiator[best])
    return chain[::-1]


def _rank(requests: Requests, depth: np.ndarray, i: int) -> tuple[int, int]:
    return int(depth[i]), int(requests.end_ns[i])


def _is_link(requests: Requests, source: int, i: int) -> bool:
    urgent = requests.priority[i] in URGENT or requests.kind[i] in ("Script", "Stylesheet", "Font")
    return urgent and bool(requests.end_ns[source] <= requests.start_ns[i] or source == 0)


def _finding(
    study: Study, page: Page, requests: Requests, chain: list[int], limits: Limits
) -> Finding:
    links = len(chain) - 1
    names = [short(requests.url[i], page.url) for i in chain]
    ready = int(requests.headers_ns[chain[0]])
    ready = ready if ready >= 0 else int(requests.end_ns[chain[0]])
    whole = int(requests.end_ns[chain[-1]]) - ready
    longest = int(requests.duration_ns[np.array(chain[1:])].max())
    saved = max(0, whole - longest)
    shown = " → ".join(names if len(names) <= SHOWN else [*names[:2], "…", *names[-2:]])
    return Finding(
        detector=PageRequestChain.name,
        severity=Severity.WARNING if saved >= limits["saving"] else Severity.INFO,
        title=f"A chain of {number(links)} requests takes {duration(whole)}",
        where=page_name(page),
        why=(
            f"Each of these is found only in the answer before it: {shown}. The chain takes "
            f"{duration(whole)}; asked for together it would be over after {duration(longest)}."
        ),
        verdict=(
            f"{plural(links, 'request')} hang in a chain ({shown}) that takes {duration(whole)} "
            f"where {duration(longest)} would do"
        ),
        entity=" ".join(names),
        measures=(
            Measure("requests in the chain", links, "count", limits["links"]),
            Measure("could be saved", saved, "ns", limits["saving"]),
            Measure("the whole chain", whole, "ns"),
        ),
        evidence=evidence_of_requests(study, requests, chain),
        confidence=0.85,
        scopes=PageRequestChain.scopes,
        saving=Saving(
            saved * 0.8, saved * 0.3, saved, "ns", METHOD, f"the wait for {names[-1]}", whole
        ),
        how=f"Bundle {names[1]} with what it loads, or name all of them in the HTML.",
        example=Example(
            before=f'<script type="module" src="{names[1]}"></script>',
            after="\n".join(f'<link rel="modulepreload" href="{name}">' for name in names[1:SHOWN]),
            language="html",
        ),
        effort=Effort.MEDIUM,
        wrong_if="What comes later is not needed for what is seen first.",
        cause=network_cause(page, names[1], "chain"),
        reach=share_of_page(page, whole),
    )
