"""A page that asks a server for things one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.traces.browser.alike import Alike, alike_fetches, callers_of
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.study import Study

MOST = 10
LOOP = "one by one"
"""What is wrong, as causes name it: `page_connection_queue` says the same of their queue."""

ERROR = 400
METHOD = "one request as long as the usual one of these, instead of all of them"


class PageNPlusOne(PageDetector):
    """Requests of a page's script for one thing after the other, where one request would do.

    What it looks for: `fetch` and XMLHttpRequest calls with the same method and the same address
    but for its ids (numbers, hashes, words in one place of the path, values of parameters), at
    least `count` with different addresses, with no pause longer than `pause` between them; begun
    at once or each after the one before, and across several functions. It is a warning when
    somebody waits for them at least `wait` (from the first being asked for to the last answer),
    otherwise a note. The same address again and again is another detector's.

    Why it matters: each request has its own way to the server and back, its own headers and its own
    work on both sides. One after another their ways add up; all at once they queue for the six
    connections a browser opens to a host (HTTP/1.1) and push back everything else.

    How sure it is: sure that they were asked for; whether the server can answer for all at once has
    to be seen there. The saving puts one request that takes as long as the usual one, without its
    time in the queue, in place of all.

    How to fix it: ask once with all ids, or let the answer with the list bring the details along.
    Where the server cannot, begin the requests together instead of awaiting each.

    Learnt from: Sentry's N+1 API calls (5 requests within 15 ms), which is blind to the ones that
    are awaited one after another. DevTools shows the first kind nowhere, the other only as a chain.
    """

    name = "page-n-plus-one"
    title = "N+1 requests of a page"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("count", 5, "count", "requests that are alike"),
        Threshold("pause", 500e6, "ns", "longest pause between two of them"),
        Threshold("wait", 100e6, "ns", "that all of them take, to be more than a note"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address, the longest wait first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        found = [
            account
            for group in alike_fetches(study, page, requests)
            if (account := _account(requests, group, limits)) is not None
        ]
        found.sort(key=lambda account: -account.wait_ns)
        for account in found[:MOST]:
            yield _finding(study, page, requests, account, limits)


@dataclass(frozen=True)
class _Account:
    """The bursts of one address that are large enough; places in `Requests` by start."""

    label: str
    places: NDArray[np.int32]
    bursts: int
    wait_ns: int
    one_ns: NDArray[np.int64]
    in_a_row: bool


def _account(requests: Requests, group: Alike, limits: Limits) -> _Account | None:
    bursts = [
        burst
        for burst in bursts_of(requests, group.places, limits["pause"])
        if len({requests.url[i] for i in burst.tolist()}) >= limits["count"]
        and not _fails(requests, burst)
    ]
    if not bursts:
        return None
    places = np.concatenate(bursts)
    sent = np.where(requests.sent_ns >= 0, requests.sent_ns, requests.start_ns)[places]
    return _Account(
        label=group.label,
        places=places,
        bursts=len(bursts),
        wait_ns=sum(_wait(requests, burst) for burst in bursts),
        one_ns=requests.end_ns[places] - sent,
        in_a_row=all(_in_a_row(requests, burst) for burst in bursts),
    )


def _fails(requests: Requests, places: NDArray[np.int32]) -> bool:
    """Whether most are answered with an error: then that is the trouble, not their number."""
    return bool((requests.status[places] >= ERROR).mean() > 0.5)


def bursts_of(
    requests: Requests, places: NDArray[np.int32], pause_ns: float
) -> list[NDArray[np.int32]]:
    """The requests (by start) cut where for longer than `pause_ns` none of them was under way."""
    latest = np.maximum.accumulate(requests.end_ns[places])
    cuts = np.flatnonzero(requests.start_ns[places][1:] - latest[:-1] > pause_ns) + 1
    return list(np.split(places, cuts))


def _wait(requests: Requests, places: NDArray[np.int32]) -> int:
    return int(requests.end_ns[places].max() - requests.start_ns[places].min())


def _in_a_row(requests: Requests, places: NDArray[np.int32]) -> bool:
    """Whether nearly each was asked for after the answer before it."""
    after = requests.start_ns[places][1:] >= requests.answered_ns[places][:-1]
    return bool(after.mean() >= 0.8)


def _finding(
    study: Study, page: Page, requests: Requests, account: _Account, limits: Limits
) -> Finding:
    count, label = len(account.places), account.label
    addresses = len({requests.url[i] for i in account.places.tolist()})
    caller = callers_of(study, requests, account.places[:1].tolist())[int(account.places[0])]
    asked = f" {caller.label(page)} asks for them." if caller is not None else ""
    order = "one after another" if account.in_a_row else "at once"
    each = duration(float(np.median(account.one_ns)))
    return Finding(
        detector=PageNPlusOne.name,
        severity=Severity.WARNING if account.wait_ns >= limits["wait"] else Severity.INFO,
        title=f"{label} is asked for {number(count)} times, {order}",
        where=page_name(page),
        why=(
            f"{plural(count, 'request')} for {number(addresses)} different addresses go out "
            f"{order} and take {duration(account.wait_ns)} together; one alone takes about "
            f"{each}.{asked[:1]}{asked[1:2].upper()}{asked[2:]}{_queued(requests, account)}"
        ),
        verdict=(
            f"`{label}` is asked for {number(count)} times {order}, which takes "
            f"{duration(account.wait_ns)}; one request for all of them would take about {each}"
        ),
        entity=label,
        measures=(
            Measure("requests", count, "count", limits["count"]),
            Measure("wait for all of them", account.wait_ns, "ns", limits["wait"]),
            Measure("one of them", float(np.median(account.one_ns)), "ns"),
        ),
        evidence=evidence_of_requests(study, requests, account.places),
        confidence=confidence(0.95, count),
        scopes=PageNPlusOne.scopes,
        saving=_saving(account),
        how=_how(account),
        example=_example(account),
        effort=Effort.MEDIUM,
        wrong_if="The server can answer only for one at a time, or the user asks for each.",
        cause=network_cause(page, label, LOOP),
        reach=share_of_page(page, account.wait_ns),
    )


def _queued(requests: Requests, account: _Account) -> str:
    longest = int(requests.queued_ns[account.places].max())
    if account.in_a_row or longest < account.wait_ns / 4:
        return ""
    return f" The last ones wait {duration(longest)} for a free connection."


def _saving(account: _Account) -> Saving:
    kept = account.bursts
    return Saving(
        value=max(0.0, account.wait_ns - kept * float(np.median(account.one_ns))),
        low=max(0.0, account.wait_ns - 2.0 * kept * int(account.one_ns.max())),
        high=max(0.0, float(account.wait_ns - kept * int(account.one_ns.min()))),
        unit="ns",
        method=METHOD,
        of=f"the wait for {account.label}",
        before=account.wait_ns,
    )


def _how(account: _Account) -> str:
    path = account.label.partition(" ")[2]
    together = (
        " Until then, begin them together instead of awaiting each." if (account.in_a_row) else ""
    )
    return (
        f"Let one request answer for all ids of `{path}`, or send the details along with the list "
        f"they come from.{together}"
    )


def _example(account: _Account) -> Example:
    method, _, path = account.label.partition(" ")
    base = path.partition("?")[0].partition("{")[0].rstrip("/")
    one = "await fetch(" if account.in_a_row else "fetch("
    before = f"for (const id of ids) {{\n  items.push({one}`{base}/${{id}}`));\n}}"
    after = f"const items = await fetch(`{base}?ids=${{ids.join(',')}}`);"
    return Example(before=before, after=after, language="javascript", place=f"{method} {path}")
