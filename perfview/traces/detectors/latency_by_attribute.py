"""Slow requests that have something in common which the quick ones have not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural, three_figures
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.measures.requests import requests_of
from perfview.traces.measures.telling_values import TellingValue, telling_values
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import endpoint_name, endpoint_path, is_long_lived, shortened
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.populations import Populations, populations, told_of
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 5
TAILS = 2
"""Endpoints of which a mere tail is looked into: reading attributes takes its time."""
LEAST = 8
"""Requests that either lot must have to be compared."""
CERTAIN = 1e-4
MOST_READ = 5_000
ALSO = 0.03
"""How much less another value may tell and still be named beside the first."""
METHOD = "traces re-timed with the requests that have it as quick as the others in the middle"


class LatencyByAttribute(RequestDetector):
    """Slow requests of an endpoint that share an attribute value which the quick ones lack.

    What it looks for: endpoints whose requests fall into two separate lots, or whose slowest tenth
    takes at least `ratio` times as long as the quicker half; `time` apart at least. Of both lots
    the attributes of the root, its resource and (for two clear lots) of the spans below are read
    from a few hundred requests and compared: it fires for a value that so many more of the slow
    have than of the quick that `explains` is reached (1 parts them completely), beyond chance with
    all comparisons counted, at endpoints with at least `reach` of all request time.

    Why it matters: “it is sometimes slow” has a reason: a tenant, a region, a version, a flag, a
    cache key. Knowing it turns a distribution into a case that can be looked at.

    How sure it is: that the value stands with the slow is beyond chance; that it is the reason is
    not said: two values may go together. What goes with it equally well is named too.

    How to fix it: compare a slow request that has it with a quick one that has not; see what the
    code does differently for it.

    Learnt from: Honeycomb's BubbleUp (slow against all, attributes ranked by difference); Otsu 1979
    for the split; Youden 1950 for how well a value parts; Bonferroni for many comparisons.
    """

    name = "latency-by-attribute"
    title = "Latency explained by an attribute"
    scopes = ("network", "cpu")
    cost = 3
    thresholds = (
        Threshold("ratio", 2.5, "ratio", "slow to quick requests, at least"),
        Threshold("time", 50e6, "ns", "by which the slow are slower, at least"),
        Threshold("explains", 0.6, "ratio", "more of the slow that have the value, at least"),
        Threshold("reach", 0.02, "ratio", "of all request time that is this endpoint's, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most one finding per endpoint, those with most time first."""
        if study.source is None:
            return
        share = requests_of(study).share
        told = tails = 0
        for endpoint in np.argsort(-share, kind="stable")[: 3 * MOST].tolist():
            if share[endpoint] < limits["reach"] or told >= MOST:
                return
            compared = populations(study, endpoint, limits["ratio"], LEAST)
            if compared is None or compared.slow_ns - compared.quick_ns < limits["time"]:
                continue
            tails += compared.modes is None
            if not is_long_lived(study, endpoint) and tails <= TAILS:
                finding = _look(study, compared, limits)
                told += finding is not None
                if finding is not None:
                    yield finding


def _look(study: Study, compared: Populations, limits: Limits) -> Finding | None:
    told = told_of(study, compared)
    ranked = telling_values(told, compared.slow)
    ranked = [v for v in ranked if v.explains >= limits["explains"] and v.p <= CERTAIN]
    if not ranked:
        return None
    first = ranked[0]
    has = np.array([first.holds(each.get(first.key)) for each in told])
    traces = compared.traces[has]
    rows = study.structure.root[traces]
    seen = occurrence_of(study, _everyone(study, compared, first, rows))
    if seen is None:
        return None
    spent = requests_of(study).duration_ns
    there = float(np.median(spent[traces]))
    others = float(np.median(spent[compared.traces[~has]]))
    if there < limits["ratio"] * others / 1.5:
        return None
    saving = _saving(study, seen, others / max(1.0, there))
    also = [v for v in ranked[1:] if v.key != first.key and first.explains - v.explains <= ALSO]
    return _finding(study, compared, first, also, (there, others), seen, saving, limits)


