"""Two services that talk to each other far too often for one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, quantity
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import endpoint_path, listed
from perfview.traces.patterns.occurrence import Occurrence, occurrence_of
from perfview.traces.patterns.questions import asked_for, pair_cause
from perfview.traces.patterns.round_trips import busiest_pairs, round_trips
from perfview.traces.scenarios.speeding import saving_at
from perfview.traces.study import Study

MOST = 10
ONE_LOOP = 0.8
"""When so large a part of the calls asks the same, it is one loop, which N+1 calls tells."""
TWICE = 2
FILLED = 0.25
"""So many times the calls that fill so much of the request are worth a note by themselves."""
NAMED = 3
METHOD = "traces re-timed with the calls of a request sharing one round trip"


class ChattyServices(RequestDetector):
    """Two services that exchange many calls of several kinds for one request.

    What it looks for: the pair of services (or a service and its database) with most calls in a
    request, any mix of them. It fires when the requests concerned have at least `calls` of them in
    the middle, when the round trips take at least `time` per request and at least `share` of it,
    and when no single call makes up most of them: a loop over one thing is told as N+1. Twice as
    many calls that fill a quarter of the request are noted however short the way.

    Why it matters: every call pays its way there and back, serialising and a place in a queue,
    whatever little it asks. It is what a design cut along the wrong line costs.

    How sure it is: calls are counted. The round trip is the client's time beyond the callee's own
    span; of a callee without spans it is taken to be the quickest call of its kind, which counts
    the callee's least work in. The saving leaves all work where it is and only joins the trips.

    How to fix it: offer one coarser call that answers what the request needs (a view, a batch, a
    join), send several questions in one message, or move what belongs together into one service.

    Learnt from: the chatty I/O antipattern of Microsoft's Azure Architecture Center; Fowler,
    Patterns of Enterprise Application Architecture (remote facade). Neither gives a number: the
    limits are three times Sentry's five alike calls, and a tenth of the request.
    """

    name = "chatty-services"
    title = "Chatty services"
    scopes = ("network", "database")
    cost = 2
    thresholds = (
        Threshold("calls", 15, "count", "calls between the two in one request, at least"),
        Threshold("time", 20e6, "ns", "round trips per request, at least"),
        Threshold("share", 0.10, "ratio", "of the request that they take, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per pair of services and endpoint, most round trips first."""
        found = 0
        for pair, rows in busiest_pairs(study, round(limits["calls"])):
            account = _account(study, pair, rows, limits)
            if account is not None and found < MOST:
                found += 1
                yield _finding(study, account, limits)


@dataclass(frozen=True)
class _Account:
    """Calls of one pair; `spent_ns` are the round trips of a request, `kinds` what they ask."""

    pair: int
    seen: Occurrence
    calls: float
    most: int
    spent_ns: float
    share: float
    kinds: list[str]
    saving: Saving


def _account(study: Study, pair: int, rows: NDArray[np.int32], limits: Limits) -> _Account | None:
    operation = study.statements.of_span[rows].astype(np.int64)
    operation = np.where(operation >= 0, operation, -2 - study.operations.of_span[rows])
    kinds, head, count = np.unique(operation, return_index=True, return_counts=True)
    if count.max() > ONE_LOOP * len(rows) or len(kinds) < 2:
        return None
    seen = occurrence_of(study, rows)
    if seen is None:
        return None
    client, trip = round_trips(study, rows)
    per_trace = np.bincount(study.structure.trace[seen.own])
    per_trace = per_trace[per_trace > 0]
    spent, share = seen.per_request(study, trip)
    many = np.median(per_trace) >= TWICE * limits["calls"]
    fills = many and seen.per_request(study, _waited(study, rows))[1] >= FILLED
    if not fills and (spent < limits["time"] or share < limits["share"]):
        return None
    own = np.maximum(study.self_ns[client], 1)
    factor = 1 - trip * (1 - 1 / float(np.median(per_trace))) / own
    saving = saving_at(study, seen, client, factor, METHOD)
    names = [asked_for(study, int(rows[head[k]])) for k in np.argsort(-count)[:NAMED]]
    return _Account(
        pair=pair,
        seen=seen,
        calls=float(np.median(per_trace)),
        most=int(per_trace.max()),
        spent_ns=spent,
        share=share,
        kinds=list(dict.fromkeys(names)),
        saving=saving,
    )


def _waited(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """What of these calls lies on the critical path, all that is below them included."""
    waited: NDArray[np.int64] = study.critical.inclusive_ns[rows]
    return waited


def _finding(study: Study, account: _Account, limits: Limits) -> Finding:
    graph, seen, saving = study.graph, account.seen, account.saving
    caller = graph.name[graph.caller[account.pair]]
    callee = graph.name[graph.callee[account.pair]]
    each = f"{quantity(account.calls, 'count')} calls"
    return Finding(
        detector=ChattyServices.name,
        severity=_severity(account, limits),
        title=f"{caller} and {callee} exchange {each} per request",
        where=f"{caller} → {callee}, {seen.request}",
        why=(
            f"{plural(len(seen.affected), 'request')} of `{seen.request}` make {each} from "
            f"`{caller}` to `{callee}` (at most {number(account.most)}), such as "
            f"{listed(account.kinds)}. Getting there and back takes {duration(account.spent_ns)} "
            f"per request, {percent(account.share)} of it, before anything is worked on."
        ),
        verdict=(
            f"`{seen.request}` makes {each} from `{caller}` to `{callee}`, "
            f"{duration(account.spent_ns)} of it on the way; in one call it would save about "
            f"{duration(saving.value)} at p95"
        ),
        entity=f"{endpoint_path(study, seen.endpoint)}\n{caller} {callee}",
        measures=(
            Measure("calls per request", account.calls, "count", limits["calls"]),
            Measure("most in a request", account.most, "count"),
            Measure("round trips", account.spent_ns, "ns", limits["time"]),
            Measure("share of request", account.share, "ratio", limits["share"]),
            Measure("requests with it", seen.frequency, "ratio"),
        ),
        evidence=evidence_of(study, seen.own),
        confidence=confidence(
            0.6 if graph.inferred[graph.callee[account.pair]] else 0.85, len(seen.affected)
        ),
        scopes=("database",) if graph.inferred[graph.callee[account.pair]] else ("network",),
        saving=saving,
        how=(
            f"Let `{callee}` answer in one call what `{caller}` asks in {each}: a coarser "
            "operation, a batch, or a join; or keep what seldom changes on the caller’s side."
        ),
        effort=Effort.LARGE,
        wrong_if="The calls overlap, so that hardly any of them is waited for, or each needs the answer of the one before.",  # noqa: E501
        cause=pair_cause(study, seen.endpoint, caller, callee),
        reach=seen.reach,
        request=seen.request,
    )


def _severity(account: _Account, limits: Limits) -> Severity:
    """A warning when joining the trips saves what the limits ask for, at p95 too."""
    saving = account.saving
    enough = saving.value >= limits["share"] * (saving.before or 1.0)
    return Severity.WARNING if enough and saving.value >= limits["time"] else Severity.INFO
