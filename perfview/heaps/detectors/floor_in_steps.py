"""A heap whose floor rises in steps."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import plural, size
from perfview.heaps.series.floors import Floors, floors_of
from perfview.heaps.series.single import Single, singles, words_for
from perfview.heaps.series.telling import OverTime, cause_of, entity_of, evidence_of
from perfview.heaps.series.trend import Shape, Trend, trend_of
from perfview.heaps.study import Study


class FloorInSteps(OverTime):
    """Memory that grows in steps and stays level in between.

    What it looks for: floors (see the rising floor) that a few level stretches, each higher than
    the one before, explain far better than a line does; from `rise` in all on. From `steps`
    steps on it is a warning.

    Why it matters: something was loaded or built and kept. Where that happens once a job or once a
    customer, it is a leak in instalments.

    How sure it is: the steps are found by least squares and have to stand out from the floors'
    scatter; whether what they keep is wanted, memory over time cannot tell. It is a note, a warning
    from `steps` steps on.

    How to fix it: look at what the program did at each step (a job, a reload, a new customer), and
    let it go when that is over.

    Learnt from: R. Bellman (1961) for the steps; Node's memory guide, “Using heap snapshot”.
    """

    name = "floor-in-steps"
    title = "Heap growing in steps"
    scopes = ("memory",)
    cost = 1
    thresholds = (
        Threshold("rise", 1_000_000, "bytes", "of all steps together, at least"),
        Threshold("steps", 3, "count", "from which on it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each heap that grows in steps."""
        for single in singles(study):
            floors = floors_of(single)
            trend = trend_of(floors)
            risen = float(floors.value[-1] - floors.value[0]) if len(floors) else 0.0
            if trend.shape is Shape.STEPS and risen >= limits["rise"]:
                yield _finding(study, single, floors, trend, risen, limits)


def _finding(
    study: Study, single: Single, floors: Floors, trend: Trend, risen: float, limits: Limits
) -> Finding:
    steps, who = plural(trend.steps, "step"), words_for(single)
    return Finding(
        detector=FloorInSteps.name,
        severity=Severity.WARNING if trend.steps >= limits["steps"] else Severity.INFO,
        title=f"{who[0].upper()}{who[1:]} grows in {steps}, {size(risen)} in all",
        where=single.owner or "heap",
        why=f"What is left after collections stays level, but for {steps} up: "
        f"{size(float(floors.value[0]))} at first, {size(float(floors.value[-1]))} at last.",
        verdict=f"{who} grew by {size(risen)} in {steps}",
        entity=entity_of(single, "steps"),
        measures=(
            Measure("risen", risen, "bytes", limits["rise"]),
            Measure("steps", trend.steps, "count", limits["steps"]),
        ),
        evidence=evidence_of(study, floors.row[::-1]),
        confidence=0.6 if trend.points < 10 else 0.75,
        scopes=FloorInSteps.scopes,
        how="See what the program did at each step, and let go of it when that is over.",
        effort=Effort.MEDIUM,
        wrong_if="What was loaded at the steps is still needed.",
        cause=cause_of(single, "steps"),
    )