def _everyone(
    study: Study, compared: Populations, value: TellingValue, rows: NDArray[np.int32]
) -> NDArray[np.int32]:
    """All roots of the endpoint that have it; those compared (rows) where roots do not say."""
    if study.model.attributes.keys.find(value.key) < 0:
        return rows
    roots = study.structure.root[requests_of(study).of(compared.endpoint)[:MOST_READ]]
    said = attributes_of(study, roots, [value.key])
    found = roots[np.array([value.holds(each.get(value.key)) for each in said], np.bool_)]
    return found if len(found) else rows


def _saving(study: Study, seen: Occurrence, factor: float) -> Saving:
    """Everything in the requests that have it, by the ratio of the medians."""
    rows = np.concatenate([study.structure.rows(t) for t in seen.affected.tolist()])
    return saving_at(study, seen, rows, factor, METHOD)


def _words(value: TellingValue) -> str:
    shown = three_figures(float(value.value)) if value.from_on else shortened(str(value.value), 40)
    return f"{value.key} {'≥' if value.from_on else '='} {shown}"


def _finding(
    study: Study,
    compared: Populations,
    first: TellingValue,
    also: list[TellingValue],
    medians: tuple[float, float],
    seen: Occurrence,
    saving: Saving,
    limits: Limits,
) -> Finding:
    request, what = endpoint_name(study, compared.endpoint), _words(first)
    lots = "fall into two lots" if compared.modes else "have a long tail"
    ratio = medians[0] / max(1.0, medians[1])
    more = f" {', '.join(f'`{_words(v)}`' for v in also[:3])} tell as much." if also else ""
    return Finding(
        detector=LatencyByAttribute.name,
        severity=_severity(compared, saving),
        title=f"{request} is slow where {what}",
        where=request,
        why=(
            f"The requests {lots}, {duration(compared.quick_ns)} and {duration(compared.slow_ns)}; "
            f"{percent(compared.share)} are slow. `{what}` holds for {percent(first.slow)} of the "
            f"slow and {percent(first.quick)} of the quick ones.{more}"
        ),
        verdict=(
            f"`{request}` takes {duration(medians[0])} where `{what}` and {duration(medians[1])} "
            "elsewhere"
        ),
        entity=f"{endpoint_path(study, compared.endpoint)}\n{first.key}",
        measures=(
            Measure("slow to the others", ratio, "ratio", limits["ratio"]),
            Measure("slower by", compared.slow_ns - compared.quick_ns, "ns", limits["time"]),
            Measure("explains", first.explains, "ratio", limits["explains"]),
            Measure("share of all time", float(requests_of(study).share[compared.endpoint]),
                    "ratio", limits["reach"]),
            Measure("requests that are slow", compared.share, "ratio"),
        ),
        evidence=evidence_of(study, seen.own),
        confidence=confidence(_unambiguous(compared, first, also), len(compared.traces)),
        scopes=LatencyByAttribute.scopes,
        saving=saving,
        how=(
            f"Open one of the {plural(len(seen.own), 'request')} with `{what}` beside one without, "
            "and follow both critical paths to where they part."
        ),
        effort=Effort.MEDIUM,
        wrong_if=f"`{first.key}` only goes together with what really makes the difference.",
        cause=f"{endpoint_path(study, compared.endpoint)}\nwhere {first.key}",
        reach=seen.reach,
        request=request,
    )  # fmt: skip


def _unambiguous(compared: Populations, first: TellingValue, also: list[TellingValue]) -> float:
    """0.8 for two clear lots, up to 0.95 where the attribute alone parts them entirely."""
    return 0.65 if also or not compared.modes else 0.8 + 0.15 * max(0.0, 2 * first.explains - 1)


def _severity(compared: Populations, saving: Saving) -> Severity:
    """A warning for two clear lots; a tail that has something in common is a note."""
    felt = saving.value >= 0.1 * (saving.before or 1.0)
    return Severity.WARNING if compared.modes and felt else Severity.INFO
