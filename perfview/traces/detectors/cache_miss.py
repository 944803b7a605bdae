"""A cache that is asked and mostly does not know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence, wilson
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.lookups import Lookups, find_lookups
from perfview.traces.patterns.naming import (
    call_name,
    endpoint_path,
    operation_name,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.scenarios.estimates import Change, Groups, estimate
from perfview.traces.scenarios.what_if import remove
from perfview.traces.study import Study

MOST = 10
USUAL = 0.95
"""The hit ratio a well-kept cache reaches; what the saving assumes."""
METHOD = f"traces re-timed without the calls to the source that a hit ratio of {USUAL:.0%} spares"


class CacheMiss(RequestDetector):
    """Lookups in a cache that miss so often that the cache hardly helps.

    What it looks for: lookups (a get from Redis, Memcached and kin, or a span named so) after
    which the same span goes to the slow source. Where an attribute such as `cache.hit` tells, it
    decides; else a miss is a lookup followed by the source. It fires when surely less than `hits`
    of the lookups hit, at least `misses` missed, and going to the source takes at least `time`
    each time. Without an attribute, and where no lookup ever hits, nothing is stored after a miss
    and the two do not take turns, nothing is said: they may have nothing to do with each other.

    Why it matters: a miss costs the lookup and the source, so below some ratio a cache makes
    requests slower; and the source, sized for what the cache lets through, bears the rest.

    How sure it is: the ratio is exact where the file says what hit, else as sure as the pattern.
    A recording from after a start or a flush shows a cold cache, which is no fault. The saving
    takes the misses beyond a good ratio out, spread evenly over the requests.

    How to fix it: see why it misses: keys that hold more than they need (user, time), lifetimes
    that are too short, too little memory (evictions), writes that invalidate more than changed.

    Learnt from: Redis and ElastiCache operations guides (a hit ratio from 80 % on counts as
    healthy); Nishtala et al., Scaling Memcache at Facebook (NSDI 2013).
    """

    name = "cache-miss"
    title = "Cache that misses"
    scopes = ("database", "network")
    cost = 2
    thresholds = (
        Threshold("hits", 0.80, "ratio", "of the lookups that should hit"),
        Threshold("misses", 5, "count", "misses, at least"),
        Threshold("time", 5e6, "ns", "the source per miss in the middle, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per lookup and caller, those with the slowest sources first."""
        told = 0
        for found in find_lookups(study, max(1, round(limits["misses"]))):
            hits = len(found.row) - len(found.misses)
            _, high = wilson(hits, len(found.row))
            typical = float(np.median(study.model.duration_ns[found.source[found.misses]]))
            fires = high < limits["hits"] and typical >= limits["time"]
            told_apart = found.certain or hits > 0 or found.in_turn(study)
            if fires and told_apart and told < MOST:
                finding = _finding(study, found, typical, limits)
                told += finding is not None
                if finding is not None:
                    yield finding


def _without(study: Study, groups: Groups) -> NDArray[np.int64]:
    return remove(study, np.concatenate(groups))


def _saving(study: Study, found: Lookups, seen: Occurrence) -> Saving:
    """Every miss but one in so many that the ratio would be `USUAL`."""
    misses = found.misses
    allowed = max(0.0, (1 - USUAL) * len(found.row))
    kept = np.floor((np.arange(len(misses)) + 1) * allowed / len(misses))
    spared = np.diff(kept, prepend=0) == 0
    rows = found.source[misses[spared]]
    inside = np.isin(study.structure.trace[rows], seen.concerned)
    change = Change(seen.endpoint, [rows[inside]], seen.concerned)
    return estimate(study, [change], _without, METHOD)[0]


def _finding(study: Study, found: Lookups, typical: float, limits: Limits) -> Finding | None:
    source = found.source[found.misses]
    seen = occurrence_of(study, source)
    if seen is None:
        return None
    saving = _saving(study, found, seen)
    lookup = int(study.operations.of_span[found.row[0]])
    caller = int(study.operations.of_span[study.structure.parent[found.row[0]]])
    ratio = 1 - len(source) / len(found.row)
    slow = call_name(study, int(source[0]))
    name = operation_name(study, lookup)
    part = saving.value / (saving.before or 1.0)
    return Finding(
        detector=CacheMiss.name,
        severity=Severity.WARNING if part >= 0.1 else Severity.INFO,
        title=f"{name} hits in only {percent(ratio)} of {plural(len(found.row), 'lookup')}",
        where=f"{service_name(study, lookup)}, {seen.request}",
        why=(
            f"`{operation_name(study, caller)}` looks into the cache with `{name}` and went on to "
            f"`{slow}` after {number(len(source))} of {plural(len(found.row), 'lookup')}, "
            f"{duration(typical)} each time. A good cache hits in {percent(USUAL)}."
        ),
        verdict=(
            f"`{seen.request}` finds only {percent(ratio)} of its lookups in the cache and then "
            f"waits {duration(typical)} for `{slow}`; hitting in {percent(USUAL)} it would save "
            f"about {duration(saving.value)} at p95"
        ),
        entity=f"{operation_path(study, caller)}\n{operation_path(study, lookup)}",
        measures=(
            Measure("lookups that hit", ratio, "ratio", limits["hits"]),
            Measure("misses", len(source), "count", limits["misses"]),
            Measure("source per miss", typical, "ns", limits["time"]),
            Measure("lookups", len(found.row), "count"),
        ),
        evidence=evidence_of(study, np.concatenate([found.row[found.misses], source])),
        confidence=confidence(0.9 if found.certain else 0.6, len(found.row)),
        scopes=CacheMiss.scopes,
        saving=saving,
        how=(
            f"Count what `{name}` misses by key: a key that holds too much, a lifetime that is too "
            "short, evictions for lack of memory, or writes that throw away more than changed."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The cache was cold when this was recorded, or the source is asked for other things.",  # noqa: E501
        cause=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, caller)}"
        f"\ncache {name}",
        reach=seen.reach,
        request=seen.request,
    )
