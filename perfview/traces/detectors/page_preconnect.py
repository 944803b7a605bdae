"""Other hosts that a page connects to late."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.traces.browser.addresses import parts_of
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause, paint_saving
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

MOST = 4
"""More connections held ready than this take bandwidth from what is needed first (DevTools)."""
URGENT = ("High", "VeryHigh")
METHOD = "looking up and connecting happen while the document is being read"


class PagePreconnect(PageDetector):
    """Hosts for which looking up and connecting came on top of an urgent request.

    What it looks for: other hosts than the document's to which a request of high priority, begun
    before the largest contentful paint, first had to look up the name and connect, for `time` or
    more. It is a warning from `warning` on, otherwise a note; at most four hosts.

    Why it matters: name, connection and encryption are three ways to the server and back before the
    first byte is asked for. They need not wait for the request.

    How sure it is: the times are of Chrome's network process. Whether the browser could have known
    of the host earlier depends on who asked.

    How to fix it: `<link rel="preconnect" href="https://…">` in the head, or serve it from the
    page's own host.

    Learnt from: DevTools' network dependency tree (preconnect candidates from 50 ms on, not more
    than four).
    """

    name = "page-preconnect"
    title = "Late connections"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("time", 50e6, "ns", "of looking up and connecting"),
        Threshold("warning", 150e6, "ns", "of it, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per host, the longest first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        opening = requests.name_lookup_ns + requests.connect_ns
        found: dict[str, int] = {}
        for i in np.argsort(-opening, kind="stable").tolist():
            if opening[i] < limits["time"]:
                break
            host = parts_of(requests.url[i]).netloc
            if host not in found and _is_urgent(page, requests, i):
                found[host] = i
        for host, i in list(found.items())[:MOST]:
            yield _finding(study, page, requests, host, i, limits)


def _is_urgent(page: Page, requests: Requests, i: int) -> bool:
    """Whether the largest paint may have waited for it, and the host is another than the page's."""
    navigation = page.navigations[int(requests.navigation[i])]
    painted = navigation.largest_contentful_paint_ns
    in_time = painted < 0 or int(requests.start_ns[i]) <= painted
    other = parts_of(requests.url[i]).netloc != parts_of(navigation.url).netloc
    return in_time and other and requests.priority[i] in URGENT and not requests.is_document[i]


def _finding(
    study: Study, page: Page, requests: Requests, host: str, i: int, limits: Limits
) -> Finding:
    taken = int(requests.name_lookup_ns[i] + requests.connect_ns[i])
    to_host = [k for k, url in enumerate(requests.url) if parts_of(url).netloc == host]
    navigation = page.navigations[int(requests.navigation[i])]
    scheme = parts_of(requests.url[i]).scheme
    return Finding(
        detector=PagePreconnect.name,
        severity=Severity.WARNING if taken >= limits["warning"] else Severity.INFO,
        title=f"Connecting to {host} takes {duration(taken)}, when it is already needed",
        where=page_name(page),
        why=(
            f"{plural(len(to_host), 'request')} to {host}: the first urgent one had to look up the "
            f"name and connect first, for {duration(taken)}. The browser could have done so while "
            "it read the document."
        ),
        verdict=f"connecting to {host} costs {duration(taken)} when an urgent request needs it",
        entity=host.partition(":")[0],
        measures=(
            Measure("looking up and connecting", taken, "ns", limits["time"]),
            Measure("of it encryption", int(requests.secure_ns[i]), "ns"),
            Measure("requests to the host", len(to_host), "count"),
        ),
        evidence=evidence_of_requests(study, requests, [i]),
        confidence=0.7,
        scopes=PagePreconnect.scopes,
        saving=paint_saving(page, navigation, taken * 0.7, 0.0, taken, METHOD),
        how=f"Tell the browser of {host} in the head of the page.",
        example=Example(
            before="<head>",
            after=f'<head>\n  <link rel="preconnect" href="{scheme}://{host}">',
            language="html",
        ),
        effort=Effort.SMALL,
        wrong_if="What comes from there is not needed for what is seen first.",
        cause=network_cause(page, host, "late connection"),
        reach=share_of_page(page, taken),
    )
