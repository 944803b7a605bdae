"""Endpoints that answer fewer requests than they should, or stop keeping up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, percent, plural, quantity, three_figures
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.rates import Rates, rates_of, saturated
from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    is_long_lived,
    service_name,
)
from perfview.traces.study import Study

MOST = 10
FEWEST = 20
"""Requests below which a rate says nothing."""


class Throughput(RequestDetector):
    """Requests answered per second, against a limit and against the endpoint's own usual rate.

    What it looks for: endpoints with fewer requests per second over the recording than `least`
    (which is practically off until you set what you expect), and endpoints that stop keeping up:
    for two windows of time or more (a fortieth of the recording each, from fifteen requests on)
    they answer `drop` fewer requests than usual, beyond chance, while the middle one takes
    `slowdown` times as long as in good times.

    Why it matters: fewer answers at higher latency is what saturation looks like: a queue grows
    somewhere, and more load only makes it worse. A drop alone may just be a quiet hour, which is
    why both have to come together.

    How sure it is: counts are exact, windows with too few requests are not judged. Sampling thins
    all rates alike; a sampler that adapts to load distorts them. What saturates is not said here.

    How to fix it: look at what the slow windows wait for (locks, pools, garbage collection, a
    database), shed load before the queue grows, and test how much the service bears.

    Learnt from: Gregg's USE method (saturation); Gunther's Universal Scalability Law (throughput
    that falls under load); Google's Site Reliability Engineering, Handling Overload.
    """

    name = "throughput"
    title = "Throughput"
    scopes = ("network", "cpu")
    cost = 1
    thresholds = (
        Threshold("least", 1e-6, "per-second", "requests per second an endpoint should reach"),
        Threshold("drop", 0.30, "ratio", "fewer answers than usual, at least"),
        Threshold("slowdown", 2.0, "ratio", "middle request to that of good times, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """Endpoints that do not keep up, then those below the limit, most requests first."""
        endpoints = study.endpoints
        order = np.argsort(-endpoints.count, kind="stable")[: 4 * MOST].tolist()
        order = [k for k in order if endpoints.count[k] >= FEWEST and not is_long_lived(study, k)]
        told = 0
        for endpoint in order:
            rates = rates_of(study, endpoint)
            run = saturated(rates, limits["drop"], limits["slowdown"]) if rates else None
            if rates is not None and run is not None and told < MOST:
                told += 1
                yield _saturation(study, endpoint, rates, run, limits)
        for endpoint in order:
            if endpoints.per_second[endpoint] < limits["least"] and told < 2 * MOST:
                told += 1
                yield _too_few(study, endpoint, limits)


def _saturation(
    study: Study, endpoint: int, rates: Rates, run: tuple[int, int], limits: Limits
) -> Finding:
    name, (first, last) = endpoint_name(study, endpoint), run
    done = float(rates.done[first:last].mean()) / rates.seconds
    offered = float(rates.offered[first:last].mean()) / rates.seconds
    usual = float(np.median(rates.done)) / rates.seconds
    here = float(np.nanmedian(rates.p50_ns[first:last])) if last > first else 0.0
    quick = float(np.nanpercentile(rates.p50_ns, 25))
    here = here if np.isfinite(here) else float(np.nanmax(rates.p50_ns))
    inside = (rates.begun < last) & (rates.ended >= first)
    traces = rates.traces[inside]
    begin = (int(rates.begun.min()) + first) * rates.seconds * 1e9
    behind = int((rates.offered - rates.done)[:last].sum())
    return Finding(
        detector=Throughput.name,
        severity=Severity.WARNING,
        title=f"{name} stops keeping up",
        where=f"{service_name(study, int(study.endpoints.operation[endpoint]))}, {name}",
        why=(
            f"{duration(begin)} into its requests `{name}` falls from "
            f"{quantity(usual, 'per-second')} to {quantity(done, 'per-second')} for "
            f"{duration((last - first) * rates.seconds * 1e9)}, while the middle request takes "
            f"{duration(here)} instead of {duration(quick)}. "
            f"{quantity(offered, 'per-second')} are asked for meanwhile"
            f"{_behind(behind)}."
        ),
        verdict=(
            f"`{name}` stops keeping up: {quantity(done, 'per-second')} instead of "
            f"{quantity(usual, 'per-second')} at {three_figures(here / max(quick, 1.0))} times the "
            "latency"
        ),
        entity=f"saturation\n{endpoint_path(study, endpoint)}",
        measures=(
            Measure("fewer answers", 1 - done / max(usual, 1e-9), "ratio", limits["drop"]),
            Measure("slower", here / max(quick, 1.0), "ratio", limits["slowdown"]),
            Measure("answered", done, "per-second"),
            Measure("asked for", offered, "per-second"),
            Measure("usual", usual, "per-second"),
        ),
        evidence=evidence_of(study, study.structure.root[traces]),
        confidence=confidence(0.8, len(traces)),
        scopes=Throughput.scopes,
        how=(
            "Open a slow request of that time and follow what it waits for: a lock, a pool, a "
            "pause, a database. Refuse early what cannot be answered in time, so that no queue "
            "builds up."
        ),
        effort=Effort.LARGE,
        wrong_if="The load itself changed then, to fewer and larger requests.",
        cause=f"{endpoint_path(study, endpoint)}\nsaturation",
        reach=time_share(study, traces),
        request=name,
    )


def _behind(count: int) -> str:
    """How many wait when the bad time ends."""
    return f", and {plural(count, 'request')} wait at its end" if count > 0 else ""


def _too_few(study: Study, endpoint: int, limits: Limits) -> Finding:
    name, rate = endpoint_name(study, endpoint), float(study.endpoints.per_second[endpoint])
    traces = requests_of(study).of(endpoint)
    limit = quantity(limits["least"], "per-second")
    return Finding(
        detector=Throughput.name,
        severity=Severity.WARNING,
        title=f"{name} answers fewer requests than it should",
        where=f"{service_name(study, int(study.endpoints.operation[endpoint]))}, {name}",
        why=(
            f"{plural(len(traces), 'request')} over the recording are "
            f"{quantity(rate, 'per-second')}; the limit is {limit}."
        ),
        verdict=f"`{name}` answers {quantity(rate, 'per-second')}, the limit is {limit}",
        entity=f"least\n{endpoint_path(study, endpoint)}",
        measures=(
            Measure("requests per second", rate, "per-second", limits["least"]),
            Measure("below it", 1 - rate / limits["least"], "ratio"),
            Measure("requests", len(traces), "count"),
        ),
        evidence=evidence_of(study, study.structure.root[traces]),
        confidence=confidence(0.7, len(traces)),
        scopes=Throughput.scopes,
        how=(
            "See whether fewer were asked for or fewer could be answered: compare latency and the "
            f"load generator’s own count. {percent(1 - rate / limits['least'])} are missing."
        ),
        effort=Effort.LARGE,
        wrong_if="The recording is a sample, or nobody asked for more.",
        cause=f"{endpoint_path(study, endpoint)}\nthroughput",
        reach=float(requests_of(study).share[endpoint]),
        request=name,
    )
