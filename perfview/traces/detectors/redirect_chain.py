"""Requests that are sent from one address to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.kernels.grouping import number_pairs
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import listed
from perfview.traces.patterns.questions import asked_for
from perfview.traces.patterns.sites import Site, gather_sites
from perfview.traces.patterns.span_types import are_requests, span_types
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Groups, estimate
from perfview.traces.study import Study

MOVED = (301, 302, 303, 307, 308)
"""Answers that send the caller elsewhere (RFC 9110, 15.4); 304 and 300 do not."""

METHOD = "traces re-timed without the requests that were only sent elsewhere"
NAMED = 3
LOOKED_AHEAD = 4
"""Spans after a redirect among which the request that follows it is looked for."""


class RedirectChain(RequestDetector):
    """Requests that are answered with another address, to be asked for anew.

    What it looks for: HTTP requests with a status of 301, 302, 303, 307 or 308 after which the same
    caller sends the next request within `pause`, and spans that browsers give as redirects of a
    page (`browser.redirect`). It fires when the redirects of one request take at least `time`
    together, or are at least `hops` one after another.

    Why it matters: each one is a whole way to a server and back, often with a new connection, and
    brings nothing but another address. On a phone's network that is easily a third of a second.

    How sure it is: the status is certain. That the next request of the caller follows the redirect
    is read from its time. The saving is a re-timing of each trace without the redirects.

    How to fix it: ask for the last address at once: the right scheme, host and trailing slash in
    links and in the client's configuration; a rule that goes straight to the end of the chain.

    Learnt from: DevTools' document request latency insight, which names the redirects of a page's
    document, and Lighthouse's redirects audit; RFC 9110 for which answers redirect.
    """

    name = "redirect-chain"
    title = "Redirects"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("time", 100e6, "ns", "that the redirects of a request take, at least"),
        Threshold("hops", 3, "count", "redirects one after another, however quick, at least"),
        Threshold("pause", 50e6, "ns", "between a redirect and what follows it, at most"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per caller and first address, most time first."""
        chains = _chains(study, limits)
        found = gather_sites(study, chains.row, chains.place)
        savings = estimate(study, [each.change for each in found], _without, METHOD)
        for site, saving in zip(found, savings, strict=True):
            yield _finding(study, chains, site, saving, limits)


@dataclass(frozen=True)
class _Chains:
    """Redirects by start. row int32; chain int32: which row of redirects; place int32: chains of
    one operation that begin at one address share it."""

    row: NDArray[np.int32]
    chain: NDArray[np.int32]
    place: NDArray[np.int32]


def _without(study: Study, groups: Groups) -> NDArray[np.int64]:
    return what_if.remove(study, np.concatenate(groups))


def _chains(study: Study, limits: Limits) -> _Chains:
    model, structure = study.model, study.structure
    moved = np.flatnonzero(np.isin(model.http_status, MOVED))
    moved = moved[are_requests(study)[moved]] if len(moved) else moved
    own = np.flatnonzero(span_types(study).begin_with("browser.redirect"))
    either = np.union1d(moved[_goes_on(study, moved, limits["pause"])], own)
    order = np.lexsort((model.start_ns[either], structure.parent[either], structure.trace[either]))
    rows: NDArray[np.int32] = either[order].astype(np.int32)
    start, end = model.start_ns[rows], model.start_ns[rows] + model.duration_ns[rows]
    trace, parent = structure.trace[rows], structure.parent[rows]
    pause = start[1:] - end[:-1]
    linked = (trace[1:] == trace[:-1]) & (parent[1:] == parent[:-1])
    linked &= (pause >= 0) & (pause <= limits["pause"])
    chain = np.append(0, np.cumsum(~linked))[: len(rows)].astype(np.int32)
    size = np.bincount(chain)
    spent = np.bincount(chain, model.duration_ns[rows].astype(np.float64))
    chosen = ((spent >= limits["time"]) | (size >= limits["hops"]))[chain]
    rows, chain = rows[chosen], chain[chosen]
    begins = np.flatnonzero(np.diff(chain, prepend=-1))
    place, _ = number_pairs(study.operations.of_span[rows[begins]], model.peer[rows[begins]])
    return _Chains(rows, chain, np.repeat(place, np.diff(np.append(begins, len(rows)))))


def _goes_on(study: Study, rows: NDArray[np.intp], pause_ns: float) -> NDArray[np.bool_]:
    """Whether a request's caller sends another one soon after its answer."""
    model, structure = study.model, study.structure
    goes = np.zeros(len(rows), np.bool_)
    if not len(rows):
        return goes
    asks, child = are_requests(study), structure.child
    at = np.empty(len(model), np.int64)
    at[child] = np.arange(len(child))
    end = model.start_ns[rows] + model.duration_ns[rows]
    for step in range(1, LOOKED_AHEAD + 1):
        place = np.where(structure.parent[rows] >= 0, at[rows] + step, len(child))
        next_row = child[np.minimum(place, len(child) - 1)] if len(child) else rows
        fits = (place < len(child)) & (structure.parent[next_row] == structure.parent[rows])
        pause = model.start_ns[next_row] - end
        goes |= fits & asks[next_row] & (pause >= 0) & (pause <= pause_ns)
    return goes


def _finding(study: Study, chains: _Chains, site: Site, saving: Saving, limits: Limits) -> Finding:
    rows = site.all_rows
    chain = chains.chain[np.isin(chains.row, rows)]
    _, each, hops = np.unique(chain, return_inverse=True, return_counts=True)
    mine = chains.row[np.isin(chains.row, rows)]
    spent = np.bincount(each, study.model.duration_ns[mine].astype(np.float64))
    service, request = site.names(study)
    first = mine[each == int(spent.argmax())]
    names = list(dict.fromkeys(asked_for(study, int(row)) for row in first[:NAMED]))
    p95, most = site.p95(spent), int(hops.max())
    return Finding(
        detector=RedirectChain.name,
        severity=Severity.WARNING if p95 >= limits["time"] else Severity.INFO,
        title=f"{names[0]} is redirected",
        where=f"{service}, {request}",
        why=(
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} answered with another address, "
            f"at most {plural(most, 'time')} in a row, which takes {duration(p95)} at p95 over "
            f"{plural(len(spent), 'request')}. Nothing but the new address comes of it."
        ),
        verdict=(
            f"`{request}` is sent from one address to the next for {duration(p95)} at p95, in up "
            f"to {number(most)} redirects; asking for the last address at once would save about "
            f"{duration(saving.value)}"
        ),
        entity=f"{service}\n{names[0]}",
        measures=(
            Measure("time in redirects", p95, "ns", limits["time"]),
            Measure("most in a row", most, "count", limits["hops"]),
            Measure("requests with it", site.frequency, "ratio"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.85, len(spent)),
        scopes=RedirectChain.scopes,
        saving=saving,
        how=(
            "Ask for the address at which the chain ends at once: the right scheme, host and "
            "trailing slash in links and configuration. Where old addresses must live on, let one "
            "redirect lead to the end."
        ),
        effort=Effort.SMALL,
        wrong_if="The redirect decides something, such as who is signed in, or which server is near"
        " the caller.",
        cause=site.cause(study, f"{names[0]} redirected"),
        reach=site.reach,
        request=request,
    )
