"""What detectors of loops share: which loops, how grave, the finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure, Saving, Severity
from perfview.queries.loops.bursts import LEAST
from perfview.queries.loops.finding import find_loops
from perfview.queries.loops.loop import Loop
from perfview.queries.patterns.causes import ROOT
from perfview.queries.patterns.evidence import MOST_ROWS
from perfview.queries.patterns.loop_account import (
    LoopAccount,
    account_of,
    fixed_cost,
    longest_first,
)
from perfview.queries.patterns.loop_words import (
    batch_for,
    example_of,
    how_of,
    title_of,
    verdict_of,
    why_of,
    wrong_if_of,
)
from perfview.queries.patterns.saving import saving_of
from perfview.queries.study import Study

MOST = 40
GRAVE, FELT = 0.25, 0.05
"""Shares of database time from which a loop is critical, and a warning."""
METHOD = "each request's looped calls replaced by one as long as the longest of them; the least: all but one of them at what the quickest took"  # noqa: E501
LOOP_LIMITS = (
    Threshold("repeats", LEAST, "count", "calls of one statement in a request, at least"),
    Threshold("certain-repeats", 20, "count", "calls that are a warning however quick"),
    Threshold("time", 50e6, "ns", "that they take in a request, on average, to be a warning"),
)


class LoopDetector(Detector):
    """Reports the loops of some kinds, the most time first."""

    scopes: ClassVar[tuple[str, ...]] = ("database", "network")
    thresholds: ClassVar[tuple[Threshold, ...]] = LOOP_LIMITS
    cost: ClassVar[int] = 2
    kinds: ClassVar[tuple[str, ...]] = ()

    def concerns(self, study: Study) -> bool:
        """Whether single calls are told."""
        return len(study.model.calls) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a loop, at most `MOST`."""
        left = MOST
        for loop in loops_of(study, limits["repeats"]):
            if loop.kind in self.kinds and left:
                left -= 1
                yield self.tell(study, account_of(study, loop), limits)

    def tell(self, study: Study, account: LoopAccount, limits: Limits) -> Finding:
        """The finding of one loop."""
        batch = batch_for(study, account)
        return Finding(
            detector=self.name,
            severity=severity_of(account, limits),
            title=title_of(account),
            where=account.caller or account.table,
            why=why_of(study, account),
            verdict=verdict_of(account),
            entity=entity_of(study, account.loop),
            measures=measures_of(account, limits),
            evidence=evidence_of_loop(study, account.loop),
            confidence=account.loop.confidence,
            scopes=self.scopes,
            saving=loop_saving(study, account.loop),
            how=how_of(account, batch),
            example=example_of(study, account, batch),
            effort=Effort.SMALL,
            wrong_if=wrong_if_of(account),
            cause=cause_of(study, account.loop),
            reach=1.0,
        )


def loops_of(study: Study, repeats: float) -> list[Loop]:
    """The loops whose requests repeat so often, others taken out."""
    least = max(2, round(repeats))
    if least == LEAST:
        return study.loops
    return study.once(f"loops of {least}", lambda: find_loops(study, least))


def severity_of(account: LoopAccount, limits: Limits) -> Severity:
    """Critical where it takes a quarter of all database time and more than the time limit in a
    request; a warning where it takes the limit, a twentieth of all time, or has very many calls."""
    slow = account.each_ns >= limits["time"]
    if slow and account.share >= GRAVE:
        return Severity.CRITICAL
    if slow or account.share >= FELT or account.median >= limits["certain-repeats"]:
        return Severity.WARNING
    return Severity.INFO


def measures_of(account: LoopAccount, limits: Limits) -> tuple[Measure, ...]:
    """The numbers that made it fire, beside their limits."""
    found = [
        Measure("same statement", account.median, "count", limits["repeats"]),
        Measure("most in a request", account.most, "count", limits["certain-repeats"]),
    ]
    if account.each_ns >= 0:
        found.append(Measure("time in a request", account.each_ns, "ns", limits["time"]))
    if account.share > 0:
        found.append(Measure("share of database time", account.share, "ratio"))
    found.append(Measure("requests with it", account.requests, "count"))
    found.append(Measure("calls", account.total_calls, "count"))
    return tuple(found)


def evidence_of_loop(study: Study, loop: Loop) -> Evidence:
    """The calls of the request with most of them first, each request's source before them."""
    statements = [loop.statement] + ([loop.source] if loop.source >= 0 else [])
    return Evidence(
        longest_first(study, loop)[:MOST_ROWS],
        np.array(statements, np.int32),
        total=len(loop.calls),
    )


def loop_saving(study: Study, loop: Loop) -> Saving | None:
    """Of all database time; None where no durations are told."""
    return saving_of(study, loop.saved_ns, fixed_cost(study, loop), loop.saved_ns, METHOD)


def entity_of(study: Study, loop: Loop) -> str:
    """The loop without numbers: what is looped, what feeds it, and how it was seen."""
    source = study.text_of(loop.source) if loop.source >= 0 else ""
    return "\n".join(
        (" ".join(study.text_of(loop.statement).split()), " ".join(source.split()), loop.kind)
        + ((study.model.strings[loop.caller],) if loop.caller >= 0 else ())
    )


def cause_of(study: Study, loop: Loop) -> str:
    """What one fix settles: all loops over the rows of one source."""
    about = study.text_of(loop.source if loop.source >= 0 else loop.statement)
    return (
        f"{ROOT}\n{' '.join(about.split())}\nloop {' '.join(study.text_of(loop.statement).split())}"
    )
