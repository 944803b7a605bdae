"""Pages that jump while somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import plural, quantity
from perfview.traces.browser.causes import page_name, page_part
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.shifts import Culprit, Culprits, Shift, shifts_of, worst_window
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import shortened
from perfview.traces.study import Study

MOST = 3
REACH = 0.3
"""A jump takes no time: it counts as the part of the page's first impression it spoils."""

METHOD = "the scores of the shifts this caused, taken out of the worst session window"

HOW = {
    "image": (
        "Give the image its size: `width` and `height` attributes, or `aspect-ratio` in CSS, so "
        "that its place is kept before it is loaded."
    ),
    "font": (
        "Load the font early (`<link rel=preload as=font>`), use `font-display: optional`, or "
        "match the fallback to it with `size-adjust`."
    ),
    "iframe": "Keep the frame’s place with a container of its size (`min-height`).",
    "animation": "Animate `transform` and `opacity`, which move nothing else, instead of this.",
    "content": (
        "Keep a place for what comes late (`min-height` on its container), put it below what is "
        "being read, or over it."
    ),
    "style": "Change size and position before the first paint, or use `transform`.",
    "": "Keep places for everything that arrives late, and animate only `transform`.",
}

EXAMPLE = Example(
    before='<img src="photo.jpg">',
    after='<img src="photo.jpg" width="600" height="300">',
    language="html",
)


class LayoutShift(PageDetector):
    """Content that moves under the reader's eyes without them having done anything.

    What it looks for: the cumulative layout shift (CLS): the largest sum of shift scores in a
    session window (shifts at most a second apart, five seconds together), shifts within half a
    second of an input left out. Above `good` it is a warning; above `poor` the culprit that has
    half of it is critical. Culprits are looked for in the half second before each shift: images
    without a size, fonts, frames, animations of properties that lay out anew, content added or
    restyled by script. One finding for each kind that has at least `part` of the score.

    Why it matters: people lose the line they read, or hit the wrong button. CLS is one of the Core
    Web Vitals: good up to 0.1, poor above 0.25.

    How sure it is: the scores are the browser's own. The culprit is what changed right before, not
    proven to be the cause; an unsized image that is painted at the moment of the shift is nearly
    always it. The score depends on the size of the window it was recorded in.

    How to fix it: keep the place of whatever comes later: `width` and `height` of images, a
    `min-height` for ads and frames, fonts that match their fallback, `transform` for animations.

    Learnt from: https://web.dev/articles/cls, DevTools' layout shift culprits (half a second before
    the shift; fonts, frames, animations, unsized images), which names no script.
    """

    name = "layout-shift"
    title = "Layout shift (CLS)"
    scopes = ("render",)
    cost = 2
    prominence = 7
    thresholds = (
        Threshold("good", 0.1, "count", "the largest good cumulative layout shift"),
        Threshold("poor", 0.25, "count", "from here on it is critical"),
        Threshold("part", 0.10, "ratio", "of the score, that a culprit is told of"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per culprit, the largest part of the score first."""
        page = page_of(study)
        if page is None:
            return
        window = worst_window(shifts_of(study, page))
        total = sum(shift.score for shift in window)
        if total <= limits["good"]:
            return
        groups = _by_culprit(Culprits(study, page, window), window)
        ordered = sorted(groups.values(), key=lambda group: -_score(group))
        for place, group in enumerate(ordered[:MOST]):
            if place == 0 or _score(group) >= limits["part"] * total:
                yield _finding(study, page, group, window, limits)


_Group = list[tuple[Shift, Culprit | None]]


def _by_culprit(culprits: Culprits, window: list[Shift]) -> dict[str, _Group]:
    """Shifts with what caused each: by kind, and by script where one did it."""
    groups: dict[str, _Group] = {}
    for shift in window:
        found = culprits.of(shift)
        culprit = found[0] if found else None
        groups.setdefault(_identity(culprit), []).append((shift, culprit))
    return groups


def _identity(culprit: Culprit | None) -> str:
    if culprit is None:
        return "unknown"
    who = culprit.function.identity if culprit.function else ""
    return f"{culprit.kind} {who}".strip()


def _score(group: _Group) -> float:
    return sum(shift.score for shift, _ in group)


def _finding(
    study: Study, page: Page, group: _Group, window: list[Shift], limits: Limits
) -> Finding:
    worst, culprit = max(group, key=lambda each: each[0].score)
    total, score = sum(shift.score for shift in window), _score(group)
    who = _who(page, culprit)
    kind = culprit.kind if culprit else ""
    rows = [shift.row for shift, _ in group] + [found.row for _, found in group if found]
    return Finding(
        detector=LayoutShift.name,
        severity=_severity(total, score, limits),
        title=f"The page jumps: {_short(culprit)} shifts its layout",
        where=page_name(page),
        why=(
            f"The cumulative layout shift is {_number(total)}, good is up to "
            f"{_number(limits['good'])}. {_number(score)} of it in {plural(len(group), 'shift')} "
            f"{'comes' if len(group) == 1 else 'come'} from {who}"
            f"{', which changed right before.' if culprit else '.'}"
        ),
        verdict=(
            f"the layout of `{page_name(page)}` shifts by {_number(total)} (CLS, good is up to "
            f"{_number(limits['good'])}); {_number(score)} because of {who}"
        ),
        entity=f"{page_part(page)}\n{_identity(culprit)}",
        measures=(
            Measure("cumulative layout shift", round(total, 4), "count", limits["good"]),
            Measure("of this culprit", round(score, 4), "count"),
            Measure("largest shift", round(worst.score, 4), "count"),
            Measure("shifts", len(group), "count"),
        ),
        evidence=evidence_of(study, np.unique(np.array(rows, np.int32))),
        confidence={"image": 0.92, "": 0.6}.get(kind, 0.8),
        scopes=LayoutShift.scopes,
        saving=Saving(
            score, score / 2, score, "count", METHOD, f"layout shift of {page_name(page)}", total
        ),
        how=HOW[kind],
        example=EXAMPLE if kind == "image" else None,
        effort=Effort.SMALL,
        wrong_if="The reader expected it to move, or it changed for another reason at that moment.",
        cause=f"layout shift\n{page_part(page)}\n{_identity(culprit)}",
        reach=REACH,
    )


def _severity(total: float, score: float, limits: Limits) -> Severity:
    """Of several culprits only one that has half of a poor score is critical."""
    is_grave = total > limits["poor"] and score >= total / 2
    return Severity.CRITICAL if is_grave else Severity.WARNING


def _number(score: float) -> str:
    return quantity(round(score, 4), "count")


def _short(culprit: Culprit | None) -> str:
    if culprit is None:
        return "something"
    return {
        "image": "an image without a size",
        "font": "a font that arrives late",
        "iframe": "a frame put in late",
        "animation": "an animation",
        "content": "content put in late",
        "style": "a change of style",
    }[culprit.kind]


def _who(page: Page, culprit: Culprit | None) -> str:
    if culprit is None:
        return "a change the recording does not name"
    what = {
        "image": f"an unsized image (`{_address(culprit.name)}`)",
        "font": f"the web font `{_address(culprit.name)}`",
        "iframe": "an iframe that was put in",
        "animation": f"the animation `{shortened(culprit.name)}`",
        "content": f"content that was put in (`{shortened(culprit.name)}`)",
        "style": "a change of style",
    }[culprit.kind]
    return f"{what} by {culprit.function.label(page)}" if culprit.function else what


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return shortened(url)
    return shortened(parts.path.rsplit("/", 1)[-1] or url)
