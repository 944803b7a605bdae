"""Requests that stand in line because HTTP/1.1 sends few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.kernels.grouping import number_pairs
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.attribute_numbers import has_any, numbers_of, rows_having
from perfview.traces.patterns.addresses import host_and_path
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.sites import Site, gather_sites, shortened_by
from perfview.traces.patterns.span_types import are_requests
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Groups, estimate
from perfview.traces.study import Study

STARTED_KEYS = ("http.request.request_start", "http.request_start", "requestStart")
"""When the browser sent a request on its way (PerformanceResourceTiming.requestStart); the span
begins when the page asked for it."""

VERSION_KEYS = ("network.protocol.version", "http.version", "http.flavor")
_FIRST = re.compile(r"\s*(http/)?1(\.[01])?\s*", re.IGNORECASE)
METHOD = "traces re-timed without the time that requests stood in line"


class HttpOverhead(RequestDetector):
    """Requests that wait for a free connection because the server speaks HTTP/1.1.

    What it looks for: requests over HTTP/1.1 from one page to one host that overlap, at least
    `requests` in a row, each waiting at least as long as the one before between being asked for
    and being sent, the last of them longer than `delay`.

    Why it matters: a browser opens six connections to a host, and over HTTP/1.1 each carries one
    request at a time. The seventh waits until one of the six has its answer, however fast the
    server is.

    How sure it is: the delays are the browser's own measurements. Connecting and looking up the
    host's name are in them as well, but growing delays are a queue. The saving is a re-timing of
    the page without the delays; HTTP/2 shares one line among all, so it may be less.

    How to fix it: switch HTTP/2 or HTTP/3 on at the server or the CDN; ask for less in one go.

    Learnt from: Sentry's HTTP/1.1 Overhead detector (500 ms); DevTools' modern HTTP insight.
    """

    name = "http-overhead"
    title = "HTTP/1.1 overhead"
    scopes = ("network", "render")
    cost = 2
    thresholds = (
        Threshold("requests", 6, "count", "that overlap and wait longer and longer, at least"),
        Threshold("delay", 500e6, "ns", "of the last one; what waits longer is reported"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per host and calling service, most time first."""
        if not has_any(study, STARTED_KEYS) or not has_any(study, VERSION_KEYS):
            return
        queue = _queued(study, limits)
        found = gather_sites(study, queue.row, queue.host)
        delay = np.zeros(len(study.model))
        delay[queue.row] = queue.delay_ns
        kept = 1 - delay / np.maximum(study.model.duration_ns, 1)

        def without_delays(study: Study, groups: Groups) -> NDArray[np.int64]:
            return what_if.retime(study, shortened_by(study, groups, np.maximum(kept, 0)))

        savings = estimate(study, [each.change for each in found], without_delays, METHOD)
        for site, saving in zip(found, savings, strict=True):
            yield _finding(study, site, delay[site.all_rows], saving, limits)


@dataclass(frozen=True)
class _Queue:
    """Requests that stood in line: row int32, host int32 (a number per service and host),
    delay_ns float64: between being asked for and being sent."""

    row: NDArray[np.int32]
    host: NDArray[np.int32]
    delay_ns: NDArray[np.float64]


def _queued(study: Study, limits: Limits) -> _Queue:
    model, trace = study.model, study.structure.trace
    asking = _where_some_wait(study, limits)
    rows = rows_having(study, STARTED_KEYS, asking[_is_first_version(study, asking)])
    delay = _delays(study, rows)
    known = ~np.isnan(delay)
    rows, delay = rows[known], delay[known]
    host = _hosts(study, rows)
    order = np.lexsort((delay, model.start_ns[rows], host, trace[rows]))
    rows, delay, host = rows[order], delay[order], host[order]
    start, end = model.start_ns[rows], model.start_ns[rows] + model.duration_ns[rows]
    linked = (trace[rows][1:] == trace[rows][:-1]) & (host[1:] == host[:-1])
    linked &= (delay[1:] >= delay[:-1]) & (start[1:] < end[:-1])
    chain = np.append(0, np.cumsum(~linked))[: len(rows)]
    size = np.bincount(chain)
    last = np.cumsum(size) - 1
    fires = (size >= limits["requests"]) & (delay[last] > limits["delay"])
    chosen = fires[chain]
    return _Queue(rows[chosen], host[chosen], delay[chosen])


