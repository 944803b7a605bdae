"""Calls made one after another that could run side by side."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.calls import callee
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    listed,
    operation_name,
    operation_path,
    service_name,
    shortened,
)
from perfview.traces.patterns.questions import (
    SUBJECT,
    asked_for,
    loop_cause,
    pair_cause,
    questions_of,
    told_apart,
)
from perfview.traces.patterns.queue_account import QueueAccount, account_of, kinds_of
from perfview.traces.patterns.queues import CallQueues, Pauses, find_queues, order_varies
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, estimate
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

PER_ENDPOINT = 3
MOST = 20
NAMED = 4
WORTH_ADDING = 0.25
"""Of the limit: several rows in one request may reach it together, but not crumbs."""

CHATTY = 10
"""Calls to one service from which on starting them together would rather flood it."""

MOSTLY = 0.8
"""The part of calls in a row that are alike from which on they are a loop."""
LOOKED_AT = 200
"""Calls in a row whose names are told; nobody reads more."""

METHOD = "trace re-timed with each row of calls started together"


class SequentialCalls(RequestDetector):
    """Calls that one operation makes one after another although nothing shows that they must be.

    What it looks for: two or more calls of one span, each at least `call` long, each begun within
    `gap` after the one before ended; requests of at least `long-call`, and statements longer than
    `statement`, may be less than `long-gap` apart. It fires when starting them together would save
    at least `saving` and at least `share` of the request, on average over the requests that do it,
    and at least `frequency` of the endpoint's requests do. Whatever its share of the request,
    `certain-saving` is reported where every request takes at least `long-call`, and
    `statement-saving` where the independent statements take longer than `statement` and it is that
    `share` of all of them. Left out, because one probably needs the other: a database call with
    parameters after another one, a database call next to a request, writes to the same place, calls
    that fail or redirect (what follows them is a retry or the next address), names that tell an
    order (sign in and verify come first, charge, commit and notify last). What
    frameworks and storage libraries fetch for themselves, agents' calls, and what is less than
    twice the `share` of a page's load are notes, and so are ten and more different calls to one
    service, which chatty services tell of. Repeated alike statements are N+1's.

    Why it matters: the request waits for the sum where the longest would do. It is often the
    cheapest large saving: nothing has to become faster.

    How sure it is: moderately. A trace shows times, not data: whether a later call uses the answer
    of an earlier one has to be read in the code. It is surer where the same calls came in another
    order in other requests, less sure where they write. The saving is a re-timing of every trace
    with the calls started together; it assumes that the callees do not slow each other down.

    How to fix it: start the calls before waiting for the first (`asyncio.gather`, `Promise.all`,
    futures, goroutines), and wait for all at once; mind error handling and connection limits.

    Learnt from: Sentry's consecutive HTTP (3 calls, one host, 2 s) and consecutive DB detectors
    (100 ms and a tenth of the request; a parameter counts as a dependency), and where they are
    blind: two calls, several hosts, savings under two seconds.
    """

    name = "sequential-calls"
    title = "Calls one after another"
    scopes = ("network", "database")
    cost = 3
    prominence = 7
    thresholds = (
        Threshold("call", 2e6, "ns", "shortest call that is looked at"),
        Threshold("gap", 25e6, "ns", "longest pause between two calls"),
        Threshold("saving", 20e6, "ns", "what starting them together saves a request, at least"),
        Threshold("share", 0.10, "ratio", "of the request that this is, at least"),
        Threshold("frequency", 0.05, "ratio", "of the endpoint's requests that do it, at least"),
        Threshold("long-call", 500e6, "ns", "a request that is long by itself"),
        Threshold("long-gap", 500e6, "ns", "a pause that is too long even between long calls"),
        Threshold("certain-saving", 2e9, "ns", "saved by long requests, reported at any share"),
        Threshold("statement", 30e6, "ns", "an independent statement that takes longer counts"),
        Threshold("statement-saving", 100e6, "ns", "saved by statements, reported at any share"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per endpoint and calling operation, largest saving first."""
        least = round(limits["saving"] * WORTH_ADDING)
        pauses = Pauses(
            short_ns=round(limits["gap"]),
            long_ns=round(limits["long-gap"]),
            long_call_ns=round(limits["long-call"]),
            statement_ns=round(limits["statement"]),
        )
        queues = find_queues(study, round(limits["call"]), pauses, least)
        if len(queues) == 0:
            return
        accounts = _worst(study, queues, limits)
        changes = [_change(study, queues, account) for account in accounts]
        savings = estimate(study, changes, what_if.side_by_side, METHOD)
        for account, change, saving in zip(accounts, changes, savings, strict=True):
            if saving.high > 0:
                yield _finding(study, queues, account, change, saving, limits)


