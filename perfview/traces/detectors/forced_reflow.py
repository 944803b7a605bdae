"""Script that makes the browser lay out the page again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent
from perfview.traces.browser.causes import function_cause, page_name, share_of_page
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.reflows import Reflows, begins_of, reflows_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

MOST = 5
METHOD = (
    "one style and layout left in each task, its longest; low: half of the rest, as some changes "
    "have to be laid out anyway"
)

EXAMPLE = Example(
    before=(
        "for (const box of boxes) {\n"
        "  box.style.width = box.offsetWidth - 1 + 'px';  // reads, then writes\n}"
    ),
    after=(
        "const widths = boxes.map(box => box.offsetWidth);  // reads first\n"
        "boxes.forEach((box, i) => {\n  box.style.width = widths[i] - 1 + 'px';\n});"
    ),
    language="javascript",
)


class ForcedReflow(PageDetector):
    """Style and layout that script forces in the middle of its work.

    What it looks for: style and layout slices inside script on the page's main thread, added up by
    the function that was called. It fires when one function forces at least `total` in one task;
    from `repeats` in one task on it is told as a loop (layout thrashing). From `grave` in one task
    on it is critical.

    Why it matters: the browser lays out once a frame when left alone. Script that changes something
    and then asks for a size gets an answer only after a layout of its own; in a loop that is one
    layout per element, and the time grows with the square of the list.

    How sure it is: the slices say that they ran inside script, and stack traces (where recorded)
    which line asked. What would be left without them is estimated: one layout per task.

    How to fix it: read all sizes first, then change; keep sizes instead of asking again; put reads
    into `requestAnimationFrame` before changes, or use `ResizeObserver`.

    Learnt from: DevTools' forced reflow insight (time per function) and its 10 ms warning; Paul
    Irish, What forces layout/reflow.
    """

    name = "forced-reflow"
    title = "Forced reflow"
    scopes = ("render", "cpu")
    cost = 2
    prominence = 5
    thresholds = (
        Threshold("total", 30e6, "ns", "forced style and layout of one function in a task"),
        Threshold("repeats", 5, "count", "times in one task from which it is a loop"),
        Threshold("grave", 400e6, "ns", "in one task, from which it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per function, most forced time first."""
        page = page_of(study)
        if page is None:
            return
        accounts = [_account(study, reflows) for reflows in reflows_of(study, page)]
        firing = [account for account in accounts if account.worst_ns >= limits["total"]]
        for account in firing[:MOST]:
            yield _finding(study, page, account, limits)


@dataclass(frozen=True)
class _Account:
    """A function's forced reflows, added up by task; a layout right after style is one with it.

    `worst_ns` and `worst_times` are of the task with most forced time, `avoidable_ns` is all but
    the longest of every task, `script_ns` the time of the script slices they are in.
    """

    reflows: Reflows
    times: int
    total_ns: int
    tasks: int
    worst_ns: int
    worst_times: int
    avoidable_ns: int
    script_ns: int


def _account(study: Study, reflows: Reflows) -> _Account:
    first = np.flatnonzero(begins_of(study, reflows))
    spent = np.add.reduceat(study.model.duration_ns[reflows.row], first)
    task, owner = np.unique(study.structure.trace[reflows.row[first]], return_inverse=True)
    per_task = np.bincount(owner, spent, minlength=len(task))
    longest = _longest(spent, owner, len(task))
    worst = int(per_task.argmax())
    entries = np.unique(reflows.entry)
    return _Account(
        reflows=reflows,
        times=len(first),
        total_ns=int(spent.sum()),
        tasks=len(task),
        worst_ns=int(per_task[worst]),
        worst_times=int((owner == worst).sum()),
        avoidable_ns=int(spent.sum() - longest.sum()),
        script_ns=max(1, int(study.model.duration_ns[entries].sum())),
    )


def _longest(spent: NDArray[np.int64], owner: NDArray[np.intp], count: int) -> NDArray[np.int64]:
    longest = np.zeros(count, np.int64)
    np.maximum.at(longest, owner, spent)
    return longest


def _finding(study: Study, page: Page, account: _Account, limits: Limits) -> Finding:
    reflows = account.reflows
    asking = (reflows.asking or reflows.function).label(page)
    is_loop = account.worst_times >= limits["repeats"]
    times = _times(account.times)
    return Finding(
        detector=ForcedReflow.name,
        severity=_severity(account, limits),
        title=f"{_plain(asking)} forces a reflow {times}",
        where=page_name(page),
        why=_why(page, account, asking, is_loop=is_loop),
        verdict=(
            f"forced reflow: {asking} makes the browser lay out the page {times}, "
            f"{duration(account.total_ns)} of style and layout in the middle of script"
        ),
        entity=reflows.function.identity,
        measures=(
            Measure("forced in one task", account.worst_ns, "ns", limits["total"]),
            Measure("times in that task", account.worst_times, "count", limits["repeats"]),
            Measure("forced altogether", account.total_ns, "ns"),
            Measure("share of the script’s time", account.total_ns / account.script_ns, "ratio"),
        ),
        evidence=evidence_of(study, reflows.row),
        confidence=confidence(0.95 if is_loop else 0.75, account.times),
        scopes=ForcedReflow.scopes,
        saving=Saving(
            value=account.avoidable_ns,
            low=account.avoidable_ns / 2,
            high=account.total_ns,
            unit="ns",
            method=METHOD,
            of=reflows.function.plain(page),
            before=account.script_ns,
        ),
        how=(
            f"In {asking}, read all sizes and positions before changing anything, and change "
            "everything after that: then one layout is enough."
        ),
        example=EXAMPLE if is_loop else None,
        effort=Effort.SMALL,
        wrong_if="Every size that is read depends on the change right before it.",
        cause=function_cause(page, reflows.function, "forced reflow"),
        reach=share_of_page(page, account.script_ns),
    )


def _severity(account: _Account, limits: Limits) -> Severity:
    """A single layout would have come at the end of the task anyway: it is a note."""
    if account.worst_ns >= limits["grave"] and account.worst_times >= limits["repeats"]:
        return Severity.CRITICAL
    is_loop = account.worst_times >= limits["repeats"]
    is_several = account.worst_times > 1 and account.avoidable_ns >= limits["total"]
    return Severity.WARNING if is_loop or is_several else Severity.INFO


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def _plain(label: str) -> str:
    text = label.replace("`", "")
    return text[:1].upper() + text[1:] if text.startswith(("an ", "the ")) else text


def _why(page: Page, account: _Account, asking: str, *, is_loop: bool) -> str:
    reflows = account.reflows
    words = [
        f"Style and layout ran {_times(account.times)} inside script, asked for by "
        f"{asking}: {duration(account.total_ns)}, {percent(account.total_ns / account.script_ns)} "
        f"of what {reflows.function.label(page)} takes."
    ]
    if is_loop:
        words.append(
            f"{number(account.worst_times)} of them in one task ({duration(account.worst_ns)}): it "
            "reads and changes in turn (layout thrashing)."
        )
    return " ".join(words)
