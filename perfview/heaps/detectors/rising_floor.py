"""A heap whose floor rises: a leak, as far as memory over time can tell."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, size
from perfview.heaps.series.floors import Floors, floors_of
from perfview.heaps.series.outlook import Outlook, outlook_of, roughly
from perfview.heaps.series.single import Single, singles, words_for
from perfview.heaps.series.telling import (
    OverTime,
    after_what,
    cause_of,
    entity_of,
    evidence_of,
    has_rates,
    rate,
    sureness,
)
from perfview.heaps.series.trend import Shape, Trend, trend_of
from perfview.heaps.study import Study


class RisingFloor(OverTime):
    """Memory that is never given back: the heap's floor rises.

    What it looks for: what is left of the heap after every full collection (where collections are
    not recorded: at its low points). It fires when at least `collections` of these floors rise, by
    `rise` and by `growth` of the first, with a 95 % interval above nothing, and go on rising in the
    second half. It is critical when the heap is full within `soon`: at the limit the recording
    tells, otherwise at `limit`.

    Why it matters: what a full collection leaves is in use for good. A floor that goes on rising
    ends in collections without end, then in “heap out of memory”.

    How sure it is: the line is the median of all pairs' slopes, so that single outliers do not make
    one; its interval is Sen's. A cache that fills rises too, but stops: the second half has to rise
    at least 0.3 times as steeply. Floors that move in a few steps are told as steps instead. A
    recording of minutes may show a part of something slower.

    How to fix it: take two heap snapshots some minutes apart and open them with `--baseline`: they
    name the objects and the reference that holds them.

    Learnt from: V8's “Trash talk: the Orinoco garbage collector”; H. Theil (1950), P. K. Sen (1968)
    for the line; Vilk and Berger, BLeak (PLDI 2018), for what has to grow in every round.
    """

    name = "rising-floor"
    title = "Rising heap floor"
    scopes = ("memory",)
    cost = 1
    prominence = 9
    thresholds = (
        Threshold("collections", 5, "count", "floors, at least"),
        Threshold("rise", 1_000_000, "bytes", "from the first floor to the last, at least"),
        Threshold("growth", 0.1, "ratio", "of the first floor, at least"),
        Threshold("limit", 512_000_000, "bytes", "where the heap is full, unless the file tells"),
        Threshold("soon", 86_400e9, "ns", "until the heap is full, at most: then it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap whose floor rises."""
        for single in singles(study):
            floors = floors_of(single)
            trend = trend_of(floors, died=bool(study.model.ended_by))
            if _fires(trend, limits):
                yield _finding(study, single, floors, trend, limits)


def _fires(trend: Trend, limits: Limits) -> bool:
    return (
        trend.shape is Shape.RISING
        and trend.points >= limits["collections"]
        and trend.rise >= limits["rise"]
        and trend.rise >= limits["growth"] * max(trend.first, 1.0)
    )


def _finding(study: Study, single: Single, floors: Floors, trend: Trend, limits: Limits) -> Finding:
    limit = float(study.model.limit_bytes) or limits["limit"]
    outlook = outlook_of(trend, limit)
    timed, who = has_rates(study), words_for(single)
    soon = timed and outlook.at_ns <= limits["soon"]
    pace = rate(trend.slope, trend.span_ns) if timed else f"{size(trend.rise)} in all"
    died = bool(study.model.ended_by)
    full = _full(outlook) if timed and not died else ""
    ending = ", until the program ran out of memory" if died else f", {full}" if full else ""
    return Finding(
        detector=RisingFloor.name,
        severity=Severity.CRITICAL if soon or died else Severity.WARNING,
        title=f"{who[0].upper()}{who[1:]} rises {pace}"
        + (ending if died else f", {after_what(floors)}"),
        where=single.owner or "heap",
        why=_why(floors, trend, timed) + (f" It will be {full}." if full else ""),
        verdict=f"{who} leaks: its floor rises {pace}" + ending,
        entity=entity_of(single, "rising floor"),
        measures=(
            Measure("risen", trend.rise, "bytes", limits["rise"]),
            Measure("floors", trend.points, "count", limits["collections"]),
            Measure(
                "of the first floor", trend.rise / max(trend.first, 1), "ratio", limits["growth"]
            ),
        ),
        evidence=evidence_of(study, floors.row[::-1]),
        confidence=sureness(trend, floors),
        scopes=RisingFloor.scopes,
        saving=_saving(trend),
        how="Take two heap snapshots, the second after more of the same work, and open the later "
        "one with the earlier as its baseline: what is new and still held is the leak.",
        effort=Effort.MEDIUM,
        wrong_if=_wrong_if(trend),
        cause=cause_of(single, "rising floor"),
    )


def _full(outlook: Outlook) -> str:
    if outlook.at_ns == 0:
        return f"over {size(outlook.limit)} already"
    return f"full at {size(outlook.limit)} in about {roughly(outlook.at_ns)}"


def _why(floors: Floors, trend: Trend, timed: bool) -> str:
    what = "full collections" if floors.after_full else "low points"
    text = (
        f"{number(trend.points)} {what} in {duration(trend.span_ns)} left more and more: "
        f"{size(trend.first)} at first, {size(trend.last)} at last."
    )
    if not timed:
        return text
    return f"{text} Between {rate(trend.low, trend.span_ns)} and {rate(trend.high, trend.span_ns)}."


def _saving(trend: Trend) -> Saving:
    hours = trend.span_ns / 3.6e12
    low, high = (min(max(slope * hours, 0.0), trend.last) for slope in (trend.low, trend.high))
    return Saving(
        value=trend.rise,
        low=min(low, trend.rise),
        high=max(high, trend.rise),
        unit="bytes",
        method="What the floor rose while it was recorded, by the line through the floors and its "
        "95 % interval. It would not come back, and grows with time.",
        of="what is left after collections",
        before=trend.last,
    )


def _wrong_if(trend: Trend) -> str:
    if trend.released:
        return "The last collection let go of everything: the program may have ended as planned."
    return "A cache is still filling that has a limit, or the program was still starting."
