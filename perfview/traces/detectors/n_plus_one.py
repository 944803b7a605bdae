"""The same database call, once for every row of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces import what_if
from perfview.traces.confidence import confidence
from perfview.traces.database import DatabaseCalls, database_calls, question_text
from perfview.traces.estimates import Change, estimate
from perfview.traces.evidence import evidence_of
from perfview.traces.loop_account import LoopAccount, account_of
from perfview.traces.loops import Bursts, Loops, find_bursts, group_bursts
from perfview.traces.naming import endpoint_path, operation_path, shortened
from perfview.traces.rewriting import batched, laid_out
from perfview.traces.study import Study

PER_ENDPOINT = 4
MOST = 40
METHOD = "trace re-timed with each loop's calls replaced by one as long as the longest of them"


class NPlusOne(Detector):
    """Alike database calls that one operation makes again and again in a single request.

    What it looks for: statements that are the same once numbers and quoted values are taken out,
    at least `repeats` times below one span of one request. The calls need not be neighbours: other
    work may come between them, and each may be wrapped in up to two spans of its own, as ORMs and
    repositories do. It fires when they cover at least `time` or at least `share` of the request on
    average, or when there are `certain-repeats` of them whatever they took, because what is quick
    on the machine of the recording is a round trip each in production. Stores made for small reads
    (Redis, Memcached and kin) are left alone below `cache-repeats`, connection and transaction
    housekeeping always. Reported are at most four loops per endpoint and forty in all, by time.

    Why it matters: every call pays for the way to the database and back, so the request grows with
    the data. The list that is quick with ten rows takes seconds with a thousand.

    How sure it is: very, when the number of calls differs from request to request (data decides it)
    and the statement was recorded; less when only the span's name repeats, when the text is cut
    off, when the calls write, or when the count is always the same. Calls that already overlap are
    told apart: batching them saves the database work but little waiting. The saving is a re-timing
    of each trace with one call as long as the longest instead of all; a batched call that returns
    more rows may take longer than that.

    How to fix it: ask for all rows at once (`WHERE key = ANY(...)` or `IN (...)`, a join, the ORM's
    eager loading) and hand the result out in memory; for writes, one statement with many rows.

    Learnt from: Sentry's N+1 DB and MN+1 DB detectors (5 repeats, 50 ms), and where they are blind:
    literals in the text, runs broken by other spans, repeats each under its own parent, loops
    without a first query that differs.
    """

    name = "n-plus-one"
    title = "N+1 database calls"
    scopes = ("database",)
    cost = 3
    thresholds = (
        Threshold("repeats", 5, "count", "alike calls in one request, at least"),
        Threshold("time", 50e6, "ns", "time they cover in a request, on average"),
        Threshold("share", 0.10, "ratio", "or the share of the request they cover, on average"),
        Threshold("certain-repeats", 20, "count", "alike calls that are reported however quick"),
        Threshold("cache-repeats", 50, "count", "alike calls to a cache, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per endpoint, calling operation and statement, most time first."""
        calls = database_calls(study)
        need = np.where(calls.is_cache, limits["cache-repeats"], limits["repeats"])
        bursts = find_bursts(study, calls, np.maximum(need, 2).astype(np.int32))
        if len(bursts) == 0:
            return
        loops = group_bursts(study, bursts)
        accounts = [account_of(study, bursts, loops, k) for k in _worst(bursts, loops, limits)]
        changes = [_change(bursts, loops, account) for account in accounts]
        savings = _savings(study, changes)
        for account, change, saving in zip(accounts, changes, savings, strict=True):
            yield _finding(study, calls, account, change, saving, limits)


def _worst(bursts: Bursts, loops: Loops, limits: Limits) -> list[int]:
    """The loops above the limits, by total time, so many per endpoint and in all."""
    calls = np.add.reduceat(np.diff(bursts.first)[loops.burst], loops.first[:-1])
    fires = loops.union_ns >= limits["time"]
    fires |= loops.share >= limits["share"]
    fires |= calls / loops.requests >= limits["certain-repeats"]
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
    careful = estimate(study, changes, what_if.batch, METHOD)
    hopeful = estimate(study, changes, partial(what_if.batch, keep_gaps=False), METHOD)
    return [
        replace(low, high=max(low.high, high.high))
        for low, high in zip(careful, hopeful, strict=True)
    ]


def _change(bursts: Bursts, loops: Loops, account: LoopAccount) -> Change:
    return Change(account.endpoint, bursts.split(loops.bursts(account.loop)), account.concerned)


def _finding(
    study: Study,
    calls: DatabaseCalls,
    account: LoopAccount,
    change: Change,
    saving: Saving,
    limits: Limits,
) -> Finding:
    text = question_text(study, account.question)
    reads = bool(study.statements.is_read[account.question])
    noun = "query" if reads else "write"
    leaf = int(study.operations.of_span[change.rows[0]])
    return Finding(
        detector=NPlusOne.name,
        severity=_severity(account, saving, limits),
        title=f"N+1 {noun} in {account.caller}"
        if reads
        else f"One write per row in {account.caller}",
        where=f"{account.service} → {account.system}, {account.request}",
        why=_why(account, text, reads),
        verdict=_verdict(account, saving, "queries" if reads else "writes"),
        entity=f"{endpoint_path(study, account.endpoint)}\n{account.path}\n{text}",
        measures=_measures(account, limits, bool(calls.is_cache[account.question])),
        evidence=evidence_of(study, change.rows),
        confidence=confidence(_unambiguous(calls, account, text, reads), account.requests),
        scopes=NPlusOne.scopes,
        saving=saving,
        how=_how(account, text, reads),
        example=_example(account, text) if calls.recorded[account.question] else None,
        effort=Effort.SMALL,
        wrong_if=_wrong_if(account, reads),
        cause="\n".join(
            (
                endpoint_path(study, account.endpoint),
                operation_path(study, leaf),
                f"{account.path} {text}",
            )
        ),
        reach=account.reach,
    )


