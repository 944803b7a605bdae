"""Parallel calls of which one decides when all are done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural, quantity, three_figures
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.calls import callee
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.fan_outs import FanOuts, by_caller, find_fan_outs
from perfview.traces.patterns.naming import (
    call_name,
    endpoint_path,
    operation_name,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.subtrees import with_all_beneath
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 10
METHOD = "traces re-timed with the slowest call as quick as the middle one"
ALWAYS_ONE = 0.8
"""The part of the fan-outs in which the same call is last: then it is no accident."""


class Straggler(RequestDetector):
    """Calls made side by side that all wait for one much slower than the rest.

    What it looks for: at least `calls` calls of one span, each begun before any of them had ended,
    of which the last to end takes `ratio` times the median or more, ends at least `time` after all
    others, and holds the request up for at least `share` of it, in at least `frequency` of the
    endpoint's requests. Calls that ask different things count from twice that share on and are a
    note only: one may simply have more to do.

    Why it matters: a request that asks many is as slow as the slowest answer. What is rare for one
    callee, one call in a hundred, happens in two requests of three when a hundred are asked.

    How sure it is: who ended last and by how much is exact. Whether it was chance (a full queue, a
    pause) or its share of the work was larger cannot be seen; it is surer where the slowest is not
    always the same one. The saving takes the slowest to be as quick as the median.

    How to fix it: ask a second time when an answer is late and take the first (hedged requests),
    bound the wait and answer without the missing part, or split the work more evenly.

    Learnt from: Dean and Barroso, The Tail at Scale (CACM 2013): fan-out, hedged and tied requests.
    """

    name = "straggler"
    title = "Straggler in a fan-out"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("calls", 4, "count", "calls side by side, at least"),
        Threshold("ratio", 3.0, "ratio", "slowest call to the median, at least"),
        Threshold("time", 30e6, "ns", "by which it ends after all others, at least"),
        Threshold("share", 0.20, "ratio", "of the request that this is, at least"),
        Threshold("frequency", 0.01, "ratio", "of the endpoint's requests that have it, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per calling operation, most time first."""
        least, ahead = max(3, round(limits["calls"])), round(limits["time"])
        found = find_fan_outs(study, least, ahead, limits["ratio"])
        accounts = (_account(study, found, members) for members in by_caller(study, found))
        chosen = [a for a in accounts if a is not None and _fires(found, a, limits)][:MOST]
        for account in chosen:
            yield _finding(study, found, account, limits)


@dataclass(frozen=True)
class _Account:
    """Fan-outs (members) of one operation at the endpoint where they cost most."""

    members: NDArray[np.int64]
    seen: Occurrence
    gain_ns: float
    share: float
    ratio: float
    calls: float
    one: float


def _account(study: Study, found: FanOuts, members: NDArray[np.int64]) -> _Account | None:
    slowest = found.slowest[members]
    # What stands beside the critical path holds nobody up.
    waited = study.critical.on_path[slowest]
    members, slowest = members[waited], slowest[waited]
    seen = occurrence_of(study, slowest, found.gain_ns[members])
    if seen is None:
        return None
    spent = np.maximum(study.model.duration_ns[slowest], 1)
    gain, share = seen.per_request(study, found.gain_ns[members])
    typical = found.typical_ns[members]
    _, times = np.unique(callee(study, slowest), return_counts=True)
    return _Account(
        members=members,
        seen=seen,
        gain_ns=gain,
        share=share,
        ratio=float(np.median(spent / np.maximum(typical, 1))),
        calls=float(np.median(found.calls[members])),
        one=float(times.max()) / len(slowest),
    )


def _fires(found: FanOuts, account: _Account, limits: Limits) -> bool:
    alike = bool(found.alike[account.members].all())
    enough = account.share >= limits["share"] * (1 if alike else 2)
    return enough and account.seen.frequency >= limits["frequency"]


