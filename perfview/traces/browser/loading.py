"""What detectors of a page's loading and network say alike: evidence, causes, savings."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from perfview.findings.finding import Evidence, Saving
from perfview.traces.browser.causes import page_name, page_part
from perfview.traces.browser.navigations import Navigation
from perfview.traces.browser.page import Page
from perfview.traces.browser.requests import Requests
from perfview.traces.patterns.evidence import MOST_ROWS
from perfview.traces.study import Study

FETCHED = ("fetch", "xmlhttprequest")
"""How script asks for data."""


def evidence_of_requests(
    study: Study, requests: Requests, places: Iterable[int], more: Iterable[int] = ()
) -> Evidence:
    """The events that prove these requests, in the order given; `more` rows come first."""
    rows = list(dict.fromkeys(row for i in places for row in requests.rows(int(i))))
    return evidence_of_rows(study, [*more, *rows])


def evidence_of_rows(study: Study, rows: Iterable[int]) -> Evidence:
    """These rows of the model, most telling first as they come, and the tasks they are in."""
    chosen = np.array(list(dict.fromkeys(rows)), np.int32)
    groups = list(dict.fromkeys(study.structure.trace[chosen].tolist()))
    return Evidence(chosen[:MOST_ROWS], np.array(groups, np.int32), len(chosen))


def network_cause(page: Page, subject: str, why: str) -> str:
    """The page, what is asked for, what is wrong with it."""
    return "\n".join((page_part(page), subject, why))


def shown_after(navigation: Navigation) -> tuple[str, int]:
    """The latest mark of loading that the recording has: its name, and ns from the navigation's
    start; ("", 0) without any."""
    marks = (
        ("largest contentful paint", navigation.largest_contentful_paint_ns),
        ("first contentful paint", navigation.first_contentful_paint_ns),
        ("load", navigation.load_ns),
        ("DOM content loaded", navigation.content_loaded_ns),
    )
    for name, at_ns in marks:
        if at_ns >= 0:
            return name, max(0, at_ns - navigation.start_ns)
    return "", 0


def paint_saving(
    page: Page, navigation: Navigation, value: float, low: float, high: float, method: str
) -> Saving | None:
    """So much earlier would the page be seen (ns); None when no mark tells when it is.

    Nothing can be saved beyond the mark itself.
    """
    name, before = shown_after(navigation)
    if not before:
        return None
    value, low, high = (float(min(max(0.0, each), before)) for each in (value, low, high))
    if high <= 0:
        return None
    return Saving(value, low, high, "ns", method, of=f"{name} of {page_name(page)}", before=before)


def share_of_bytes(page: Page, requests: Requests) -> float:
    """The part (0-1) of a visitor's wait that goes to the bytes of the page at `BYTES_PER_S`.

    On a recording's own network, often the same machine, bytes cost nothing, which says nothing.
    """
    needed_ns = float(np.maximum(requests.encoded, 0).sum()) / BYTES_PER_S * 1e9
    return needed_ns / (needed_ns + busy_ns(page, requests))


BYTES_PER_S = 10_240 * 1024 / 8
"""The desktop network that Lighthouse simulates ("dense 4G", 10,240 kbit/s)."""


def busy_ns(page: Page, requests: Requests) -> int:
    """How long the page loaded, painted or waited for answers at all, ns; what comes after that
    in the recording is nobody's."""
    ends = [int(requests.end_ns.max())] if len(requests) else []
    for each in page.navigations:
        ends += [each.load_ns, each.largest_contentful_paint_ns, each.content_loaded_ns]
    return max(1, max(ends, default=page.end_ns) - page.start_ns)
