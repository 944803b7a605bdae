"""Pages whose own measurements say that they are slow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, quantity
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import endpoint_name, endpoint_path, service_name
from perfview.traces.patterns.web_vitals import VitalValues, vital_values
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

PERCENTILE = 0.75
"""The vitals are defined at the 75th percentile of page loads (https://web.dev/articles/vitals)."""

MOST = 20


@dataclass(frozen=True)
class _Vital:
    """name as people say it; unit; poor: from here on it is poor, good below the threshold."""

    key: str
    name: str
    unit: str
    poor: float
    how: str


VITALS = (
    _Vital(
        "lcp", "largest contentful paint", "ns", 4e9,
        "Find what the largest picture or text waits for: a slow first answer, a late start of its "
        "loading (preload it, no lazy loading), its size, or scripts that run before.",
    ),
    _Vital(
        "fcp", "first contentful paint", "ns", 3e9,
        "Look for what comes before the first paint: the first answer, redirects, scripts and "
        "style sheets in the page's head, fonts.",
    ),
    _Vital(
        "inp", "interaction to next paint", "ns", 500e6,
        "Look at what runs when the user acts: split long tasks, put off what need not be shown at "
        "once, and touch fewer elements.",
    ),
    _Vital(
        "cls", "cumulative layout shift", "count", 0.25,
        "Give images, frames and advertisements their size beforehand, put nothing above what is "
        "already shown, and let fonts swap without a jump.",
    ),
    _Vital(
        "ttfb", "time to first byte", "ns", 1.8e9,
        "Look at the server's own time for this page first, then at redirects, and keep what can "
        "be kept near the user (CDN).",
    ),
)  # fmt: skip


class WebVitals(RequestDetector):
    """Pages that are slow by what browsers measured of them.

    What it looks for: the vitals that browsers report with a page's spans (largest and first
    contentful paint, interaction to next paint, cumulative layout shift, time to first byte),
    gathered by page. It fires where their 75th percentile is above what counts as good: `lcp`,
    `fcp`, `inp`, `cls`, `ttfb`. Between good and poor it is a note, beyond poor a warning.

    Why it matters: these are what visitors see and feel, and search engines rank by them.

    How sure it is: the numbers are the browsers' own. One visit says little about a page; the
    surer, the more visits there are. What brings a vital down, and how far, is not known from it
    alone: no saving is given.

    How to fix it: each vital has its own usual causes, which the card names; the other findings
    for the same page tell which of them it is.

    Learnt from: Google's Core Web Vitals (good: 2.5 s, 1.8 s, 200 ms, 0.1, 0.8 s; poor: 4 s, 3 s,
    500 ms, 0.25, 1.8 s), which Sentry's web vitals issues use as well.
    """

    name = "web-vitals"
    title = "Poor web vitals"
    scopes = ("render",)
    cost = 1
    thresholds = (
        Threshold("lcp", 2.5e9, "ns", "largest contentful paint that is still good"),
        Threshold("fcp", 1.8e9, "ns", "first contentful paint that is still good"),
        Threshold("inp", 200e6, "ns", "interaction to next paint that is still good"),
        Threshold("cls", 0.1, "count", "cumulative layout shift that is still good"),
        Threshold("ttfb", 800e6, "ns", "time to first byte that is still good"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per page and vital, most loads first."""
        for vital in VITALS:
            values = vital_values(study, vital.key)
            endpoint = requests_of(study).of_span[values.row]
            pages, count = np.unique(endpoint[endpoint >= 0], return_counts=True)
            for page in pages[np.argsort(-count, kind="stable")[:MOST]].tolist():
                loads = np.flatnonzero(endpoint == page)
                finding = _judged(study, vital, values, loads, page, limits)
                if finding is not None:
                    yield finding


def _judged(
    study: Study,
    vital: _Vital,
    values: VitalValues,
    loads: NDArray[np.intp],
    page: int,
    limits: Limits,
) -> Finding | None:
    """What is to be said of one vital of one page (an endpoint); None when it is good."""
    good = limits[vital.key]
    rank = percentile_rank(len(loads), PERCENTILE)
    ordered = loads[np.argsort(values.value[loads], kind="stable")]
    p75, worst = float(values.value[ordered[rank]]), float(values.value[ordered[-1]])
    if p75 <= good:
        return None
    over = values.row[ordered[values.value[ordered] > good]]
    request, operation = endpoint_name(study, page), int(study.endpoints.operation[page])
    service = service_name(study, operation)
    told, poor = quantity(p75, vital.unit), p75 > vital.poor
    traces = np.unique(study.structure.trace[over])
    return Finding(
        detector=WebVitals.name,
        severity=Severity.WARNING if poor else Severity.INFO,
        title=f"{vital.name.capitalize()} of {request} is {told}",
        where=f"{service}, {request}",
        why=(
            f"The {vital.name} of `{request}` is {told} at the 75th percentile of "
            f"{plural(len(loads), 'load')}, at most {quantity(worst, vital.unit)}; up to "
            f"{quantity(good, vital.unit)} is good, beyond {quantity(vital.poor, vital.unit)} is "
            f"poor. {percent(len(over) / len(loads))} of the loads are above good."
        ),
        verdict=f"`{request}` has a {vital.name} of {told}, where {quantity(good, vital.unit)} "
        "would be good",
        entity=f"{endpoint_path(study, page)}\n{vital.key}",
        measures=(
            Measure("p75", p75, vital.unit, good),
            Measure("poor from", vital.poor, vital.unit),
            Measure("worst", worst, vital.unit),
            Measure("loads", len(loads), "count"),
        ),
        evidence=evidence_of(study, over),
        confidence=confidence(0.9, len(loads)),
        scopes=WebVitals.scopes,
        how=vital.how,
        effort=Effort.MEDIUM,
        wrong_if="The visits recorded are not like those of your users: a slow test machine, a "
        "throttled line, an empty cache.",
        cause=f"{endpoint_path(study, page)}\n{vital.name}",
        reach=time_share(study, traces),
        request=request,
    )
