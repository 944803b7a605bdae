"""The same question asked twice in one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.duplicates import Duplicates, find_duplicates
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import endpoint_path, operation_path, service_name, shortened
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.questions import asked_for
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, estimate
from perfview.traces.study import Study

MOST = 10
METHOD = "traces re-timed with each question asked once per request"
LOOP = 5
"""Times one span asks the same from which it is a loop (Sentry's N+1), told as N+1 calls."""


class DuplicatedRequests(RequestDetector):
    """The very same statement or address asked more than once within one request.

    What it looks for: reads of one service with the same text to the letter, values included (or
    the same recorded parameters), at least twice in a request and each `call` long or longer. It
    fires when asking once would spare at least `time` per request that does it and `share` of it,
    and at least `frequency` of the endpoint's requests do it. Statements whose values are not
    recorded, clocks, locks and polling are left out; many times by one span is an N+1.

    Why it matters: the answer is already there. It mostly means that layers do not know of each
    other: each loads the user, the settings or the session anew.

    How sure it is: that the same was asked is exact; that the answer was the same is likely but
    not certain when something was written in between.

    How to fix it: load it once at the beginning and pass it on, or keep it for the length of the
    request (a DataLoader, a request-scoped cache, React's cache, a session's identity map).

    Learnt from: GraphQL's DataLoader (per-request memoisation); Rails' query cache; Lighthouse and
    New Relic on duplicate requests. None gives a limit in time: it is a twentieth of the request.
    """

    name = "duplicated-requests"
    title = "Duplicated requests"
    scopes = ("database", "network")
    cost = 2
    thresholds = (
        Threshold("call", 2e6, "ns", "shortest call that is looked at"),
        Threshold("time", 10e6, "ns", "spared per request by asking once, at least"),
        Threshold("share", 0.05, "ratio", "of the request that this is, at least"),
        Threshold("frequency", 0.05, "ratio", "of the endpoint's requests that do it, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per question and endpoint, most time first."""
        found = find_duplicates(study, max(1, round(limits["call"])), LOOP)
        if len(found.first) < 2:
            return
        accounts = [a for a in _accounts(study, found) if _fires(a, limits)][:MOST]
        changes = [Change(a.seen.endpoint, a.groups, a.seen.concerned) for a in accounts]
        savings = estimate(study, changes, what_if.batch, METHOD)
        for account, saving in zip(accounts, savings, strict=True):
            yield _finding(study, account, saving, limits)


@dataclass(frozen=True)
class _Account:
    """Groups of identical calls of one question; spared_ns and share per affected request."""

    seen: Occurrence
    groups: list[NDArray[np.int32]]
    spared_ns: float
    share: float
    times: float


def _accounts(study: Study, found: Duplicates) -> list[_Account]:
    """By what is asked and the endpoint, most time first."""
    head = found.row[found.first[:-1]]
    asked = study.statements.of_span[head]
    asked = np.where(asked >= 0, asked, -2 - study.operations.of_span[head]).astype(np.int32)
    group, known = number_pairs(asked, requests_of(study).of_span[head])
    first, order = gather(group, len(known))
    accounts = []
    for k in range(len(known)):
        groups = found.groups(order[first[k] : first[k + 1]])
        extra = np.concatenate([each[1:] for each in groups])
        seen = occurrence_of(study, np.concatenate(groups))
        if seen is None:
            continue
        part = occurrence_of(study, extra, study.critical_ns[extra])
        spared, share = part.per_request(study, study.critical_ns[extra]) if part else (0.0, 0.0)
        times = float(np.median([len(each) for each in groups]))
        accounts.append(_Account(seen, groups, spared, share, times))
    return sorted(accounts, key=lambda a: -a.spared_ns * len(a.seen.affected))


def _fires(account: _Account, limits: Limits) -> bool:
    enough = account.spared_ns >= limits["time"] and account.share >= limits["share"]
    return enough and account.seen.frequency >= limits["frequency"]


def _finding(study: Study, account: _Account, saving: Saving, limits: Limits) -> Finding:
    seen = account.seen
    row = int(account.groups[0][0])
    operation = int(study.operations.of_span[row])
    stated = study.statements.of_span[row] >= 0
    text = study.model.strings[study.model.db_statement[row]] if stated else asked_for(study, row)
    shown = shortened(text, 60)
    times = f"{number(account.times)} times"
    service = service_name(study, operation)
    subject = study.statements.texts[study.statements.of_span[row]] if stated else shown
    return Finding(
        detector=DuplicatedRequests.name,
        severity=_severity(saving, limits),
        title=f"{seen.request} asks {shortened(text, 40)} {times}",
        where=f"{service}, {seen.request}",
        why=(
            f"{plural(len(seen.affected), 'request')} of `{seen.request}` ask exactly "
            f"`{shortened(text)}` {times}. All but the first cost {duration(account.spared_ns)} "
            f"per request, {percent(account.share)} of it."
        ),
        verdict=(
            f"`{seen.request}` asks `{shown}` {times} per request; once would save about "
            f"{duration(saving.value)} at p95"
        ),
        entity=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, operation)}"
        f"\n{subject}",
        measures=(
            Measure("times per request", account.times, "count", 2),
            Measure("spared by asking once", account.spared_ns, "ns", limits["time"]),
            Measure("share of request", account.share, "ratio", limits["share"]),
            Measure("requests with it", seen.frequency, "ratio", limits["frequency"]),
        ),
        evidence=evidence_of(study, seen.rows),
        confidence=confidence(0.85 if stated else 0.75, len(seen.affected)),
        scopes=("database",) if stated else ("network",),
        saving=saving,
        how=(
            f"Ask once in `{service}` at the beginning of the request and pass the answer on, or "
            "keep it for as long as the request lasts."
        ),
        effort=Effort.SMALL,
        wrong_if="Something is written in between, so that the second answer is another one.",
        cause=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, operation)}"
        f"\nagain {subject}",
        reach=seen.reach,
        request=seen.request,
    )


def _severity(saving: Saving, limits: Limits) -> Severity:
    """A warning when p95 falls by a tenth and by twice the limit."""
    part = saving.value / (saving.before or 1.0)
    felt = part >= 2 * limits["share"] and saving.value >= 2 * limits["time"]
    return Severity.WARNING if felt else Severity.INFO
