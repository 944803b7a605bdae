"""Functions that lost their optimised code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import percent
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.matching import categorised
from perfview.profiles.patterns.shares import (
    HALVED,
    amdahl,
    confidence,
    evidence_of,
    own_share,
    sure_severity,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, takes, where
from perfview.profiles.study import Study

MOST = 3
NEVER = 2.0
RULE = "as if twice as fast when its code stays optimised; between nothing and all of it"
_MARK = "deoptimised: "
_MARKED = re.compile(f"^{_MARK}")


class Deoptimised(TimeDetector):
    """A function whose optimised code the engine had to throw away, and that is hot.

    What it looks for: functions of which the recording tells why V8 gave up on their optimised code
    (`deoptReason` in `.cpuprofile`), with at least `share` of all time in themselves; a warning
    from `warning` on.

    Why it matters: until it is optimised again, a function runs in slower code; one that is
    deoptimised again and again never gets fast, and compiling it costs as well.

    How sure it is: that it happened is certain, how often and how much slower it ran is not told.
    Newer versions of V8 mostly leave the reason out, so silence means nothing.

    How to fix it: give the function what it has seen before: objects with the same fields in the
    same order, arrays without holes and of one type, numbers that stay small integers or floats,
    the same number of arguments; split it when it serves several kinds of things.

    Learnt from: https://v8.dev/docs/turbofan and V8's `--trace-deopt`; the yellow warning of
    Chrome's old Profiles panel (“Not optimized”), which DevTools has no more.
    """

    name = "deoptimised"
    title = "Deoptimised function"
    scopes = ("cpu",)
    cost = 2
    prominence = 1
    thresholds = (
        Threshold("share", 0.05, "ratio", "of all time, in the function itself, at least"),
        Threshold("warning", 0.20, "ratio", "of all time, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """At most three functions, the hottest first."""
        marked = categorised(study, _MARKED)
        ground = ground_of(study) if marked.any() else None
        if ground is None:
            return
        own = np.bincount(ground.function, weights=ground.own, minlength=len(marked))
        own[~marked] = 0
        order = np.argsort(-own, kind="stable")[:MOST]
        for function in order[own[order] >= limits["share"] * ground.whole].tolist():
            yield _finding(study, ground, function, limits)


def _finding(study: Study, ground: Ground, function: int, limits: Limits) -> Finding:
    chosen = np.zeros(len(study.kinds), np.bool_)
    chosen[function] = True
    share = own_share(ground, chosen)
    name = label(study, function)
    category = study.model.strings[int(study.model.functions.category[function])]
    reason = category.removeprefix(_MARK)
    return Finding(
        detector=Deoptimised.name,
        severity=sure_severity(share, limits["warning"], NEVER),
        title=f"{name} loses its optimised code ({reason})",
        where=where(study, function),
        why=(
            f"V8 threw the optimised code of `{name}` away: {reason}. The function itself takes "
            f"{amounts(share)}, {percent(share.ratio)}."
        ),
        verdict=f"`{name}` loses its optimised code ({reason}) and {takes(share)}",
        entity=identity(study, function),
        measures=(Measure("self time, of all", share.ratio, "ratio", limits["share"]),),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(0.6, share),
        scopes=Deoptimised.scopes,
        saving=amdahl(share, HALVED, RULE),
        how=(
            f"Find with `node --trace-deopt` what `{name}` meets that it had not seen before, and "
            "give it things of one shape: the same fields in the same order, arrays of one type."
        ),
        effort=Effort.MEDIUM,
        wrong_if="It happened once, early, and the function was optimised again at once.",
        cause=cause(share, study, function, "deoptimised"),
    )
