"""Text that is sent to a page as it is, though it compresses well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import number, percent, plural, size
from perfview.traces.browser.addresses import parts_of, short
from perfview.traces.browser.causes import page_name
from perfview.traces.browser.loading import evidence_of_requests, network_cause, share_of_bytes
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.naming import listed
from perfview.traces.study import Study

NAMED = 3
SAVED = {"css": 0.8, "html": 0.67, "javascript": 0.67}
"""The part that gzip takes off, by what the MIME type has in it (DevTools' estimates)."""
SAVED_ELSE = 0.5
TEXT = ("text/", "javascript", "json", "xml", "manifest", "font/ttf", "font/otf")
METHOD = "gzip takes two thirds off code and HTML, four fifths off CSS, half off other text"


class PageCompression(PageDetector):
    """Text that a server sends uncompressed.

    What it looks for: documents, scripts, style sheets, JSON and other text that came over the
    network without a `Content-Encoding` and in as many bytes as it has, of at least `size`. They
    are put together by host: one setting of the server changes all. When about `saving` could be
    saved, it is a warning, from `note` on a note.

    Why it matters: code and markup shrink to a third or less. On a slow network the page waits for
    every byte of it.

    How sure it is: that it came uncompressed is certain; how much smaller it would be is an
    estimate by its type. On the network of this recording it may have cost hardly any time: what
    is given as saved are bytes.

    How to fix it: turn on Brotli or gzip in the web server or at the edge, for all text.

    Learnt from: DevTools' document request latency insight (1400 B, estimates by type; only the
    document), Sentry's uncompressed assets (512 kB).
    """

    name = "page-compression"
    title = "Uncompressed text"
    scopes = ("network",)
    cost = 1
    thresholds = (
        Threshold("size", 1400, "bytes", "that is too little to be worth it"),
        Threshold("saving", 50e3, "bytes", "that compressing would save, to be a warning"),
        Threshold("note", 10e3, "bytes", "that it would save, to be mentioned at all"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per host, most bytes first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        groups: dict[str, list[int]] = defaultdict(list)
        for i in np.flatnonzero(_uncompressed(requests, limits["size"])).tolist():
            groups[parts_of(requests.url[i]).netloc].append(i)
        saved = saved_by_compressing(requests)
        for places in sorted(groups.values(), key=lambda places: -saved[places].sum()):
            places.sort(key=lambda i: -int(saved[i]))
            if saved[places].sum() >= limits["note"]:
                yield _finding(study, page, requests, places, saved, limits)


def _uncompressed(requests: Requests, least: float) -> NDArray[np.bool_]:
    bare = np.array([encoding in ("", "identity") for encoding in requests.encoding], np.bool_)
    # Whatever the headers say: what came in fewer bytes than it has was compressed.
    bare &= (requests.encoded >= requests.decoded) & (requests.decoded >= 0)
    text = np.array([any(part in mime for part in TEXT) for mime in requests.mime], np.bool_)
    web = np.array([url.startswith("http") for url in requests.url], np.bool_)
    came = ~requests.is_cached & ~requests.from_worker & ~requests.is_failed
    found: NDArray[np.bool_] = bare & text & web & came & (requests.decoded >= least)
    return found


def saved_by_compressing(requests: Requests) -> NDArray[np.int64]:
    """Bytes that each answer would be smaller by if it were compressed, int64 (r)."""
    part = [
        next((share for kind, share in SAVED.items() if kind in mime), SAVED_ELSE)
        for mime in requests.mime
    ]
    return (np.maximum(requests.decoded, 0) * np.array(part, np.float64)).astype(np.int64)


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    places: list[int],
    saved: NDArray[np.int64],
    limits: Limits,
) -> Finding:
    total = int(saved[places].sum())
    sent = int(requests.decoded[places].sum())
    host = parts_of(requests.url[places[0]]).netloc
    names = listed([short(requests.url[i], page.url) for i in places[:NAMED]])
    more = f" and {number(len(places) - NAMED)} more" if len(places) > NAMED else ""
    download = np.maximum(requests.end_ns - requests.headers_ns, 0)[places]
    first = short(requests.url[places[0]], page.url)
    title = first if len(places) == 1 else f"{plural(len(places), 'text file')} from {host}"
    whole = float(np.maximum(requests.encoded, 0).sum())
    return Finding(
        detector=PageCompression.name,
        severity=Severity.WARNING if total >= limits["saving"] else Severity.INFO,
        title=f"{title} ({size(sent)}) {'comes' if len(places) == 1 else 'come'} uncompressed",
        where=page_name(page),
        why=(
            f"{names}{more} came over the network without compression, {size(sent)} together, "
            f"where about {size(sent - total)} would do ({percent(total / max(1, sent))} less)."
        ),
        verdict=(
            f"{names}{more} {'is' if len(places) == 1 else 'are'} sent uncompressed; compression "
            f"would save about {size(total)} of {size(sent)}"
        ),
        entity=f"{host.partition(':')[0]} text",
        measures=(
            Measure("sent uncompressed", sent, "bytes", limits["size"]),
            Measure("could be saved", total, "bytes", limits["saving"]),
            Measure("time it took to arrive", int(download.sum()), "ns"),
            Measure("answers", len(places), "count"),
        ),
        evidence=evidence_of_requests(study, requests, places),
        confidence=confidence(0.95, max(10, len(places))),
        scopes=PageCompression.scopes,
        saving=Saving(
            total, total * 0.7, total * 1.15, "bytes", METHOD, f"bytes of {page_name(page)}", whole
        ),
        how=f"Let {host} compress all text with Brotli or gzip.",
        example=Example(
            before="gzip off;",
            after="gzip on;\ngzip_types text/css text/javascript application/json image/svg+xml;",
            language="nginx",
            place=host,
        ),
        effort=Effort.SMALL,
        wrong_if="A proxy on the users’ way compresses what this server does not.",
        cause=network_cause(page, first if len(places) == 1 else f"text of {host}", "size"),
        reach=share_of_bytes(page, requests),
    )