def _worst(study: Study, queues: CallQueues, limits: Limits) -> list[QueueAccount]:
    """The groups above the limits by what they would save in total."""
    requests = requests_of(study)
    first, members, endpoint = queues.by_caller(study)
    count = requests.first[endpoint + 1] - requests.first[endpoint]
    found: list[QueueAccount] = []
    kinds = kinds_of(study, queues, limits)
    gain = np.add.reduceat(queues.gain_ns[members].astype(np.float64), first[:-1])
    for k in np.argsort(-gain, kind="stable")[: 10 * MOST].tolist():
        account = account_of(
            study, queues, members[first[k] : first[k + 1]], gain[k], int(count[k]), kinds
        )
        enough = account.gain_ns >= limits["saving"] and account.share >= limits["share"]
        enough = enough or account.certain
        same = sum(a.endpoint == account.endpoint for a in found)
        if enough and account.frequency >= limits["frequency"] and same < PER_ENDPOINT:
            found.append(account)
    return found[:MOST]


def _change(study: Study, queues: CallQueues, account: QueueAccount) -> Change:
    return Change(account.endpoint, queues.heads(study, account.queues), account.concerned)


def _finding(
    study: Study,
    queues: CallQueues,
    account: QueueAccount,
    change: Change,
    saving: Saving,
    limits: Limits,
) -> Finding:
    sample = queues.heads(study, account.queues[_typical(queues, account)])[0]
    names = _names(study, sample)
    caller, request = (
        operation_name(study, account.operation),
        endpoint_name(study, account.endpoint),
    )
    varies = order_varies(study, queues, account.queues)
    path = operation_path(study, account.operation)
    return Finding(
        detector=SequentialCalls.name,
        severity=Severity.INFO if _pair(study, sample) else _severity(account, limits),
        title=f"{_counted(names, len(sample))} in {caller} could run side by side",
        where=f"{service_name(study, account.operation)}, {request}",
        why=_why(study, account, sample, names, varies),
        verdict=(
            f"`{caller}`{'' if caller == request else f' in `{request}`'} waits for "
            f"{_called(names, len(sample))} one after another; side by side they would save about "
            f"{duration(saving.value)} at p95"
        ),
        entity=f"{endpoint_path(study, account.endpoint)}\n{path}",
        measures=(
            Measure("saved per request", account.gain_ns, "ns", limits["saving"]),
            Measure("share of request", account.share, "ratio", limits["share"]),
            Measure("calls in a row", _usual_length(queues, account), "count", 2),
            Measure("requests with it", account.frequency, "ratio", limits["frequency"]),
        ),
        evidence=evidence_of(study, np.concatenate(queues.split(account.queues))),
        confidence=confidence(0.9 if varies else 0.7, account.requests),
        scopes=SequentialCalls.scopes,
        saving=saving,
        how=_how(caller, names),
        example=_example(names, caller) if len(names) > 1 else None,
        effort=Effort.MEDIUM,
        wrong_if="A later call uses the answer of an earlier one, or may only follow its success.",
        cause=_cause(study, account, sample),
        reach=time_share(study, account.concerned),
        request=request,
    )


def _cause(study: Study, account: QueueAccount, sample: NDArray[np.int32]) -> str:
    """Calls that are mostly alike are a loop: asking once settles what N+1 says of it as well."""
    row, text = _mostly(study, sample)
    if row >= 0:
        about = shortened(text, SUBJECT)
        return loop_cause(study, account.endpoint, account.operation, row, about)
    pair = _pair(study, sample)
    if pair:
        return pair_cause(study, account.endpoint, *pair)
    path = operation_path(study, account.operation)
    return f"{endpoint_path(study, account.endpoint)}\n{path}\nin a row"


