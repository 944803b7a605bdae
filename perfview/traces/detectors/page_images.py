"""Pictures that are larger than what is seen of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import number, percent, size
from perfview.traces.browser.addresses import short
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.events import number_of, rows_named, said_of, text_of
from perfview.traces.browser.loading import evidence_of_requests, network_cause, share_of_bytes
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study

NAMED = 3
OLD = ("image/png", "image/jpeg", "image/jpg", "image/bmp", "image/gif")
MODERN_BYTES = 2 / 12
"""Bytes a pixel takes in AVIF, generously (DevTools)."""
METHOD = "the picture at twice the size it has on the screen, in a modern format"


class PageImages(PageDetector):
    """Pictures with more pixels than are shown, in formats that need more bytes than others, or
    moving ones as GIF.

    What it looks for: pictures of the page that came over the network and were painted. Pixels
    beyond `density` times their width and height on the screen (for sharp screens) count as wasted,
    as do bytes beyond one for six pixels of PNG, JPEG and the like, and half of a GIF of more than
    `gif`. Each picture
    counts from `image` on (`responsive` when only its size is at fault). When all of them could be
    `saving` smaller it is a warning, otherwise a note.

    Why it matters: pictures are most of what most pages load. What is not seen has to be loaded and
    unpacked all the same.

    How sure it is: sizes are exact, and so is what was painted where in this recording. On a larger
    window it may need more. What another format would save is an estimate.

    How to fix it: `srcset` with several sizes, WebP or AVIF, a film instead of a GIF.

    Learnt from: DevTools' improve image delivery insight (4096 B, 12 288 B when only the size is
    wrong, GIFs beyond 100 KiB); it takes the screen's own density, which a recording rarely tells.
    """

    name = "page-images"
    title = "Oversized pictures"
    scopes = ("network", "memory")
    cost = 1
    thresholds = (
        Threshold("image", 4096, "bytes", "that a picture could be smaller"),
        Threshold("responsive", 12288, "bytes", "that it could be when only its size is at fault"),
        Threshold("gif", 102400, "bytes", "of a GIF"),
        Threshold("density", 2, "ratio", "of screens that pictures have to be sharp on"),
        Threshold("saving", 200e3, "bytes", "that all could be smaller, to be a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most one finding, for all pictures of the page."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        painted = _painted(study, requests)
        found = [_judged(requests, each, limits) for each in painted.values()]
        worth = [each for each in found if each.saved >= each.least]
        if worth:
            worth.sort(key=lambda each: -each.saved)
            yield _finding(study, page, requests, worth, limits)


@dataclass
class _Painted:
    """A picture, its own size and the largest it was painted in, in pixels."""

    request: int
    row: int
    own: tuple[float, float]
    shown: tuple[float, float]


@dataclass(frozen=True)
class _Judged:
    picture: _Painted
    saved: float
    least: float
    is_too_large: bool


def _painted(study: Study, requests: Requests) -> dict[int, _Painted]:
    by_url = {
        url: i
        for i, url in enumerate(requests.url)
        if requests.mime[i].startswith("image/") and not requests.is_cached[i]
    }
    rows = rows_named(study, "PaintImage") if by_url else np.zeros(0, np.int32)
    found: dict[int, _Painted] = {}
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        i = by_url.get(text_of(said, "url"), -1)
        own = number_of(said, "srcWidth"), number_of(said, "srcHeight")
        shown = number_of(said, "width"), number_of(said, "height")
        if i < 0 or min(own) <= 0 or min(shown) <= 0:
            continue
        each = found.setdefault(i, _Painted(i, row, own, shown))
        each.shown = max(each.shown, shown)
    return found


def _judged(requests: Requests, picture: _Painted, limits: Limits) -> _Judged:
    i = picture.request
    sent, mime = float(requests.encoded[i]), requests.mime[i]
    pixels = picture.own[0] * picture.own[1]
    needed = picture.shown[0] * picture.shown[1] * limits["density"] ** 2
    oversize = max(0.0, 1 - needed / pixels)
    if mime == "image/svg+xml" or sent <= 0:
        return _Judged(picture, 0.0, limits["image"], False)
    kept = sent * (1 - oversize)
    least = limits["responsive"] if oversize else limits["image"]
    if mime == "image/gif" and sent > limits["gif"]:
        kept, least = kept / 2, limits["image"]
    elif mime in OLD and kept > min(pixels, needed) * MODERN_BYTES + limits["image"]:
        kept, least = min(pixels, needed) * MODERN_BYTES, limits["image"]
    return _Judged(picture, sent - kept, least, oversize > 0)


def _finding(
    study: Study, page: Page, requests: Requests, worth: list[_Judged], limits: Limits
) -> Finding:
    places = [each.picture.request for each in worth]
    saved = sum(each.saved for each in worth)
    sent = float(requests.encoded[places].sum())
    whole = float(np.maximum(requests.encoded, 0).sum())
    told = "; ".join(_told(page, requests, each) for each in worth[:NAMED])
    more = f"; and {number(len(worth) - NAMED)} more" if len(worth) > NAMED else ""
    first = short(requests.url[places[0]], page.url)
    subject = first if len(worth) == 1 else f"{number(len(worth))} pictures"
    return Finding(
        detector=PageImages.name,
        severity=Severity.WARNING if saved >= limits["saving"] else Severity.INFO,
        title=f"{subject} could be {size(saved)} smaller",
        where=page_name(page),
        why=f"{told}{more}. Together they could be {percent(saved / max(1.0, sent))} smaller.",
        verdict=f"{subject} could be {size(saved)} smaller, of {size(sent)}",
        entity=f"pictures {first}",
        measures=(
            Measure("could be saved", saved, "bytes", limits["saving"]),
            Measure("loaded", sent, "bytes"),
            Measure("pictures", len(worth), "count"),
        ),
        evidence=evidence_of_requests(study, requests, places, [w.picture.row for w in worth]),
        confidence=0.75,
        scopes=PageImages.scopes,
        saving=Saving(
            saved, saved * 0.5, saved, "bytes", METHOD, f"bytes of {page_name(page)}", whole
        ),
        how=f"Send {first} in the size it is shown in (`srcset`), as WebP or AVIF.",
        example=Example(
            before=f'<img src="{first}">',
            after=f'<img src="{first}" srcset="small.avif 400w, large.avif 1200w" sizes="50vw">',
            language="html",
        ),
        effort=Effort.SMALL,
        wrong_if="It is shown larger elsewhere, or zoomed into.",
        cause=network_cause(page, first if len(worth) == 1 else "pictures", "size"),
        reach=share_of_bytes(page, requests),
    )


def _told(page: Page, requests: Requests, each: _Judged) -> str:
    picture, i = each.picture, each.picture.request
    name = f"{short(requests.url[i], page.url)} ({size(float(requests.encoded[i]))})"
    own = f"{picture.own[0]:.0f} × {picture.own[1]:.0f}"
    shown = f"{picture.shown[0]:.0f} × {picture.shown[1]:.0f}"
    if each.is_too_large:
        return f"{name} has {own} pixels and is shown in {shown}"
    return f"{name} is a {requests.mime[i].removeprefix('image/').upper()} of {own} pixels"
