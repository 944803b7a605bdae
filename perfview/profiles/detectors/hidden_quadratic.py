"""Costs that grow with the square of what is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import percent, three_figures
from perfview.profiles.patterns.counted_bodies import counted_bodies
from perfview.profiles.patterns.culprits import Culprit, culprits
from perfview.profiles.patterns.ecosystems import language_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.growing import SURELY, Growing, growing
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.line_work import HotLine, hot_lines
from perfview.profiles.patterns.own_places import own_place
from perfview.profiles.patterns.quadratic_remedies import quadratic_remedy
from perfview.profiles.patterns.remedy import Remedy
from perfview.profiles.patterns.scanning_lines import Scan, scan_on_line
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    severity_of,
    share_of_paths,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, plain, shortened
from perfview.profiles.sources.lookup import sources_of
from perfview.profiles.study import Study

BOTH, BY_GROWTH, BY_LINE, BY_FRAME = 0.92, 0.72, 0.65, 0.6
"""How sure it is: growth seen and a search on the hot line; one of them; known functions only."""

COSTLY_CALL_NS = 1_500
"""A search in a list that takes longer has hundreds of entries to pass (counted calls)."""


@dataclass(frozen=True)
class _Seen:
    """What is known of one function: growth, a search on a hot line, known functions."""

    function: int
    share: Share
    growth: Growing | None = None
    line: HotLine | None = None
    scan: Scan | None = None
    culprit: Culprit | None = None


class HiddenQuadratic(TimeDetector):
    """Work that costs more the more was done before: quadratic, though it looks like one loop.

    What it looks for: two witnesses. Samples in order of time: an own function with at least
    `share` of all time whose cost per step grows steadily, steps counted by the other work of the
    loop it is called from or by its own calls; the fitted power of the whole has to lie above 1.3
    with 95 % certainty, the last quarter cost three times the first. Collection of garbage is left
    out. And searches: a hot line, with at least `share`, that looks through a list from its start
    (`includes`, `in`, `find`), takes from its front or copies it, or known functions that do
    (`ArrayList.contains`, `list.index`). `warning` and `critical` are shares of all time.

    Why it matters: nobody notices with a hundred entries; with ten thousand the same line takes ten
    thousand times as long. It is the usual reason why software that was fast in tests is slow for
    the largest customer.

    How sure it is: growth and a search together are nearly certain. Growth alone also arises when
    the inputs happen to come by size. A search alone may be short and merely frequent. A loop that
    does nothing but the growing work shows no growth, as there is nothing to count its rounds by.

    How to fix it: look up in a set or map instead of searching; append instead of copying; take
    from a queue made for it; sort once and walk.

    Learnt from: S. Goldsmith, A. Aiken, D. Wilkerson, Measuring Empirical Computational Complexity
    (FSE 2007); E. Coppa, C. Demetrescu, I. Finocchi, Input-Sensitive Profiling (PLDI 2012), which
    fit cost against size; here one recording and its order of time stand in for many sizes.
    """

    name = "hidden-quadratic"
    title = "Hidden quadratic work"
    scopes = ("cpu",)
    cost = 5
    prominence = 8
    thresholds = (
        Threshold("share", 0.12, "ratio", "of all time that the function or line takes, at least"),
        Threshold("warning", 0.12, "ratio", "of all time, from which it is a warning"),
        Threshold("critical", 0.6, "ratio", "of all time, from which it is critical"),
        Threshold("samples", 30, "count", "samples that show it, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per own function, the most expensive first."""
        ground = ground_of(study)
        if ground is None:
            return
        for seen in sorted(_seen(study, ground, limits), key=lambda each: -each.share.spent):
            if seen.share.ratio >= limits["share"] and seen.share.samples >= limits["samples"]:
                yield _finding(study, seen, limits)


def _seen(study: Study, ground: Ground, limits: Limits) -> list[_Seen]:
    found: dict[int, _Seen] = {}
    scans = _scans(study, ground, limits["share"])
    for each in growing(study, ground, limits["share"]):
        function = int(ground.function[each.path])
        if function in found:
            continue
        marked = np.zeros(len(ground.own), np.bool_)
        marked[each.path] = True
        line, scan = scans.get(function, (None, None))
        found[function] = _Seen(function, share_of_paths(ground, marked), each, line, scan)
    for function, (line, scan) in scans.items():
        if function not in found:
            found[function] = _Seen(function, _line_share(ground, line), None, line, scan)
    for culprit in culprits(study, ground, Activity.SCANNING):
        if culprit.function >= 0 and _costly(study, culprit):
            known = found.get(culprit.function)
            share = known.share if known else culprit.share
            growth = known.growth if known else None
            found[culprit.function] = _Seen(culprit.function, share, growth, culprit=culprit)
    return list(found.values())


def _scans(study: Study, ground: Ground, least: float) -> dict[int, tuple[HotLine, Scan]]:
    """The hottest searching line of each function, of those with this part of everything."""
    found: dict[int, tuple[HotLine, Scan]] = {}
    for hot in hot_lines(study, ground):
        if hot.spent < least * ground.whole:
            break
        lines = sources_of(study).lines_of(hot.function) or []
        scan = scan_on_line(hot.text, lines, language_of(study, hot.function), hot.line)
        if scan is not None:
            found.setdefault(hot.function, (hot, scan))
    for hot in counted_bodies(study, ground, least, COSTLY_CALL_NS):
        lines = sources_of(study).lines_of(hot.function) or []
        scan = scan_on_line(hot.text, lines, language_of(study, hot.function), hot.line)
        if scan is not None:
            found.setdefault(hot.function, (hot, scan))
    return found


