"""Images that take long to decode."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural, three_figures
from perfview.traces.browser.causes import page_name, page_part, share_of_page
from perfview.traces.browser.images import Painted, decodings, painted
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.study import Study

OVERSIZED = 4.0
"""Pixels in the file for each shown: twice the width is for dense screens, more is waste."""

METHOD = "decoding in proportion to pixels, with images no larger than twice what is shown"


class ImageDecode(PageDetector):
    """Images whose decoding takes long, most often because they have far too many pixels.

    What it looks for: decoding slices of the page's process. It fires when one takes at least
    `longest` or all of them `total`, or when at least `main` of it is on the main thread. It is a
    warning on the main thread, or when an image has more than four times the pixels that are shown;
    otherwise a note.

    Why it matters: an image appears only when it is decoded, and decoding grows with its pixels,
    not with its bytes. Memory does so too: four bytes a pixel.

    How sure it is: the times are exact, but decoding slices name no image: the one with most pixels
    that was painted is taken.

    How to fix it: deliver images in the size they are shown (`srcset` and `sizes`), and decode
    large ones ahead (`decoding="async"`, `img.decode()`).

    Learnt from: Sentry's image decoding on the main thread; DevTools' image delivery insight, which
    counts bytes, not decoding.
    """

    name = "image-decode"
    title = "Slow image decoding"
    scopes = ("render", "memory")
    cost = 2
    thresholds = (
        Threshold("longest", 100e6, "ns", "the longest one image may take to decode"),
        Threshold("total", 500e6, "ns", "all images together"),
        Threshold("main", 50e6, "ns", "decoding on the main thread"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        page = page_of(study)
        if page is None:
            return
        rows = decodings(study, page)
        if not len(rows):
            return
        spent = study.model.duration_ns[rows]
        main = int(spent[on_main_thread(study, page)[rows]].sum())
        fires = spent.max() >= limits["longest"] or spent.sum() >= limits["total"]
        if fires or main >= limits["main"]:
            yield _finding(study, page, rows, main, limits)


def _finding(
    study: Study, page: Page, rows: NDArray[np.int32], main: int, limits: Limits
) -> Finding:
    spent = study.model.duration_ns[rows]
    longest, total = int(spent.max()), int(spent.sum())
    images = painted(study, page)
    largest = images[0] if images else None
    is_oversized = largest is not None and largest.excess > OVERSIZED
    grave = is_oversized or main >= limits["main"]
    spared = total * (1 - OVERSIZED / largest.excess) if largest and is_oversized else total / 2
    shown = np.array([largest.row] if largest else [], np.int32)
    return Finding(
        detector=ImageDecode.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"Decoding images takes {duration(total)}",
        where=page_name(page),
        why=(
            f"{plural(len(rows), 'decoding')} {'take' if len(rows) > 1 else 'takes'} "
            f"{duration(total)}, the longest {duration(longest)}"
            f"{f'; {duration(main)} of it on the main thread' if main else ''}.{_size(largest)}"
        ),
        verdict=(
            f"decoding images takes {duration(total)} on `{page_name(page)}`"
            f"{f', most likely `{_file(largest)}`' if largest else ''}"
        ),
        entity="image decoding",
        measures=(
            Measure("longest decoding", longest, "ns", limits["longest"]),
            Measure("all decoding", total, "ns", limits["total"]),
            Measure("on the main thread", main, "ns", limits["main"]),
        ),
        evidence=evidence_of(study, np.concatenate([rows, shown])),
        confidence=confidence(0.85 if is_oversized else 0.7, 10 * len(rows)),
        scopes=ImageDecode.scopes,
        saving=Saving(
            spared, spared / 2, total, "ns", METHOD, f"image decoding of {page_name(page)}", total
        ),
        how="Deliver images in the size they are shown (`srcset`), and decode large ones ahead.",
        effort=Effort.SMALL,
        wrong_if="People zoom into these images, or they are decoded before anybody looks.",
        cause=f"{page_part(page)}\nimages\ndecoding",
        reach=share_of_page(page, total),
    )


def _size(image: Painted | None) -> str:
    if image is None:
        return ""
    much = (
        f", {three_figures(image.excess)} times the pixels shown"
        if image.excess > OVERSIZED
        else ""
    )
    return (
        f" The largest, `{_file(image)}`, has {number(image.width)} × {number(image.height)} "
        f"pixels{much}."
    )


def _file(image: Painted | None) -> str:
    if image is None:
        return ""
    try:
        path = urlsplit(image.url).path
    except ValueError:
        return shortened(image.url)
    return shortened(path.rsplit("/", 1)[-1] or image.url)
