"""Requests for which a page stands still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, plural
from perfview.traces.browser.addresses import template
from perfview.traces.browser.causes import function_cause, page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.browser.scripts import Function, function_of
from perfview.traces.browser.work import ENTRIES
from perfview.traces.study import Study

METHOD = "the time the main thread stood still for the answer"


class PageSyncRequest(PageDetector):
    """Synchronous requests on the main thread: the page is dead until the answer is there.

    What it looks for: XMLHttpRequests whose answer was handled inside the very slice that sent
    them, on the main thread. From `time` on it is a warning, from `critical` on critical; quicker
    ones are notes.

    Why it matters: while it waits the page answers nothing: no click, no scrolling, no animation.
    On a slow network that is seconds. Browsers are about to take it away.

    How sure it is: sure. An answer that is not waited for is handled in a later task.

    How to fix it: make it asynchronous: `fetch` with `await`, or `open(method, url, true)`.

    Learnt from: the XMLHttpRequest standard, which calls it deprecated outside of workers.
    DevTools' insights do not name it.
    """

    name = "page-sync-request"
    title = "Synchronous request"
    scopes = ("network", "cpu")
    cost = 1
    thresholds = (
        Threshold("time", 50e6, "ns", "that the page may stand still"),
        Threshold("critical", 1e9, "ns", "from which it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per address and function that asks, the longest wait first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        on_main = np.isin(requests.track, np.array(page.tracks))
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        asking: dict[tuple[str, str], Function | None] = {}
        for i in np.flatnonzero(requests.is_synchronous & on_main).tolist():
            function = _asking(study, int(requests.row[i]))
            label = f"{requests.method[i]} {template(requests.url[i], page.url)}"
            key = label, function.identity if function else ""
            groups[key].append(i)
            asking[key] = function
        for key, places in groups.items():
            yield _finding(study, page, requests, key[0], places, asking[key], limits)


def _asking(study: Study, row: int) -> Function | None:
    """The innermost slice of script around an event says which function it is."""
    parent, model = study.structure.parent, study.model
    while row >= 0:
        if model.strings[int(model.name[row])] in ENTRIES:
            return function_of(study, row)
        row = int(parent[row])
    return None


def _finding(
    study: Study,
    page: Page,
    requests: Requests,
    label: str,
    places: list[int],
    function: Function | None,
    limits: Limits,
) -> Finding:
    model = study.model
    held = [
        int(model.start_ns[requests.answered_row[i]] - model.start_ns[requests.row[i]])
        for i in places
    ]
    total, longest = sum(held), max(held)
    who = function.label(page) if function else "a script"
    around = list(dict.fromkeys(int(study.structure.parent[requests.row[i]]) for i in places))
    level = Severity.WARNING if total >= limits["time"] else Severity.INFO
    return Finding(
        detector=PageSyncRequest.name,
        severity=Severity.CRITICAL if longest >= limits["critical"] else level,
        title=f"Synchronous {label} stops the page for {duration(total)}",
        where=page_name(page),
        why=(
            f"{who[:1].upper()}{who[1:]} sends {plural(len(places), 'XMLHttpRequest')} to {label} "
            f"and waits for the answer on the main thread. For {duration(total)} the page answers "
            "nothing."
        ),
        verdict=(
            f"a synchronous XMLHttpRequest `{label}` stops the whole page for {duration(total)}"
        ),
        entity=label,
        measures=(
            Measure("time the page stands still", total, "ns", limits["time"]),
            Measure("longest", longest, "ns", limits["critical"]),
            Measure("synchronous requests", len(places), "count", 1),
        ),
        evidence=evidence_of_requests(study, requests, places, around),
        confidence=0.97,
        scopes=PageSyncRequest.scopes,
        saving=Saving(
            total, total * 0.9, total, "ns", METHOD, f"standing still for {label}", before=total
        ),
        how=f"Ask for `{label}` with `fetch` and `await`, and go on when the answer is there.",
        example=Example(
            before="request.open('GET', url, false);\nrequest.send();\nuse(request.responseText);",
            after="const answer = await fetch(url);\nuse(await answer.text());",
            language="javascript",
            place=who.replace("`", ""),
        ),
        effort=Effort.SMALL,
        wrong_if="Nobody waits for the page then, as while it is being closed (`sendBeacon`).",
        cause=function_cause(page, function, "synchronous request")
        if function
        else network_cause(page, label, "synchronous"),
        reach=share_of_page(page, total),
    )
