"""The same call, once for every row of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.kernels.splitting import in_threads
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.loop_account import LoopAccount, account_of
from perfview.traces.patterns.loop_words import (
    SELDOM,
    copies_rows,
    example_of,
    how_of,
    is_felt,
    title_of,
    verdict_of,
    why_of,
    wrong_if_of,
)
from perfview.traces.patterns.loops import Bursts, Enough, Loops, find_bursts, group_bursts
from perfview.traces.patterns.naming import endpoint_path
from perfview.traces.patterns.questions import Questions, loop_cause, pair_cause, questions_of
from perfview.traces.patterns.repeats_told import without_told
from perfview.traces.patterns.span_types import of_pages
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, estimate
from perfview.traces.study import Study

PER_ENDPOINT = 4
MOST = 40
METHOD = "trace re-timed with each loop's calls replaced by one as long as the longest of them"


FILLED = 0.25
"""The share of a request from which on many requests side by side matter."""


class NPlusOne(RequestDetector):
    """Alike calls that one operation makes again and again in a single request.

    What it looks for: statements that are the same once numbers and quoted values are taken out, at
    least `repeats` times below one span of one request. The calls need not be neighbours: other
    work may come between them, and each may be wrapped in up to two spans of its own, as ORMs and
    repositories do. Requests to another service count as alike when method, peer, callee and route
    are, ids in the path and the query left out; files of a page (pictures, scripts, fonts), what is
    fetched ahead and GraphQL's one address are no such requests. A row of different calls, at least
    one of them a statement, counts from `sequence-repeats` on where it comes again and again in the
    same order. It fires when they cover at least `time` (requests: add up to `request-time`) or at
    least `share` of the request on average, or when there are `certain-repeats` statements whatever
    they took, because what is quick on the machine of the recording is a round trip each in
    production. Loops of one operation over one table are one thing to do, whichever endpoints they
    slow down; so are its loops over statements that fewer than `prevalence` of its calls repeat.
    Where fewer than that part of all requests loop in the operation at all, and less than half of
    their endpoint's, it is a note. Stores made for small reads (Redis, Memcached and kin) are left
    alone below `cache-repeats`, connection and transaction housekeeping always. Reported are at
    most four loops per endpoint and forty in all, by time.

    Why it matters: every call pays for the way to the database and back, so the request grows with
    the data. The list that is quick with ten rows takes seconds with a thousand.

    How sure it is: very, when the number of calls differs from request to request (data decides it)
    and the statement was recorded; less when only the span's name repeats, when the text is cut
    off, when the calls write, or when the count is always the same. Calls that already overlap are
    told apart: batching them saves the database work but little waiting. The saving is a re-timing
    of each trace with one call as long as the longest instead of all; a batched call that returns
    more rows may take longer than that.

    How to fix it: ask for all rows at once (`WHERE key = ANY(...)` or `IN (...)`, a join, the ORM's
    eager loading) and hand the result out in memory; for writes, one statement with many rows; for
    requests, an endpoint that takes a list of keys.

    Learnt from: Sentry's N+1 DB, MN+1 DB (5 repeats, 50 ms) and N+1 API (5 repeats, 300 ms)
    detectors, and where they are blind: requests one after another, literals in the text, runs
    broken by other spans, repeats each under its own parent, loops without a first query that
    differs.
    """

    name = "n-plus-one"
    title = "N+1 calls"
    scopes = ("database", "network")
    cost = 4
    prominence = 9
    thresholds = (
        Threshold("repeats", 5, "count", "alike calls in one request, at least"),
        Threshold("sequence-repeats", 3, "count", "repeats of different calls in turn, at least"),
        Threshold("time", 50e6, "ns", "time they cover in a request, on average"),
        Threshold("share", 0.10, "ratio", "or the share of the request they cover, on average"),
        Threshold("certain-repeats", 20, "count", "alike calls that are reported however quick"),
        Threshold("request-time", 300e6, "ns", "what alike requests add up to, on average"),
        Threshold("prevalence", 0.01, "ratio", "of all requests; what fewer do is only a note"),
        Threshold("cache-repeats", 50, "count", "alike calls to a cache, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per endpoint, calling operation and statement, most time first."""
        asked = questions_of(study)
        need = np.where(asked.is_cache, limits["cache-repeats"], limits["repeats"])
        enough = Enough(
            alike=np.maximum(need, 2).astype(np.int32),
            rounds=max(2, round(limits["sequence-repeats"])),
            certain=limits["certain-repeats"],
            statement_ns=limits["time"],
            request_ns=limits["request-time"],
            share=limits["share"],
        )
        bursts, once_asked = find_bursts(study, asked, enough)
        if len(bursts) and (judged := without_told(study, asked)) is not asked:
            bursts, once_asked = find_bursts(study, judged, enough)
        asked = once_asked
        if len(bursts) == 0:
            return
        loops = group_bursts(study, bursts, asked, limits["prevalence"])
        chosen = _worst(bursts, loops, asked, limits)
        accounts = [account_of(study, asked, bursts, loops, k) for k in chosen]
        changes = [_change(bursts, loops, account) for account in accounts]
        savings = _savings(study, changes)
        told = Counter(map(_pair, accounts))
        for account, change, saving in zip(accounts, changes, savings, strict=True):
            finding = _finding(study, account, change, saving, limits)
            if account.is_request and told[_pair(account)] > 1:
                cause = pair_cause(study, account.endpoint, account.service, account.system)
                finding = replace(finding, cause=cause)
            yield finding


