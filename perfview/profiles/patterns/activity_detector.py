"""What detectors have in common that look for time spent on one known thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure
from perfview.findings.quantities import percent
from perfview.profiles.patterns.call_examples import fitted
from perfview.profiles.patterns.culprits import Culprit, culprits, together
from perfview.profiles.patterns.ecosystems import language_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.own_places import call_line, own_place
from perfview.profiles.patterns.remedy import Remedies, Remedy, remedy_for
from perfview.profiles.patterns.shares import Share, amdahl, confidence, evidence_of, severity_of
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, cause, identity, label, plain, shortened
from perfview.profiles.study import Study

TOLD = 3
"""Own functions with a finding each; what the others spend is told together."""

TOLD_BY_LINES = 0.85
"""How sure a line's text is, beside a frame that was seen."""


def activity_thresholds(
    share: float, warning: float, critical: float = 0.5, samples: int = 20
) -> tuple[Threshold, ...]:
    """The four limits of these detectors."""
    return (
        Threshold("share", share, "ratio", "of all time that one own function spends on it, from"),
        Threshold("warning", warning, "ratio", "of all time, from which it is a warning"),
        Threshold("critical", critical, "ratio", "of all time, from which it is critical"),
        Threshold("samples", samples, "count", "samples that show it, at least"),
    )


class ActivityDetector(TimeDetector):
    """Time spent on one known thing, by the own function that asks for it.

    Subclasses say what (`activities`), how sentences call it (`word`, after "on") and what helps.
    """

    activities: ClassVar[Activity]
    word: ClassVar[str]
    remedies: ClassVar[Remedies]
    specific: ClassVar[float] = 0.92
    wrong_if: ClassVar[str] = ""
    scopes: ClassVar[tuple[str, ...]] = ("cpu",)
    cost = 3

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per own function, the most expensive first; one for all the others."""
        ground = ground_of(study)
        if ground is None:
            return
        found = culprits(study, ground, self.activities)
        found = [each for each in found if self.found_in(study, ground, each)]
        heavy = [each for each in found if self._enough(each, limits)]
        for each in heavy[:TOLD]:
            yield self.finding(study, ground, each, limits)
        every, several = together(study, ground, self.activities)
        if not heavy and several > 1 and self._enough(every, limits):
            yield self.finding(study, ground, every, limits, several)

    def found_in(self, study: Study, ground: Ground, culprit: Culprit) -> bool:
        """Whether what an own function spends is what is looked for."""
        return culprit.share.spent > 0

    def words_for(self, study: Study, culprit: Culprit) -> str:
        """What sentences call it, in this case."""
        return self.word

    def remedy(self, study: Study, culprit: Culprit) -> Remedy:
        """What helps in this case."""
        return remedy_for(self.remedies, language_of(study, culprit.function))

    def more(self, study: Study, ground: Ground, culprit: Culprit) -> tuple[Measure, ...]:
        """Further measures."""
        return ()

    def _enough(self, culprit: Culprit, limits: Limits) -> bool:
        share = culprit.share
        if self._actor(culprit) < 0:
            return False
        return (
            share.ratio * culprit.certain >= limits["share"] and share.samples >= limits["samples"]
        )

    def finding(
        self, study: Study, ground: Ground, culprit: Culprit, limits: Limits, several: int = 1
    ) -> Finding:
        """The finding about one own function, or about `several` together."""
        share, actor, word = culprit.share, self._actor(culprit), self.words_for(study, culprit)
        called = [culprit.text] if culprit.text else [study.name_of(f) for f in culprit.known[:2]]
        remedy = fitted(
            self.remedy(study, culprit), self.activities, language_of(study, actor), called
        )
        least, probably, most = remedy.removes
        evidence = evidence_of(study, share, np.array([*_unless(actor), *culprit.known[:3]]))
        line = culprit.line or call_line(study, evidence.rows, culprit.function)
        where = own_place(study, actor, line)
        subject = f"`{label(study, actor)}`" if several == 1 else f"{several} functions"
        owned = culprit.function >= 0 or several > 1
        trusted = self.specific * (
            culprit.certain * (culprit.seen + (1 - culprit.seen) * TOLD_BY_LINES)
        )
        language = language_of(study, actor)
        sure = max(least * culprit.certain, 0.0)
        return Finding(
            detector=self.name,
            severity=severity_of(share.ratio, limits["warning"], limits["critical"]),
            title=plain(
                f"{subject} {_spends(share, several)} on {word}" if owned else _goes(share, word)
            ),
            where=where,
            why=self._why(study, culprit, word, line, several),
            verdict=f"{subject} {_spends(share, several)} on {word} ({amounts(share)})"
            if owned
            else f"{_goes(share, word)} ({amounts(share)})",
            entity=f"{word}\n{identity(study, actor) if several == 1 else 'several'}",
            measures=(
                Measure(f"{word}, of all time", share.ratio, "ratio", limits["share"]),
                Measure(f"time on {word}", share.spent, ground.spending.unit),
                *self.more(study, ground, culprit),
            ),
            evidence=evidence,
            confidence=confidence(trusted, share),
            scopes=self.scopes,
            saving=amdahl(share, (sure, probably, most), remedy.rule),
            how=remedy.how.format(where=f"`{label(study, actor)}`"),
            example=remedy.example(language, where),
            effort=remedy.effort,
            wrong_if=self.wrong_if,
            cause=cause(share, study, actor, self.name) if several == 1 else "",
        )

    def _actor(self, culprit: Culprit) -> int:
        """Whom to name: the own function, else the known one nearest to it."""
        if culprit.function >= 0 or not culprit.known:
            return culprit.function
        return culprit.known[0]

    def _why(self, study: Study, culprit: Culprit, word: str, line: int, several: int) -> str:
        share = culprit.share
        low, high = share.interval
        through = [f"`{label(study, at)}`" for at in culprit.known[:3]]
        words = (
            f"{amounts(share)} ({percent(low)} to {percent(high)})"
            if high > low
            else amounts(share)
        )
        text = f"{words} go to {word}"
        if through:
            text += f", in {' and '.join(through[:2])}"
        if culprit.function >= 0:
            at = f", line {line}" if line else ""
            text += f", called from `{label(study, culprit.function)}`{at}"
            text += f" most and {several - 1} more." if several > 1 else "."
        else:
            text += ". No own code is on these stacks."
        if culprit.line and culprit.seen < 0.5:
            text += (
                " The recorder charges this work to the function that asks for it; the source line "
                f"tells what it is: `{shortened(culprit.text, 80)}`."
            )
        return text


def _spends(share: Share, several: int = 1) -> str:
    verb = "spends" if several == 1 else "spend"
    return f"{verb} {percent(share.ratio)} of {share.ground.spending.of}"


def _goes(share: Share, word: str) -> str:
    return f"{percent(share.ratio)} of {share.ground.spending.of} goes to {word}"


def _unless(function: int) -> list[int]:
    return [function] if function >= 0 else []