def _saving(study: Study, found: FanOuts, account: _Account) -> Saving:
    """The slowest calls and all they call in turn, scaled alike."""
    slowest = found.slowest[account.members]
    factor = found.typical_ns[account.members] / np.maximum(study.model.duration_ns[slowest], 1)
    scale = np.ones(len(study.model), np.float64)
    order = np.argsort(-factor, kind="stable")
    for part in np.array_split(order, min(len(order), 16)):
        scale[with_all_beneath(study.structure, slowest[part])] = factor[part].mean()
    changed = np.flatnonzero(scale != 1.0)
    return saving_at(study, account.seen, changed, scale[changed], METHOD)


def _finding(study: Study, found: FanOuts, account: _Account, limits: Limits) -> Finding:
    seen, saving = account.seen, _saving(study, found, account)
    operation = int(found.operation[account.members[0]])
    caller = operation_name(study, operation)
    longest = seen.own[np.argmax(study.model.duration_ns[seen.own])]
    name = call_name(study, int(longest))
    alike = bool(found.alike[account.members].all())
    whole = f"{quantity(account.calls, 'count')} calls side by side"
    return Finding(
        detector=Straggler.name,
        severity=_severity(account, saving, alike, limits),
        title=f"One slow call holds up {whole} in {caller}",
        where=f"{service_name(study, operation)}, {seen.request}",
        why=(
            f"In {plural(len(seen.affected), 'request')} `{caller}` waits for the last of {whole}, "
            f"which takes {three_figures(account.ratio)} times as long as the middle one and ends "
            f"{duration(account.gain_ns)} after all others, {percent(account.share)} of the "
            f"request. {_who(account, name)}"
        ),
        verdict=(
            f"`{seen.request}` waits {duration(account.gain_ns)} per request for the slowest of "
            f"{whole}; as quick as the middle one it would save about {duration(saving.value)} at "
            "p95"
        ),
        entity=f"{operation_path(study, operation)}\n{'alike' if alike else 'different'}",
        measures=(
            Measure("slowest to median", account.ratio, "ratio", limits["ratio"]),
            Measure("ends after the others", account.gain_ns, "ns", limits["time"]),
            Measure("share of request", account.share, "ratio", limits["share"]),
            Measure("calls side by side", account.calls, "count", limits["calls"]),
            Measure("requests with it", seen.frequency, "ratio"),
        ),
        evidence=evidence_of(study, seen.own),
        confidence=confidence(
            (0.85 if account.one < ALWAYS_ONE else 0.7) if alike else 0.5, len(seen.affected)
        ),
        scopes=Straggler.scopes,
        saving=saving,
        how=_how(account, name, caller),
        effort=Effort.MEDIUM,
        wrong_if="The slowest call has more to do than the others, and rightly so.",
        cause=f"{endpoint_path(study, seen.endpoint)}\n{operation_path(study, operation)}\nstraggler",  # noqa: E501
        reach=seen.reach,
        request=seen.request,
    )


def _who(account: _Account, name: str) -> str:
    if len(account.members) < 3:
        return f"It is `{name}`."
    if account.one >= ALWAYS_ONE:
        return f"It is `{name}` in {percent(account.one)} of them, so this is no accident."
    return "It is not always the same one."


def _how(account: _Account, name: str, caller: str) -> str:
    if account.one >= ALWAYS_ONE:
        return (
            f"Look at why `{name}` takes longer: a larger part of the data, a weaker host, a full "
            f"queue. Until then let `{caller}` go on without it after a while."
        )
    return (
        f"Let `{caller}` ask again when an answer is later than most (after the p95 of one call) "
        "and take whichever comes first; or bound the wait and answer with what is there."
    )


def _severity(account: _Account, saving: Saving, alike: bool, limits: Limits) -> Severity:
    """A note for different calls, rare ones, and where p95 would hardly move."""
    felt = saving.value >= limits["time"]
    often = account.seen.frequency >= 0.05
    return Severity.WARNING if alike and felt and often else Severity.INFO