def _pair(account: LoopAccount) -> tuple[int, int, str]:
    """Who asks whom: several loops between the same two are one conversation that is too long."""
    return account.endpoint, account.operation, account.system


def _worst(bursts: Bursts, loops: Loops, asked: Questions, limits: Limits) -> list[int]:
    """The loops above the limits, by total time, so many per endpoint and in all."""
    calls = np.add.reduceat(bursts.rounds[loops.burst], loops.first[:-1])
    is_request = loops.question >= asked.statements
    spent = np.add.reduceat(bursts.total_ns[loops.burst], loops.first[:-1]) / loops.requests
    fires = np.where(is_request, spent >= limits["request-time"], loops.union_ns >= limits["time"])
    fires |= loops.share >= limits["share"]
    fires |= ~is_request & (calls / loops.requests >= limits["certain-repeats"])
    fires &= loops.endpoint >= 0
    taken: dict[int, int] = {}
    chosen: list[int] = []
    for k in np.flatnonzero(fires)[np.argsort(-loops.total_ns[fires], kind="stable")].tolist():
        endpoint = int(loops.endpoint[k])
        if taken.get(endpoint, 0) < PER_ENDPOINT and len(chosen) < MOST:
            taken[endpoint] = taken.get(endpoint, 0) + 1
            chosen.append(k)
    return chosen


def _savings(study: Study, changes: list[Change]) -> list[Saving]:
    """The loop's own work between the calls stays; the upper end is that it goes with them."""
    told: dict[bool, list[Saving]] = {}

    def work(begin: int, stop: int) -> None:
        for keep_gaps in (True, False)[begin:stop]:
            retime = partial(what_if.batch, keep_gaps=keep_gaps)
            told[keep_gaps] = estimate(study, changes, retime, METHOD)

    in_threads(work, [(0, 1), (1, 2)])
    return [
        replace(low, high=max(low.high, high.high))
        for low, high in zip(told[True], told[False], strict=True)
    ]


def _change(bursts: Bursts, loops: Loops, account: LoopAccount) -> Change:
    return Change(account.endpoint, bursts.split(loops.bursts(account.loop)), account.concerned)


