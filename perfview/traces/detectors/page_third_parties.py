"""What other sites cost a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, plural, size
from perfview.traces.browser.addresses import site_of
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.enclosing import outside
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.browser.work import ENTRIES
from perfview.traces.study import Study

MOST = 5
COMPILED = ("v8.compile", "v8.compileModule")
METHOD = "the page without the scripts of this site"


class PageThirdParties(PageDetector):
    """Other sites whose scripts keep the page's main thread busy, or that send it a lot.

    What it looks for: requests and scripts of other sites (registrable domains) than the page's
    own. Main-thread time is that of the outermost functions and evaluations of their scripts, and
    of compiling them. From `time` on a site is a warning; from `note` or `size` on a note.

    Why it matters: it is code that nobody here wrote, that changes without notice and that runs
    before the page's own.

    How sure it is: addresses and times are exact. Which sites belong to the page's owner (a content
    network, an API under another name) the recording does not say.

    How to fix it: load it later (`async`, after the first view), in a frame or a worker, through a
    façade, or not at all.

    Learnt from: DevTools' 3rd parties insight and Lighthouse's third-party summary (250 ms of
    blocking).
    """

    name = "page-third-parties"
    title = "Third parties"
    scopes = ("cpu", "network")
    cost = 3
    thresholds = (
        Threshold("time", 250e6, "ns", "of the main thread for one site, to be a warning"),
        Threshold("note", 50e6, "ns", "of the main thread, to be mentioned"),
        Threshold("size", 100e3, "bytes", "from one site, to be mentioned"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per site, the busiest first."""
        page = page_of(study)
        if page is None or not site_of(page.url):
            return
        requests = requests_of(study)
        sites = _by_request(page, requests)
        if not sites:
            return
        _add_scripts(study, page, sites)
        order = sorted(sites.values(), key=lambda site: (-site.busy_ns, -site.sent))
        for site in order[:MOST]:
            if site.busy_ns >= limits["note"] or site.sent >= limits["size"]:
                yield _finding(study, page, requests, site, limits)


@dataclass
class _Site:
    name: str
    places: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    sent: int = 0
    busy_ns: int = 0


def _by_request(page: Page, requests: Requests) -> dict[str, _Site]:
    own, found = site_of(page.url), dict[str, _Site]()
    for i, url in enumerate(requests.url):
        name = site_of(url)
        if name and name != own and not requests.is_document[i]:
            site = found.setdefault(name, _Site(name))
            site.places.append(i)
            site.sent += max(0, int(requests.encoded[i]))
    return found


def _add_scripts(study: Study, page: Page, sites: dict[str, _Site]) -> None:
    """Add the time of the main thread to the sites whose scripts it ran."""
    tracks = study.model.threads.tracks
    rows = rows_named(study, *ENTRIES, *COMPILED)
    rows = rows[np.isin(tracks.of_span[rows], np.array(page.tracks))]
    rows = rows[_outermost(study, rows)]
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        url = text_of(said, "url") or text_of(said, "fileName")
        site = sites.get(site_of(url)) if url else None
        if site is not None:
            site.busy_ns += int(study.model.duration_ns[row])
            site.rows.append(row)


def _outermost(study: Study, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of these slices are in none of the others: bool, one per row."""
    among = np.zeros(len(study.model), np.bool_)
    among[rows] = True
    outer: NDArray[np.bool_] = outside(study, rows, among) < 0
    return outer


def _finding(study: Study, page: Page, requests: Requests, site: _Site, limits: Limits) -> Finding:
    longest = sorted(site.rows, key=lambda row: -int(study.model.duration_ns[row]))
    saving, busy = None, ""
    if site.busy_ns:
        busy = f"; its scripts keep the main thread busy for {duration(site.busy_ns)}"
        whole = sum(int(study.model.duration_ns[row]) for row in longest)
        of = f"main-thread time of {site.name}"
        saving = Saving(site.busy_ns, 0.0, site.busy_ns, "ns", METHOD, of, before=whole)
    return Finding(
        detector=PageThirdParties.name,
        severity=Severity.WARNING if site.busy_ns >= limits["time"] else Severity.INFO,
        title=f"{site.name} {_cost(site)}",
        where=page_name(page),
        why=(
            f"{plural(len(site.places), 'request')} to {site.name}, another site than the page's, "
            f"bring {size(site.sent)}{busy}."
        ),
        verdict=f"{site.name}, another site than the page's, {_cost(site)}",
        entity=site.name,
        measures=(
            Measure("main-thread time", site.busy_ns, "ns", limits["time"]),
            Measure("over the network", site.sent, "bytes", limits["size"]),
            Measure("requests", len(site.places), "count"),
        ),
        evidence=evidence_of_requests(study, requests, site.places, longest),
        confidence=0.8,
        scopes=PageThirdParties.scopes,
        saving=saving,
        how=f"Load what comes from {site.name} after the first view, or not at all.",
        effort=Effort.MEDIUM,
        wrong_if="The site is the page owner’s own, under another name.",
        cause=network_cause(page, site.name, "third party"),
        reach=share_of_page(page, site.busy_ns),
    )


def _cost(site: _Site) -> str:
    if not site.busy_ns:
        return f"sends {size(site.sent)}"
    return f"takes {duration(site.busy_ns)} of the main thread and sends {size(site.sent)}"