def _where_some_wait(study: Study, limits: Limits) -> NDArray[np.intp]:
    """The requests of traces that have enough of them, one as long as a delay must be."""
    asking = np.flatnonzero(are_requests(study))
    trace, traces = study.structure.trace[asking], study.structure.traces
    many = np.bincount(trace, minlength=traces) >= limits["requests"]
    long = np.zeros(traces, np.bool_)
    long[trace[study.model.duration_ns[asking] >= limits["delay"]]] = True
    chosen: NDArray[np.intp] = asking[(many & long)[trace]]
    return chosen


def _is_first_version(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of these requests went over HTTP/1.0 or 1.1."""
    hit = np.zeros(len(rows), np.bool_)
    for key in VERSION_KEYS:
        column = attribute_column(study, key)
        first = [bool(_FIRST.fullmatch(str(value))) for value in column.values] + [False]
        hit |= np.array(first, np.bool_)[column.of_span[rows]]
    return hit


def _delays(study: Study, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Between a span's start and the sending of its request, ns; NaN where that makes no sense.

    The moment is written in s, ms, us or ns since the epoch: whichever lies near the span's start.
    """
    moment = numbers_of(study, rows, STARTED_KEYS)
    start = study.model.start_ns[rows].astype(np.float64)
    spent = study.model.duration_ns[rows].astype(np.float64)
    delay = np.full(len(rows), np.nan)
    for factor in (1e9, 1e6, 1e3, 1.0):
        # A float of the epoch's size is only good to a quarter of a microsecond.
        ago = np.rint((moment - start / factor) * factor / 1e3) * 1e3
        fits = np.isnan(delay) & (ago >= -1e6) & (ago <= spent + 1e6)
        delay[fits] = np.maximum(ago[fits], 0)
    return delay


def _hosts(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """A number for each service and the host it asks; addresses without one go to the peer."""
    model = study.model
    url, place = np.unique(model.url[rows], return_inverse=True)
    numbers: dict[str, int] = {}
    named = [
        numbers.setdefault(host_and_path(model.strings[i])[0].lower(), len(numbers))
        for i in url.tolist()
    ]
    host = np.array(named, np.int32)[place] if len(rows) else np.zeros(0, np.int32)
    own = numbers.get("", -1)
    peer = np.where(host == own, model.peer[rows] + np.int32(len(numbers) + 1), host)
    number, _ = number_pairs(model.service[rows], peer.astype(np.int32))
    return number


def _finding(
    study: Study,
    site: Site,
    delays: NDArray[np.float64],
    saving: Saving,
    limits: Limits,
) -> Finding:
    service, request = site.names(study)
    row = int(site.all_rows[0])
    host = host_and_path(study.model.strings[study.model.url[row]])[0]
    host = host or study.model.strings[study.model.peer[row]] or "its own host"
    requests = len(site.all_rows) / max(1, len(np.unique(study.structure.trace[site.all_rows])))
    longest = float(delays.max())
    return Finding(
        detector=HttpOverhead.name,
        severity=Severity.WARNING,
        title=f"Requests to {host} wait for a connection",
        where=f"{service} → {host}, {request}",
        why=(
            f"{plural(round(requests), 'request')} of a page to {host} overlap over HTTP/1.1, "
            f"which sends six at a time. Each waits longer than the one before, "
            f"at most {duration(longest)}, before it is even sent; seen in "
            f"{plural(site.requests, 'load')} of `{request}`."
        ),
        verdict=(
            f"`{request}` keeps {number(round(requests))} requests to {host} waiting up to "
            f"{duration(longest)} for a connection{_gain(saving)}"
        ),
        entity=f"{service}\n{host}",
        measures=(
            Measure("longest wait", longest, "ns", limits["delay"]),
            Measure("requests in line", requests, "count", limits["requests"]),
            Measure("loads with it", site.frequency, "ratio"),
        ),
        evidence=evidence_of(study, site.all_rows),
        confidence=confidence(0.9, site.requests),
        scopes=HttpOverhead.scopes,
        saving=saving,
        how=(
            f"Switch HTTP/2 or HTTP/3 on for {host} (server, load balancer or CDN). Until then, "
            "ask for several things in one request and put off what the first screen does not need."
        ),
        effort=Effort.SMALL,
        wrong_if="The time before sending went into finding the host or into a page that was busy.",
        cause=site.cause(study, f"{host} over HTTP/1.1"),
        reach=site.reach,
        request=request,
    )


def _gain(saving: Saving) -> str:
    """What HTTP/2 would save; nothing is said of a page that waits for something else as long."""
    if saving.value <= 0:
        return ""
    return f"; over HTTP/2 it would save up to {duration(saving.value)} at p95"
