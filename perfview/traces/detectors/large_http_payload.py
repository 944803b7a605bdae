"""Requests that move more data than anybody needs at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, plural, size
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_numbers import has_any, numbers_of, rows_having
from perfview.traces.model import SpanKind
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.questions import asked_for
from perfview.traces.patterns.sites import (
    Site,
    by_address,
    gather_sites,
    shortened_by,
)
from perfview.traces.patterns.span_types import are_requests
from perfview.traces.patterns.web_assets import (
    ENCODED_KEYS,
    REQUEST_KEYS,
    are_prefetched,
    endings_of,
)
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Groups, estimate
from perfview.traces.study import Study

DATA = frozenset({"", "json", "ndjson", "graphql", "xml", "csv"})
"""Endings of addresses that answer with data rather than with a file of a page."""

HALF = 0.5
METHOD = "traces re-timed with these requests taking half as long, as half the data would"
SEVERE = 10
"""Times the limit in size from which on it is critical: 3 MB by default."""


class LargeHttpPayload(RequestDetector):
    """Requests whose answer, or whose own body, is too large.

    What it looks for: HTTP requests that take at least `duration` and whose answer is larger than
    `size` as it went over the wire, or whose own body is. Only those that move data count: an
    address without an ending, or one of JSON and its kin. What is fetched ahead of time
    (prefetched) is left out, and so is the called half where the calling one is in the file.

    Why it matters: the bytes have to be produced, packed, sent, unpacked and turned into objects.
    On a phone's connection of 1 MB/s three hundred kilobytes are a third of a second by themselves.

    How sure it is: the size is what the client measured. How much of the time the size accounts for
    is not in the file; the saving assumes that half the data takes half the time, which is too
    much where the server thinks for long before it answers.

    How to fix it: return a page at a time, only the fields that are used, and compress the answer;
    send large bodies in parts or as a file.

    Learnt from: Sentry's Large HTTP Payload detector (300 kB, 100 ms), which does not look at what
    is sent.
    """

    name = "large-http-payload"
    title = "Large HTTP payload"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("size", 300_000, "bytes", "of a body as sent; what is larger is reported"),
        Threshold("duration", 100e6, "ns", "what the request takes, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address, most time first."""
        for keys in (ENCODED_KEYS, REQUEST_KEYS):
            if not has_any(study, keys):
                continue
            rows, sizes = _large(study, keys, limits)
            found = gather_sites(study, rows, by_address(study, rows))
            savings = estimate(study, [each.change for each in found], _half, METHOD)
            for site, saving in zip(found, savings, strict=True):
                mine = sizes[np.searchsorted(rows, site.all_rows)]
                sent = keys is REQUEST_KEYS
                yield _finding(study, site, mine, saving, limits, sent=sent)


def _large(
    study: Study, keys: tuple[str, ...], limits: Limits
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The rows above the limits, in order, and their sizes in bytes."""
    model = study.model
    slow = np.flatnonzero(model.duration_ns >= limits["duration"])
    rows = rows_having(study, keys, slow, least=int(limits["size"]))
    rows = rows[_counted(study, rows)]
    sizes = numbers_of(study, rows, keys)
    large = sizes > limits["size"]
    rows, sizes = rows[large], sizes[large]
    kept = endings_of(study, rows).among(DATA)
    kept[kept] = ~are_prefetched(study, rows[kept])
    return rows[kept], sizes[kept]


def _counted(study: Study, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether it is a request, seen from its client; from its server where there is no client."""
    parent, model = study.structure.parent[rows], study.model
    asks = are_requests(study)
    serves = (model.kind[rows] == SpanKind.SERVER) & ((parent < 0) | ~asks[parent])
    counted: NDArray[np.bool_] = asks[rows] | serves
    return counted


def _half(study: Study, groups: Groups) -> NDArray[np.int64]:
    scale = np.full(len(study.model), HALF)
    return what_if.retime(study, shortened_by(study, groups, scale))


def _finding(
    study: Study,
    site: Site,
    sizes: NDArray[np.float64],
    saving: Saving,
    limits: Limits,
    *,
    sent: bool,
) -> Finding:
    service, request = site.names(study)
    asked = asked_for(study, int(site.all_rows[0]))
    p95, spent = site.p95(sizes), study.model.duration_ns[site.all_rows]
    verb = "sends" if sent else "fetches"
    return Finding(
        detector=LargeHttpPayload.name,
        severity=Severity.CRITICAL if p95 > SEVERE * limits["size"] else Severity.WARNING,
        title=f"{asked} {'is sent' if sent else 'answers with'} {size(p95)}",
        where=f"{service}, {request}",
        why=(
            f"`{asked}` {verb} {size(p95)} at p95 and at most {size(float(sizes.max()))}, in "
            f"{duration(site.p95(spent))} at p95, over {plural(len(sizes), 'call')} above "
            f"{size(limits['size'])}, in {plural(site.requests, 'request')} to `{request}`."
        ),
        verdict=(
            f"`{request}` {verb} {size(p95)} with `{asked}`; half of it would save about "
            f"{duration(saving.value)} at p95"
        ),
        entity=f"{service}\n{asked}\n{verb}",
        measures=(
            Measure("body", p95, "bytes", limits["size"]),
            Measure("largest body", float(sizes.max()), "bytes", limits["size"]),
            Measure("duration", site.p95(spent), "ns", limits["duration"]),
            Measure("requests", len(sizes), "count"),
        ),
        evidence=evidence_of(study, site.all_rows),
        confidence=confidence(0.8, len(sizes)),
        scopes=LargeHttpPayload.scopes,
        saving=saving,
        how=(
            f"Send less with `{asked}`: in parts that can be resumed, compressed, or only what has "
            "changed."
            if sent
            else f"Let `{asked}` return a page at a time and only the fields that are used, "
            "compressed with gzip or Brotli; what seldom changes can be kept by the client "
            "(ETag, Cache-Control)."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The caller needs all of it at once, and the time goes into producing it.",
        cause=site.cause(study, f"{asked} {verb} much"),
        reach=site.reach,
        request=request,
    )
