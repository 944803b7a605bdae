"""Tasks that keep the main thread from answering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.browser.causes import function_cause, page_name, share_of_page, work_cause
from perfview.traces.browser.events import rows_named
from perfview.traces.browser.filling import MOST_OF_IT, Filling, filling_of, told
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.tasks import LONG_NS, Tasks, on_main_thread, tasks_of
from perfview.traces.browser.work import WORDS, Work
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

MOST = 5
LOOKED_AT = 300
"""Tasks whose filling is looked for; the longest first, the others hardly matter beside them."""

METHOD = "what these tasks take beyond 50 ms each, which pauses between their parts would give back"


class LongTask(PageDetector):
    """Tasks of the main thread that are too long for the page to answer in time.

    What it looks for: tasks of the page's own main thread, from its navigation on, longer than
    `duration`. They are put together by what fills them: the function that holds at least half of
    the task, else the kind of work (style and layout, parsing, garbage collection). Their blocking
    time is what each takes beyond 50 ms; from `blocking` on it is a warning, from `critical` on
    critical, below a note. Work of the browser itself is never more than a note, and told only from
    `blocking` on.

    Why it matters: while a task runs the page answers nothing: no click, no key, no scrolling that
    script listens to, no new frame of an animation. Beyond 50 ms an answer within 100 ms is no
    longer sure (RAIL).

    How sure it is: durations are exact, and so is whose task it was. They are wall clock: on a busy
    machine a task includes waiting for a processor. Recording itself makes script somewhat slower,
    phones are several times slower than the machine this was recorded on.

    How to fix it: do less, later or elsewhere: split the loop and let the page answer in between
    (`await scheduler.yield()`, `setTimeout`), move computing to a worker, load what is not needed
    for the first view on demand.

    Learnt from: the W3C Long Tasks API (50 ms), Lighthouse's total blocking time (150 ms good on a
    desktop, 600 ms poor on a phone), DevTools' red corners, which do not say which function it was.
    """

    name = "long-task"
    title = "Long task on the main thread"
    scopes = ("cpu", "render")
    cost = 1
    prominence = 9
    thresholds = (
        Threshold("duration", LONG_NS, "ns", "the longest a task may take"),
        Threshold("blocking", 150e6, "ns", "blocking time from which it is a warning"),
        Threshold("critical", 600e6, "ns", "blocking time from which it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per function or kind of work that fills long tasks, most blocking first."""
        page = page_of(study)
        if page is None:
            return
        tasks = tasks_of(study, page)
        accounts = _accounts(study, page, tasks, limits)
        for account in accounts[:MOST]:
            yield _finding(study, page, tasks, account, limits)


@dataclass
class _Account:
    """Long tasks with one filling; places in `Tasks`, longest first."""

    cause: str
    filling: Filling
    work: Work
    places: list[int] = field(default_factory=list)
    blocking_ns: int = 0

    @property
    def is_page_s(self) -> bool:
        """Whether the page asked for it: its script, or layout, painting and parsing for it."""
        return self.filling.function is not None or self.work is not Work.OTHER


def _accounts(study: Study, page: Page, tasks: Tasks, limits: Limits) -> list[_Account]:
    """Long tasks by what fills them, most blocking first; those worth telling of."""
    found: dict[str, _Account] = {}
    notable = limits["blocking"]
    long = np.flatnonzero(tasks.duration_ns > limits["duration"])
    long = long[np.argsort(-tasks.duration_ns[long], kind="stable")][:LOOKED_AT]
    for place in long.tolist():
        filling = filling_of(study, int(tasks.row[place]))
        work = Work(int(tasks.by_work[place].argmax()))
        function = filling.function
        if function is None or _is_one_layout(study, page, tasks, place):
            cause = work_cause(page, work)
        else:
            cause = function_cause(page, function)
        account = found.setdefault(cause, _Account(cause, filling, work))
        account.places.append(place)
        account.blocking_ns += int(tasks.blocking_ns[place])
    told = [each for each in found.values() if each.is_page_s or each.blocking_ns >= notable]
    return sorted(told, key=lambda account: -account.blocking_ns)


def _is_one_layout(study: Study, page: Page, tasks: Tasks, place: int) -> bool:
    """Whether one update of style and layout takes half of the task: its size is the trouble then,
    whichever script made it come early."""
    duration_ns, start_ns = study.model.duration_ns, study.model.start_ns
    begin = int(tasks.start_ns[place])
    longest = 0
    for names in (("Layout",), ("UpdateLayoutTree", "RecalculateStyles")):
        rows = rows_named(study, *names)
        inside = (start_ns[rows] >= begin) & (start_ns[rows] < begin + tasks.duration_ns[place])
        rows = rows[inside & on_main_thread(study, page)[rows]]
        longest += int(duration_ns[rows].max(initial=0))
    return longest >= MOST_OF_IT * int(tasks.duration_ns[place])