def _line_share(ground: Ground, line: HotLine) -> Share:
    inside = (ground.function == line.function) & (ground.own > 0)
    return Share(ground, line.spent, np.flatnonzero(inside).astype(np.int32), inside)


def _costly(study: Study, culprit: Culprit) -> bool:
    """Where calls are counted, whether one of them takes long enough for a long list."""
    counts = study.model.counts
    if not counts or not culprit.known:
        return True
    at = culprit.known[0]
    unit = study.model.unit()
    each = counts.own[study.model.metrics.default * len(counts.calls) + at] / max(
        int(counts.calls[at]), 1
    )
    return unit != "ns" or bool(each >= COSTLY_CALL_NS)


def _finding(study: Study, seen: _Seen, limits: Limits) -> Finding:
    share, function = seen.share, seen.function
    name = label(study, function)
    language = language_of(study, function)
    remedy = quadratic_remedy(language, seen.scan.deed if seen.scan else "")
    at = own_place(study, function, seen.line.line if seen.line else 0)
    what = _what(study, seen)
    return Finding(
        detector=HiddenQuadratic.name,
        severity=severity_of(share.ratio, limits["warning"], limits["critical"]),
        title=plain(_title(seen, name, what)),
        where=at,
        why=_why(study, seen, name, what),
        verdict=_verdict(seen, name, what),
        entity=identity(study, function),
        measures=_measures(seen, limits),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=confidence(_sure(seen), share),
        scopes=HiddenQuadratic.scopes,
        saving=amdahl(share, _removes(seen, remedy), remedy.rule),
        how=remedy.how.format(where=f"`{name}`"),
        # By growth alone nobody knows which call it is.
        example=remedy.example(language, at) if seen.scan or seen.culprit else None,
        effort=Effort.SMALL,
        wrong_if="What came later was larger by itself, or the list stays short.",
        cause=cause(share, study, function, HiddenQuadratic.name),
    )


def _what(study: Study, seen: _Seen) -> str:
    if seen.scan:
        return f"`{seen.scan.what}`"
    if seen.culprit and seen.culprit.known:
        return f"`{label(study, seen.culprit.known[0])}`"
    return ""


def _title(seen: _Seen, name: str, what: str) -> str:
    if seen.growth:
        return f"`{name}` costs more the more was done before"
    return f"`{name}` {_deed(seen)} again and again: {what}"


def _deed(seen: _Seen) -> str:
    return seen.scan.deed if seen.scan else "goes through a list"


def _verdict(seen: _Seen, name: str, what: str) -> str:
    part = f"takes {percent(seen.share.ratio)} of {seen.share.ground.spending.of}"
    if not seen.growth:
        return f"`{name}` {_deed(seen)} again and again ({what}), which {part}"
    power = three_figures(seen.growth.fit.power)
    through = f", through {what}" if what else ""
    return f"`{name}` {part} and grows with the power {power} of the work{through}"


def _why(study: Study, seen: _Seen, name: str, what: str) -> str:
    words = [f"`{name}` takes {amounts(seen.share)}."]
    if seen.growth:
        fit = seen.growth.fit
        times = "over 100" if fit.growth > 100 else three_figures(fit.growth)
        around = seen.growth.around
        ground = seen.share.ground
        by = (
            "its calls"
            if around < 0
            else f"the other work in `{label(study, int(ground.function[around]))}`"
        )
        words.append(
            f"Counted by {by}, a step costs {times} times as much in the last quarter as in the "
            f"first; in the whole its time grows with the power {three_figures(fit.power)} "
            f"({three_figures(fit.low)} to {three_figures(fit.high)}), where even work has 1."
        )
    if seen.line:
        words.append(
            f"Most of it falls on line {seen.line.line}, which {_deed(seen)} each time: "
            f"`{shortened(seen.line.text.strip(), 80)}`."
        )
    elif what:
        words.append(f"The time goes to {what}, which goes through a list each time.")
    return " ".join(words)


def _measures(seen: _Seen, limits: Limits) -> tuple[Measure, ...]:
    share = seen.share
    found = [Measure("of all time", share.ratio, "ratio", limits["share"])]
    if seen.growth:
        fit = seen.growth.fit
        found += [
            Measure("power of growth", fit.power, "count", SURELY),
            Measure("power of growth, at least", fit.low, "count", SURELY),
            Measure("cost of a step, last to first quarter", min(fit.growth, 1e6), "count", 3.0),
        ]
    return tuple(found)


def _sure(seen: _Seen) -> float:
    if seen.growth:
        return BOTH if seen.scan or seen.culprit else BY_GROWTH
    return BY_LINE if seen.scan else BY_FRAME


def _removes(seen: _Seen, remedy: Remedy) -> tuple[float, float, float]:
    """With growth seen, what steps as cheap as the first ones would leave; else as the remedy."""
    if seen.growth is None:
        return (0.2, 0.7, 1.0)
    gone = 1 - seen.growth.fit.first
    return (max(0.3, 0.6 * gone), max(0.5, 0.95 * gone), 1.0)