def _names(study: Study, sample: NDArray[np.int32]) -> list[str]:
    """What the calls ask for, each once; what differs in nothing but ids is one."""
    asked, questions = told_apart(study, questions_of(study), sample)
    if asked[0] >= 0 and (asked == asked[0]).all():
        return [questions.text(study, int(asked[0]))]
    return list(dict.fromkeys(asked_for(study, int(row)) for row in sample[:LOOKED_AT]))


def _mostly(study: Study, sample: NDArray[np.int32]) -> tuple[int, str]:
    """One of those that most calls are like, and what they ask for; -1 and "" where they differ."""
    asked, questions = told_apart(study, questions_of(study), sample)
    known, count = np.unique(asked, return_counts=True)
    most = int(known[count.argmax()])
    if most < 0 or count.max() < MOSTLY * len(sample):
        return -1, ""
    return int(sample[np.argmax(asked == most)]), questions.text(study, most)


def _pair(study: Study, sample: NDArray[np.int32]) -> tuple[str, str] | None:
    """Caller and callee of so many different calls that asking for less is the cure, not asking
    all at once; None where they are few, alike, or go to different services."""
    if len(sample) < CHATTY or _mostly(study, sample)[0] >= 0:
        return None
    there = np.unique(study.operations.service[callee(study, sample)])
    here = int(study.model.service[sample[0]])
    if len(there) != 1 or there[0] == here:
        return None
    return study.model.strings[here], study.model.strings[int(there[0])]


def _typical(queues: CallQueues, account: QueueAccount) -> NDArray[np.intp]:
    """The queue at p95 of what it would save: a real one to tell about."""
    order = np.argsort(queues.gain_ns[account.queues], kind="stable")
    return order[[percentile_rank(len(order), 0.95)]]


def _usual_length(queues: CallQueues, account: QueueAccount) -> float:
    return float(np.median(np.diff(queues.first)[account.queues]))


def _severity(account: QueueAccount, limits: Limits) -> Severity:
    """A warning from a fifth of the request on, or where certain, or half a second of long calls.

    Never critical: whether the calls are independent is a guess.
    """
    large = account.share >= 2 * limits["share"] and account.gain_ns >= 2 * limits["saving"]
    long = account.long and account.gain_ns >= limits["long-call"]
    if account.aside:
        return Severity.INFO
    if account.on_screen:
        return Severity.WARNING if large else Severity.INFO
    return Severity.WARNING if large or long or account.certain else Severity.INFO


def _counted(names: list[str], calls: int) -> str:
    if len(names) == 1:
        return f"{number(calls)} calls of {names[0]}"
    return " and ".join(names) if len(names) == 2 else f"{number(calls)} calls"


def _called(names: list[str], calls: int) -> str:
    if len(names) == 1:
        return f"{number(calls)} calls of `{names[0]}`"
    if len(names) <= NAMED:
        return listed(names)
    shown = ", ".join(f"`{name}`" for name in names[:NAMED])
    return f"{shown} and {number(len(names) - NAMED)} more"


def _why(
    study: Study, account: QueueAccount, sample: NDArray[np.int32], names: list[str], varies: bool
) -> str:
    spent = [duration(int(ns)) for ns in study.model.duration_ns[sample][:NAMED]]
    words = [
        f"{_called(names, len(sample))} wait for one another ({', '.join(spent)}"
        f"{', …' if len(sample) > NAMED else ''}) in {plural(account.requests, 'request')}.",
        f"Started together they would take as long as the longest: {duration(account.gain_ns)} "
        f"less per request, {percent(account.share)} of it.",
    ]
    if varies:
        words.append("In other requests they came in another order, so none needs the other.")
    return " ".join(words)


def _how(caller: str, names: list[str]) -> str:
    check = "Check in the code that none uses another’s answer."
    if len(names) == 1:
        return (
            f"In `{caller}`, ask `{names[0]}` for everything in one call if it can answer that, or "
            f"start the calls together, as many at a time as it bears. {check}"
        )
    return (
        f"In `{caller}`, start {listed(names[:NAMED])} before waiting for the first, then wait for "
        f"all of them. {check}"
    )


def _example(names: list[str], caller: str) -> Example:
    """The calls in words of no language in particular: the trace does not say which it is."""
    shown = names[:NAMED]
    before = "\n".join(f"wait for {name}" for name in shown)
    after = "\n".join(f"start {name}" for name in shown) + "\nwait for all of them"
    return Example(before=before, after=after, language="text", place=caller)