def _severity(account: LoopAccount, saving: Saving, limits: Limits) -> Severity:
    """Critical when a quarter of p95 and at least twice the time limit would go.

    A note when the calls are few and quick, whatever their share of a quick request, and when
    nobody would feel it because they overlap or stand beside the critical path.
    """
    many = account.share >= limits["share"] and account.median >= 2 * limits["repeats"]
    if not _is_felt(saving) or (account.union_ns < limits["time"] and not many):
        return Severity.INFO
    grave = saving.value >= 0.25 * (saving.before or 1.0)
    return Severity.CRITICAL if grave and saving.value >= 2 * limits["time"] else Severity.WARNING


def _why(account: LoopAccount, text: str, reads: bool) -> str:
    each = "one after another" if account.waits > 0.8 else "partly side by side"
    verb = "runs the same statement" if reads else "writes with the same statement"
    words = [
        f"A request {verb} {number(account.median)} times (at most {number(account.most)}), "
        f"{each}: `{shortened(text)}`.",
        f"Together they cover {duration(account.union_ns)}, {percent(account.share)} of the "
        f"request, on average over {plural(account.requests, 'request')}.",
    ]
    if account.source:
        words.append(f"`{shortened(account.source)}` comes before and brings the rows.")
    return " ".join(words)


def _verdict(account: LoopAccount, saving: Saving, noun: str) -> str:
    spent = f"{duration(account.sample_union_ns)} of {duration(account.sample_ns)}"
    count = number(account.sample_count)
    gain = f"batching them saves about {duration(saving.value)} at p95"
    if not _is_felt(saving):
        gain = "batching them spares the database, though hardly any waiting"
    return (
        f"`{account.request}` spends {spent} in {count} identical {noun} from `{account.caller}`; "
        f"{gain}"
    )


def _is_felt(saving: Saving) -> bool:
    """Whether anyone would notice: two percent of the request, or a twentieth of a second."""
    return saving.value >= min(50e6, 0.02 * (saving.before or 0.0))


def _measures(account: LoopAccount, limits: Limits, cache: bool) -> tuple[Measure, ...]:
    least = limits["cache-repeats"] if cache else limits["repeats"]
    return (
        Measure("same statement", account.median, "count", least),
        Measure("most in a request", account.most, "count", limits["certain-repeats"]),
        Measure("time in them", account.union_ns, "ns", limits["time"]),
        Measure("share of request", account.share, "ratio", limits["share"]),
        Measure("one after another", account.waits, "ratio"),
        Measure("requests with it", account.frequency, "ratio"),
    )


def _unambiguous(calls: DatabaseCalls, account: LoopAccount, text: str, reads: bool) -> float:
    sure = 0.98
    sure *= 1.0 if calls.recorded[account.question] else 0.75
    sure *= 0.85 if text.rstrip().endswith(("...", "…")) else 1.0
    sure *= 1.0 if reads else 0.9
    sure *= 0.85 if calls.is_cache[account.question] else 1.0
    sure *= 0.85 if account.waits < 0.5 else 1.0
    return sure * (0.92 if account.requests >= 3 and not account.varies else 1.0)


def _how(account: LoopAccount, text: str, reads: bool) -> str:
    place = f"In `{account.caller}`, "
    if not reads:
        return f"{place}collect the rows and send them in one statement or one batch."
    rewrite = batched(text, account.system)
    if rewrite and rewrite.key:
        return (
            f"{place}collect every {rewrite.key} first, ask once, then hand the rows out by "
            f"{rewrite.key} in memory. {rewrite.note}".strip()
        )
    return f"{place}load what the loop needs in one call before it: a join, a list of keys, or the ORM's eager loading."  # noqa: E501


def _example(account: LoopAccount, text: str) -> Example | None:
    rewrite = batched(text, account.system)
    if rewrite is None:
        return None
    mark = {"sql": "--", "text": "#"}.get(rewrite.language, "//")
    times = plural(round(account.median), "time")
    before, after = text, rewrite.text
    if rewrite.language == "sql":
        before, after = laid_out(before), laid_out(after)
    return Example(
        before=f"{mark} {times} in one request\n{before}",
        after=f"{mark} once\n{after}",
        language=rewrite.language,
        place=account.caller,
    )


def _wrong_if(account: LoopAccount, reads: bool) -> str:
    if not reads:
        return "The writes must each be confirmed before the next, or go to different databases."
    if account.requests >= 3 and not account.varies:
        return f"The {number(account.median)} calls ask for different things on purpose: their number never changes."  # noqa: E501
    return "The loop stops early on purpose, or each call depends on the answer of the one before."