def _finding(study: Study, page: Page, tasks: Tasks, account: _Account, limits: Limits) -> Finding:
    places = np.array(account.places)
    longest, total = int(tasks.duration_ns[places[0]]), int(tasks.duration_ns[places].sum())
    who = told(account.filling, page, account.work)
    several = len(places) > 1
    return Finding(
        detector=LongTask.name,
        severity=_severity(account, limits),
        title=f"{_who(account, page)} blocks the main thread for {duration(longest)}",
        where=page_name(page),
        why=(
            f"{plural(len(places), 'task')} longer than {duration(limits['duration'])} "
            f"{'go' if several else 'goes'} to {who}"
            f"{f', {duration(total)} together' if several else ''}: {_parts(tasks, places)}. "
            f"Meanwhile the page answers nothing; {duration(account.blocking_ns)} of it is "
            "blocking time."
        ),
        verdict=(
            f"a long task of {duration(longest)} keeps the main thread from answering: {who}"
            f"{f'; {number(len(places))} tasks like it' if several else ''}"
        ),
        entity=account.cause,
        measures=(
            Measure("longest task", longest, "ns", limits["duration"]),
            Measure("blocking time", account.blocking_ns, "ns", limits["blocking"]),
            Measure("long tasks", len(places), "count"),
            Measure("blocking time of all tasks", int(tasks.blocking_ns.sum()), "ns"),
        ),
        evidence=evidence_of(study, tasks.row[places]),
        confidence=confidence(0.95, max(10, len(places))),
        scopes=LongTask.scopes,
        saving=_saving(page, account, total),
        how=_how(account),
        example=_example(account),
        effort=Effort.MEDIUM,
        wrong_if="The machine was busy with something else, or nobody waits for the page then.",
        cause=account.cause,
        reach=share_of_page(page, total),
    )


def _severity(account: _Account, limits: Limits) -> Severity:
    if not account.is_page_s or account.blocking_ns < limits["blocking"]:
        return Severity.INFO
    return Severity.CRITICAL if account.blocking_ns >= limits["critical"] else Severity.WARNING


def _plain(account: _Account, page: Page) -> str:
    function = account.filling.function
    return function.plain(page) if function is not None else WORDS[account.work]


def _who(account: _Account, page: Page) -> str:
    """At the start of a title; names of functions stay as they are written."""
    text, function = _plain(account, page), account.filling.function
    is_name = function is not None and function.name
    return text if is_name else text[:1].upper() + text[1:]


def _parts(tasks: Tasks, places: np.ndarray) -> str:
    """The kinds of work that make up at least a twentieth of these tasks."""
    spent = tasks.by_work[places].sum(axis=0)
    whole = max(1, int(spent.sum()))
    order = np.argsort(-spent, kind="stable").tolist()
    return ", ".join(
        f"{WORDS[Work(kind)]} {percent(spent[kind] / whole)}"
        for kind in order
        if spent[kind] >= 0.05 * whole
    )


def _saving(page: Page, account: _Account, total: int) -> Saving:
    return Saving(
        value=account.blocking_ns,
        low=account.blocking_ns / 2,
        high=total,
        unit="ns",
        method=METHOD,
        of=f"long tasks of {_plain(account, page)} on {page_name(page)}",
        before=total,
    )


def _how(account: _Account) -> str:
    if account.work is Work.LAYOUT and account.filling.function is None:
        return (
            "Give the browser fewer elements to lay out at once: render only what is visible, set "
            "`content-visibility: auto` on what is not, and keep the DOM small."
        )
    if account.work is Work.COLLECT:
        return "Allocate less in loops and keep objects for reuse: the collector is the work here."
    if account.work is Work.PARSE and account.filling.function is None:
        return "Send less HTML at once; load long lists in parts."
    return (
        "Split the work so that the page can answer in between (`await scheduler.yield()`), move "
        "computing to a worker, and leave out what is not needed right then."
    )


def _example(account: _Account) -> Example | None:
    if account.work is not Work.SCRIPT:
        return None
    return Example(
        before="for (const item of items) {\n  work(item);\n}",
        after=(
            "let last = performance.now();\nfor (const item of items) {\n  work(item);\n"
            "  if (performance.now() - last > 40) {\n    await scheduler.yield();\n"
            "    last = performance.now();\n  }\n}"
        ),
        language="javascript",
    )
