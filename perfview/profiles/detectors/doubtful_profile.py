"""Profiles that cannot carry much of a conclusion, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, plural, quantity
from perfview.profiles.model import ProfileModel
from perfview.profiles.patterns.doubts import (
    LONG,
    cut_off,
    depth_limit_of,
    long_samples,
    profilers,
    unnamed,
)
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.sampling import interval_95, is_counted
from perfview.profiles.patterns.shares import evidence_of
from perfview.profiles.patterns.spending import Cost
from perfview.profiles.patterns.wording import label
from perfview.profiles.study import Study

EXAMPLE = 0.1
"""The share whose interval is shown to say what few samples mean."""
SLOWED = 0.25
"""Part of everything that timing the calls may have cost, from which it is said."""
NOTHING = Evidence(np.zeros(0, np.int32))


class DoubtfulProfile(Detector):
    """A profile that is no good ground for decisions, and what to record instead.

    What it looks for: fewer samples than `samples` (a warning below `few`); stacks as deep as the
    recorder keeps from `cut` of all time on; stacks that end in frames without a name from
    `unnamed` on; the profiler's own frames from `overhead` on; samples that stand for more than ten
    intervals from `gaps` on; a recording that is idle but for a part of `busy`; stacks made up
    from counts of calls. Each is a warning from twice its limit on, except idleness and counts.

    Why it matters: conclusions are only as good as the recording. A function at 10 % in 50 samples
    may as well be at 4 % or 21 %; time under frames without names cannot be charged to anybody.

    How sure it is: all of it is counted in the recording. Cut stacks are recognised by the limits
    of known recorders.

    How to fix it: record longer or more often; with symbols (build ids, `--perf-basic-prof`,
    `perf-map-agent`, debug info); with deeper stacks (`perf record --call-graph dwarf`,
    `kernel.perf_event_max_stack`); with a sampling profiler where a tracing one costs too much.

    Learnt from: T. Mytkowicz and others, Evaluating the accuracy of Java profilers (PLDI 2010);
    E. B. Wilson (1927) for the intervals; the limits written down in the recorders' manuals.
    """

    name = "doubtful-profile"
    title = "Doubtful profile"
    scopes = ("cpu",)
    cost = 2
    prominence = 2
    thresholds = (
        Threshold("samples", 200, "count", "samples, below which it is said"),
        Threshold("few", 40, "count", "samples, below which it is a warning"),
        Threshold("cut", 0.05, "ratio", "of all time in stacks that were cut off, at least"),
        Threshold("unnamed", 0.30, "ratio", "of all time in frames without a name, at least"),
        Threshold("overhead", 0.05, "ratio", "of all time in the profiler itself, at least"),
        Threshold("gaps", 0.25, "ratio", "of all time in samples of many intervals, at least"),
        Threshold("busy", 0.05, "ratio", "of the recording that is not idle, less than"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per reason to doubt."""
        whatever = ground_of(study, Cost.TIME, Cost.ALLOCATED, Cost.LIVE, Cost.WAITED)
        if whatever is not None:
            yield from _nameless(study, whatever, limits)
        ground = ground_of(study)
        if ground is None:
            return
        yield from _few(study.model, ground, limits)
        yield from _cut(study, ground, limits)
        yield from _overhead(study, ground, limits)
        yield from _gaps(study, limits)
        yield from _idle(ground, limits)
        if study.model.is_estimated:
            yield _estimated(study, ground)


def _few(model: ProfileModel, ground: Ground, limits: Limits) -> Iterator[Finding]:
    count = ground.samples
    if count >= limits["samples"] or not is_counted(model, ground.spending):
        return
    low, high = interval_95(EXAMPLE, count)
    told = plural(max(1, round(count)), "sample")
    yield _finding(
        "few samples",
        Severity.WARNING if count < limits["few"] else Severity.INFO,
        f"Only {told}",
        f"The profile stands on {told}. What looks like {percent(EXAMPLE)} of the time may as well "
        f"be {percent(low)} or {percent(high)}.",
        f"The profile has only {told}, too few to tell shares of a few percent",
        Measure("samples", math.floor(count), "count", limits["samples"]),
        "Record for longer, or with a shorter interval.",
    )