def _finding(
    study: Study, account: LoopAccount, change: Change, saving: Saving, limits: Limits
) -> Finding:
    on_screen = account.is_request and bool(of_pages(study, account.concerned).any())
    seldom = account.frequency < SELDOM and account.prevalence < limits["prevalence"]
    about = "several" if account.kinds > 1 else account.subject or account.text
    text = "several statements" if account.kinds > 1 else account.text
    return Finding(
        detector=NPlusOne.name,
        severity=Severity.INFO
        if seldom
        else _severity(account, saving, limits, on_screen=on_screen),
        title=title_of(account),
        where=f"{account.service} → {account.system}, {account.request}",
        why=why_of(account),
        verdict=verdict_of(account, saving),
        entity=f"{endpoint_path(study, account.endpoint)}\n{account.path}\n{text}",
        measures=_measures(account, limits),
        evidence=evidence_of(study, change.rows),
        confidence=confidence(_unambiguous(account), account.requests),
        scopes=("network",) if account.is_request else ("database",),
        saving=saving,
        how=how_of(account),
        example=example_of(account),
        effort=Effort.MEDIUM if account.is_request else Effort.SMALL,
        wrong_if=wrong_if_of(account),
        cause=loop_cause(study, account.endpoint, account.operation, int(change.rows[0]), about),
        reach=account.reach,
        request=account.request,
    )


def _severity(account: LoopAccount, saving: Saving, limits: Limits, *, on_screen: bool) -> Severity:
    """Critical when a quarter of p95 and at least twice the time limit would go.

    Reading requests from a user's screen are at least a warning, even side by side: a browser
    sends six at a time to a host, the others wait, and a phone's line is narrow.

    So are many requests side by side that take up a good part of what they are made for: batching
    them would save the callee most of the work, and the caller the wait for the slowest of many.

    A note when each call copies many rows by itself, when the calls are few and quick, whatever
    their share of a quick request, and when nobody would feel it because they overlap or stand
    beside the critical path.
    """
    many = account.share >= limits["share"] and account.median >= 2 * limits["repeats"]
    if on_screen and account.union_ns < limits["time"]:
        return Severity.INFO
    if copies_rows(account.text):
        return Severity.INFO
    if not is_felt(saving) and (on_screen or _fills(account, limits)):
        return Severity.WARNING if account.reads else Severity.INFO
    if not is_felt(saving) or (account.union_ns < limits["time"] and not many):
        return Severity.INFO
    grave = saving.value >= 0.25 * (saving.before or 1.0)
    return Severity.CRITICAL if grave and saving.value >= 2 * limits["time"] else Severity.WARNING


def _fills(account: LoopAccount, limits: Limits) -> bool:
    """Whether these are many requests that cover a good part of what they are made for."""
    many = account.is_request and account.median >= 2 * limits["repeats"]
    waited = FILLED <= account.share <= 1
    return many and waited and account.union_ns >= limits["time"]


def _measures(account: LoopAccount, limits: Limits) -> tuple[Measure, ...]:
    least = limits["cache-repeats" if account.is_cache else "repeats"]
    if account.in_turn > 1:
        least = limits["sequence-repeats"]
    time = limits["request-time" if account.is_request else "time"]
    return (
        Measure(
            "alike requests" if account.is_request else "same statement",
            account.median,
            "count",
            least,
        ),
        Measure("most in a request", account.most, "count", limits["certain-repeats"]),
        Measure("time in them", account.union_ns, "ns", time),
        Measure("share of request", account.share, "ratio", limits["share"]),
        Measure("one after another", account.waits, "ratio"),
        Measure("requests with it", account.frequency, "ratio"),
    )


def _unambiguous(account: LoopAccount) -> float:
    sure = 0.98
    sure *= 1.0 if account.recorded else 0.75
    sure *= 0.85 if account.text.rstrip().endswith(("...", "…")) else 1.0
    sure *= 1.0 if account.reads else 0.9
    sure *= 0.85 if account.is_cache else 1.0
    sure *= 0.85 if account.waits < 0.5 else 1.0
    return sure * (0.92 if account.requests >= 3 and not account.varies else 1.0)
