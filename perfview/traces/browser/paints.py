"""Where the time until the largest contentful paint goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.traces.browser.navigations import Navigation
from perfview.traces.browser.page import Page
from perfview.traces.browser.requests import Requests


@dataclass(frozen=True)
class Phase:
    """A stretch of the way to the paint: what it is for a sentence, and its length in ns."""

    name: str
    duration_ns: int


@dataclass(frozen=True)
class PaintPhases:
    """The way to the largest contentful paint, end to end, from the navigation's start.

    https://web.dev/articles/optimize-lcp: time to first byte, load delay, load duration, render
    delay; text has no load. `document` and `image` are places in `Requests`, -1 for none.
    """

    phases: tuple[Phase, ...]
    document: int
    image: int

    @property
    def longest(self) -> Phase:
        """The stretch where most time goes."""
        return max(self.phases, key=lambda phase: phase.duration_ns)


def paint_phases(page: Page, requests: Requests, navigation: Navigation) -> PaintPhases | None:
    """The phases of a navigation's largest paint; None without one, or without its document's
    request."""
    largest = navigation.largest_paint
    document = document_of(page, requests, navigation)
    if largest is None or document < 0 or requests.headers_ns[document] < 0:
        return None
    begin, first = navigation.start_ns, int(requests.headers_ns[document])
    first = min(max(first, begin), largest.time_ns)
    image = image_of(page, requests, navigation)
    marks = [("waiting for the document", begin, first)]
    if image >= 0:
        asked = min(max(int(requests.start_ns[image]), first), largest.time_ns)
        loaded = min(max(int(requests.end_ns[image]), asked), largest.time_ns)
        marks += [
            ("until the image is asked for", first, asked),
            ("loading the image", asked, loaded),
            ("until it is painted", loaded, largest.time_ns),
        ]
    else:
        marks.append(("until it is painted", first, largest.time_ns))
    phases = tuple(Phase(name, end - start) for name, start, end in marks)
    return PaintPhases(phases, document, image)


def document_of(page: Page, requests: Requests, navigation: Navigation) -> int:
    """The place of the request for a navigation's document, -1 for none."""
    place = page.navigations.index(navigation)
    found = np.flatnonzero(requests.is_document & (requests.navigation == place))
    return int(found[0]) if len(found) else -1


def image_of(page: Page, requests: Requests, navigation: Navigation) -> int:
    """The place of the request for the image that was painted largest, -1 for none."""
    largest = navigation.largest_paint
    if largest is None or not largest.image_url:
        return -1
    place = page.navigations.index(navigation)
    for i in np.flatnonzero(requests.navigation == place).tolist():
        if largest.image_url in (requests.url[i], requests.first_url[i]):
            return i
    return -1
