"""Timers that fire so often that the page never rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural, three_figures
from perfview.traces.browser.causes import page_name, page_part, share_of_page
from perfview.traces.browser.events import number_of, rows_named, said_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.scripts import Function, function_of
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

MOST = 3
FEWEST = 50
"""Firings of one timer from which a rate is told."""
MOST_READ = 50_000
SAMPLED = 20

METHOD = "the same timers once for every ten times they fire now; low: half of that"


@dataclass(frozen=True)
class _Account:
    """All timers that call one function: rows int32, how many timers, how often a second."""

    function: Function | None
    rows: NDArray[np.int32]
    timers: int
    per_second: float
    spent_ns: int


class TimerChurn(PageDetector):
    """Timers that fire again and again in short intervals: polling.

    What it looks for: timers of the page's main thread by the function they call. It fires when
    they fire at least `rate` times a second over at least `span`. It is a warning when they take at
    least `busy` of that time, otherwise a note.

    Why it matters: the page wakes up all the time; that drains batteries, delays input by a little
    each time and keeps the processor from resting, mostly to find that nothing has changed.

    How sure it is: the firings are counted. Whether an event could tell the page instead is for you
    to know.

    How to fix it: wait for the event instead of asking (`MutationObserver`, `ResizeObserver`,
    `IntersectionObserver`, a promise, server-sent events); draw in `requestAnimationFrame`, else
    ask less often and stop when the page is hidden.

    Learnt from: the HTML standard, which clamps nested timers to 4 ms for this reason;
    https://developer.chrome.com/blog/timer-throttling-in-chrome-88.
    """

    name = "timer-churn"
    title = "Timers firing all the time (polling)"
    scopes = ("cpu",)
    cost = 2
    thresholds = (
        Threshold("rate", 40, "per-second", "firings a second, at least"),
        Threshold("span", 1e9, "ns", "for so long, at least"),
        Threshold("busy", 0.05, "ratio", "of that time, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per function that timers call too often."""
        page = page_of(study)
        if page is None:
            return
        accounts = _accounts(study, page, limits)
        for account in sorted(accounts, key=lambda each: -each.per_second)[:MOST]:
            yield _finding(study, page, account, limits)


def _accounts(study: Study, page: Page, limits: Limits) -> list[_Account]:
    rows = rows_named(study, "TimerFire")
    rows = rows[on_main_thread(study, page)[rows]][:MOST_READ]
    if len(rows) < FEWEST:
        return []
    timer = np.array([number_of(said, "timerId") for said in said_of(study, rows)])
    found: dict[str, list[tuple[Function | None, NDArray[np.int32]]]] = {}
    for each in np.unique(timer).tolist():
        mine = rows[timer == each]
        if len(mine) >= FEWEST:
            function = _called(study, mine)
            found.setdefault(function.identity if function else "", []).append((function, mine))
    made = [_account(study, group) for group in found.values()]
    return [
        each for each in made if each.per_second >= limits["rate"] and _lasts(study, each, limits)
    ]


def _called(study: Study, rows: NDArray[np.int32]) -> Function | None:
    """The function these firings call, from the first few that say so."""
    for row in rows[:: max(1, len(rows) // SAMPLED)].tolist():
        for child in study.structure.children(row).tolist():
            is_call = study.model.strings[int(study.model.name[child])] == "FunctionCall"
            if is_call and (function := function_of(study, child)) is not None:
                return function
    return None


def _account(study: Study, group: list[tuple[Function | None, NDArray[np.int32]]]) -> _Account:
    rows = np.sort(np.concatenate([rows for _, rows in group]))
    start = study.model.start_ns[rows]
    lasted = max(1e-9, float(start.max() - start.min()) / 1e9)
    spent = int(study.model.duration_ns[rows].sum())
    return _Account(group[0][0], rows, len(group), len(rows) / lasted, spent)


def _lasts(study: Study, account: _Account, limits: Limits) -> bool:
    start = study.model.start_ns[account.rows]
    return int(start.max() - start.min()) >= limits["span"]


def _finding(study: Study, page: Page, account: _Account, limits: Limits) -> Finding:
    start = study.model.start_ns[account.rows]
    lasted = max(1, int(start.max() - start.min()))
    share = account.spent_ns / lasted
    who = account.function.label(page) if account.function else "a script without a name"
    rate = three_figures(account.per_second)
    timers = "a timer" if account.timers == 1 else f"{number(account.timers)} timers"
    identity = account.function.identity if account.function else "timer"
    return Finding(
        detector=TimerChurn.name,
        severity=Severity.WARNING if share >= limits["busy"] else Severity.INFO,
        title=f"A timer fires {rate} times a second",
        where=page_name(page),
        why=(
            f"{timers[:1].upper()}{timers[1:]} called {who} {plural(len(account.rows), 'time')} in "
            f"{duration(lasted)}; that took {duration(account.spent_ns)}, {percent(share)} of it."
        ),
        verdict=f"polling: {timers} called {who} {rate} times a second",
        entity=f"timer\n{identity}",
        measures=(
            Measure("firings a second", account.per_second, "per-second", limits["rate"]),
            Measure("for", lasted, "ns", limits["span"]),
            Measure("share of that time", share, "ratio", limits["busy"]),
            Measure("firings", len(account.rows), "count"),
        ),
        evidence=evidence_of(study, account.rows),
        confidence=confidence(0.8, len(account.rows)),
        scopes=TimerChurn.scopes,
        saving=Saving(
            0.9 * account.spent_ns, 0.45 * account.spent_ns, account.spent_ns, "ns", METHOD,
            f"timers of {page_name(page)}, {identity}", account.spent_ns,
        ),
        how=(
            "Let an event tell the page instead of asking (an observer, a promise, a message), or "
            "ask ten times less often."
        ),
        effort=Effort.MEDIUM,
        wrong_if="It has to be looked at that often, and no event tells of it.",
        cause=f"{page_part(page)}\n{identity}\ntimer",
        reach=share_of_page(page, account.spent_ns),
    )  # fmt: skip