def _cut(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    limit = depth_limit_of(study, ground)
    share = cut_off(ground, limit) if limit else None
    if share is None or share.ratio < limits["cut"]:
        return
    yield _finding(
        "cut stacks",
        _graver(share.ratio, limits["cut"]),
        f"{percent(share.ratio)} of the time is in stacks that were cut off",
        f"The recorder keeps {plural(limit, 'frame')} of a stack. Where stacks are deeper, their "
        f"outermost callers are missing, and {percent(share.ratio)} of the time seems to begin "
        "somewhere in the middle: totals of callers are too small by as much.",
        f"{percent(share.ratio)} of the time is in stacks cut off at {number(limit)} frames, so "
        "that totals of outer functions are too small",
        Measure("time in cut stacks, of all", share.ratio, "ratio", limits["cut"]),
        "Record with deeper stacks, and look for the recursion that makes them so deep.",
        evidence_of(study, share),
    )


def _nameless(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    share, of = unnamed(study, ground), ground.spending.of
    if share.ratio < limits["unnamed"]:
        return
    evidence = evidence_of(study, share)
    most = label(study, int(evidence.groups[0]))
    yield _finding(
        "unnamed frames",
        _graver(share.ratio, limits["unnamed"]),
        f"{percent(share.ratio)} of {of} is in frames without a name",
        f"{percent(share.ratio)} of {of} ends in frames that the recorder could not name, most of "
        f"it in `{most}`. Nobody can tell what the program did there.",
        f"{percent(share.ratio)} of {of} is in frames without a name (most in `{most}`)",
        Measure("in frames without a name, of all", share.ratio, "ratio", limits["unnamed"]),
        "Record with symbols: debug info, build ids, maps of compiled code; or with a profiler "
        "that also sees native code.",
        evidence,
    )


def _overhead(study: Study, ground: Ground, limits: Limits) -> Iterator[Finding]:
    part = profilers(study, ground)
    if part < limits["overhead"] or ground.samples < limits["few"]:
        return
    yield _finding(
        "profiler overhead",
        _graver(part, limits["overhead"]),
        f"The profiler itself takes {percent(part)}",
        f"{percent(part)} of what was recorded is the profiler’s own work. It is left out of all "
        "shares here, but it slows the rest down as well, most of all small functions.",
        f"the profiler itself takes {percent(part)} of what it recorded",
        Measure("time in the profiler, of all", part, "ratio", limits["overhead"]),
        "Record with a longer interval, or with a sampling profiler instead of a tracing one.",
    )


def _gaps(study: Study, limits: Limits) -> Iterator[Finding]:
    count, part = long_samples(study)
    if part < limits["gaps"]:
        return
    yield _finding(
        "gaps",
        _graver(part, limits["gaps"]),
        f"{percent(part)} of the time stands on {plural(count, 'stretched sample')}",
        f"{plural(count, 'sample')} stand for more than {number(LONG)} intervals each, "
        f"{percent(part)} of the time together: the recorder was held up, and what happened "
        "meanwhile is charged to whatever it saw last.",
        f"{percent(part)} of the time stands on samples that the recorder took too late",
        Measure("time in stretched samples, of all", part, "ratio", limits["gaps"]),
        "Record on a machine that is not overloaded, or with a longer interval.",
    )


def _idle(ground: Ground, limits: Limits) -> Iterator[Finding]:
    busy = ground.whole / (ground.whole + ground.idle)
    if busy >= limits["busy"]:
        return
    yield _finding(
        "idle",
        Severity.INFO,
        f"The program was idle for {percent(1 - busy)} of the recording",
        f"It only ran for {percent(busy)} of what was recorded; the shares told here are shares of "
        "that. Whoever finds it slow waits for something this profile does not show.",
        f"the program was idle for {percent(1 - busy)} of the recording",
        Measure("not idle, of the recording", busy, "ratio", limits["busy"]),
        "Record while it works, or look at what it waits for in a trace.",
    )


def _estimated(study: Study, ground: Ground) -> Finding:
    timing = float(ground.timing.sum()) / ground.whole
    return _finding(
        "estimated stacks",
        Severity.INFO,
        "Stacks are estimated from counts of calls",
        "The recorder timed calls and counted who called whom, but kept no whole stacks. Self and "
        "total times are exact; which caller’s share a deeper function has is in proportion."
        + (_slowed(study, timing) if timing >= SLOWED else ""),
        "stacks are estimated from counts of calls",
        Measure("functions", len(study.model.functions), "count"),
        "For exact call paths record with a sampling profiler (`py-spy`, `pyinstrument`, `perf`).",
    )


def _slowed(study: Study, timing: float) -> str:
    counts = study.model.counts
    calls = quantity(int(counts.calls.sum()), "count") if counts else ""
    return (
        f" Timing {calls} calls took up to {percent(timing)} of what was recorded: code that makes "
        "few calls has a larger share in truth, code that makes many a smaller one."
    )


def _graver(value: float, limit: float) -> Severity:
    return Severity.WARNING if value >= 2 * limit else Severity.INFO


def _finding(
    doubt: str,
    severity: Severity,
    title: str,
    why: str,
    verdict: str,
    measure: Measure,
    how: str,
    evidence: Evidence = NOTHING,
) -> Finding:
    return Finding(
        detector=DoubtfulProfile.name,
        severity=severity,
        title=title,
        where="the recording",
        why=why,
        verdict=verdict,
        entity=doubt,
        measures=(measure,),
        evidence=evidence,
        confidence=0.95,
        scopes=DoubtfulProfile.scopes,
        how=how,
        effort=Effort.SMALL,
        wrong_if="What it is about is so large that it shows in spite of this.",
        cause=f"recording\n{doubt}",
    )
