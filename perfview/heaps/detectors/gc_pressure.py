"""Collections that take a good part of the time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, size, three_figures
from perfview.heaps.series.pressure import Pressure, pressure_of
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.telling import OfCollections, cause_of, entity_of, evidence_of
from perfview.heaps.study import Study

_FEWEST = 5
_LEAST, _MOST = 0.25, 0.75


class GcPressure(OfCollections):
    """Garbage collection that keeps the program standing still.

    What it looks for: the pauses of all collections against the time they were recorded in. It
    fires from `share` of the time on, and is critical from `critical`; also when in any second more
    than `burst` was paused; never of less than `total` in all.

    Why it matters: while a collection pauses it, the program does nothing: every request that is
    under way waits.

    How sure it is: pauses are the collector's own numbers. Work that it does beside the program is
    not in them. The saving assumes that half of the garbage can be avoided, a quarter to three
    quarters.

    How to fix it: allocate less where it happens most (a sampling heap profile shows where): reuse
    objects and buffers, no copies in inner loops. If most collections are young ones and little
    survives them, a larger young generation (`--max-semi-space-size=64`) makes them fewer.

    Learnt from: the Go garbage collector guide; V8's “Orinoco: young generation garbage
    collection”; Java's G1 aims at less than 8 % (`GCTimeRatio` of 12).
    """

    name = "gc-pressure"
    title = "Garbage collection pressure"
    scopes = ("memory", "cpu")
    cost = 1
    prominence = 6
    thresholds = (
        Threshold("share", 0.05, "ratio", "of all time paused, at least"),
        Threshold("critical", 0.2, "ratio", "of all time paused, from which on it is critical"),
        Threshold("total", 50e6, "ns", "paused in all, at least"),
        Threshold("burst", 0.5, "ratio", "of any one second paused, from which on it is told"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap with so many or so long pauses."""
        for single in singles(study):
            if len(single.collections) < _FEWEST:
                continue
            pressure = pressure_of(single)
            over = pressure.share >= limits["share"] or pressure.busiest >= limits["burst"]
            if over and pressure.pause_ns >= limits["total"]:
                yield _finding(study, single, pressure, limits)


def _finding(study: Study, single: Single, pressure: Pressure, limits: Limits) -> Finding:
    over = pressure.share >= limits["share"]
    title = (
        f"Collecting takes {percent(pressure.share)} of the time"
        if over
        else f"Collecting takes {percent(pressure.busiest)} of one second"
    )
    rows = np.argsort(-single.collections.pause_ns, kind="stable")
    critical = pressure.share >= limits["critical"]
    return Finding(
        detector=GcPressure.name,
        severity=Severity.CRITICAL if critical else Severity.WARNING if over else Severity.INFO,
        title=title,
        where=single.owner or "garbage collector",
        why=_why(pressure),
        verdict=title[0].lower() + title[1:],
        entity=entity_of(single, "pressure"),
        measures=(
            Measure("paused, of all time", pressure.share, "ratio", limits["share"]),
            Measure("paused in the busiest second", pressure.busiest, "ratio", limits["burst"]),
            Measure("young collections", pressure.young_rate, "per-second"),
        ),
        evidence=evidence_of(study, single.rows[rows]),
        confidence=0.9,
        scopes=GcPressure.scopes,
        saving=_saving(pressure),
        how=_how(pressure),
        effort=Effort.MEDIUM,
        wrong_if="The recording covers only the program's start or a load that happens once.",
        cause=cause_of(single, "garbage"),
    )


def _why(pressure: Pressure) -> str:
    text = (
        f"{number(pressure.collections)} collections, {number(pressure.full)} of them full, paused "
        f"it for {duration(pressure.pause_ns)} of {duration(pressure.lasted_ns)}."
    )
    if np.isfinite(pressure.allocated):
        text += f" It allocates {size(pressure.allocated)} a second."
    if np.isfinite(pressure.promoted) and pressure.promoted > 0:
        text += f" {size(pressure.promoted)} a second grow old, to be found by full ones only."
    if np.isfinite(pressure.mutator):
        text += f" At the worst the collector left the program {percent(pressure.mutator)} of it."
    return text


def _how(pressure: Pressure) -> str:
    fewer = (
        f" {three_figures(pressure.young_rate)} young collections a second: a larger young "
        "generation (`--max-semi-space-size=64`) makes them fewer."
        if pressure.full_ns < pressure.pause_ns / 2
        else " Most of it are full collections: keep less alive, or give the heap more room."
    )
    return "Find with a heap profile who allocates most, and allocate less there." + fewer


def _saving(pressure: Pressure) -> Saving:
    return Saving(
        value=pressure.pause_ns / 2,
        low=pressure.pause_ns * _LEAST,
        high=pressure.pause_ns * _MOST,
        unit="ns",
        method="half of the pauses, as with half of the garbage; between a quarter and three "
        "quarters of them",
        of="the time the program ran",
        before=float(pressure.lasted_ns),
    )
