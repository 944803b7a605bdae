"""Requests that a page makes one after another though none needs the one before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number
from perfview.traces.browser.addresses import template
from perfview.traces.browser.alike import alike_fetches, callers_of
from perfview.traces.browser.causes import page_name, share_of_page
from perfview.traces.browser.loading import evidence_of_requests, network_cause
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.browser.rows_of_fetches import rows_of_fetches
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.naming import listed
from perfview.traces.study import Study

MOST = 10
NAMED = 4
PAIR = 2
METHOD = "the longest of them instead of all, as when they are begun together"


class PageWaterfall(PageDetector):
    """Data that a page's script asks for piece after piece, though it could ask for all at once.

    What it looks for: two or more `fetch` or XMLHttpRequest reads, each begun at most `gap` after
    the answer before it, with none beside them, that would take `saving` less if they began
    together. Three and more are then a warning; two from twice as much on, since two more often
    belong together; less is a note, from `note` on. Left out is what seems to need an answer: an
    address with an id that none before it had, cursors, keys and tokens, whatever follows signing
    in, writes, failed requests, and loops of `loop` and more addresses that are alike, which are
    another detector's.

    Why it matters: the page waits for the sum where the longest would do, and every way to the
    server counts, which on a phone is longer than all the work there.

    How sure it is: moderately. The recording shows times and addresses, not data: whether a later
    request uses an earlier answer has to be read in the code.

    How to fix it: begin them together and wait for all of them at once (`Promise.all`); mind what
    is to happen when one of them fails.

    Learnt from: Sentry's consecutive HTTP spans (3 and more, half a second each, two seconds saved,
    on servers only). DevTools names none of it.
    """

    name = "page-waterfall"
    title = "Requests one after another"
    scopes = ("network",)
    cost = 2
    thresholds = (
        Threshold("gap", 100e6, "ns", "from an answer to the next request"),
        Threshold("saving", 100e6, "ns", "that beginning them together saves, to be a warning"),
        Threshold("note", 50e6, "ns", "that it saves, to be mentioned at all"),
        Threshold("loop", 5, "count", "addresses that are alike and so a loop"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per row, the one that would save most first."""
        page = page_of(study)
        if page is None:
            return
        requests = requests_of(study)
        loops = {
            i
            for group in alike_fetches(study, page, requests)
            if len({requests.url[k] for k in group.places.tolist()}) >= limits["loop"]
            for i in group.places.tolist()
        }
        rows = rows_of_fetches(requests, page, limits["gap"], loops)
        rows.sort(key=lambda row: -_saved(requests, row))
        seen: set[str] = set()
        for row in rows[: 10 * MOST]:
            entity = _entity(requests, page, row)
            if _saved(requests, row) >= limits["note"] and entity not in seen:
                seen.add(entity)
                yield _finding(study, page, requests, row, limits)
            if len(seen) == MOST:
                return


def _saved(requests: Requests, row: list[int]) -> int:
    taken = requests.duration_ns[np.array(row)]
    return int(taken.sum() - taken.max())


def _entity(requests: Requests, page: Page, row: list[int]) -> str:
    return " ".join(template(requests.url[i], page.url) for i in row)


def _finding(
    study: Study, page: Page, requests: Requests, row: list[int], limits: Limits
) -> Finding:
    saved, count = _saved(requests, row), len(row)
    names = list(dict.fromkeys(template(requests.url[i], page.url) for i in row))
    wait = int(requests.end_ns[row].max() - requests.start_ns[row].min())
    taken = requests.duration_ns[np.array(row)]
    caller = callers_of(study, requests, row[:1])[row[0]]
    who = caller.label(page) if caller is not None else "the page"
    shown = listed(names) if len(names) <= NAMED else f"{number(count)} addresses"
    least = limits["saving"] * (2 if count == PAIR else 1)
    times = ", ".join(duration(int(ns)) for ns in taken[:NAMED])
    return Finding(
        detector=PageWaterfall.name,
        severity=Severity.WARNING if saved >= least else Severity.INFO,
        title=f"{number(count)} requests wait for one another: {', '.join(names[:NAMED])}",
        where=page_name(page),
        why=(
            f"{who[:1].upper()}{who[1:]} asks for {shown} one after another "
            f"({times}{', …' if count > NAMED else ''}), {duration(wait)} in all. Nothing in their "
            f"addresses comes from an answer before; begun together they would take "
            f"{duration(int(taken.max()))}."
        ),
        verdict=(
            f"the page asks for {shown} one after another; together they would take "
            f"{duration(saved)} less"
        ),
        entity=_entity(requests, page, row),
        measures=(
            Measure("could be saved", saved, "ns", limits["saving"]),
            Measure("requests in a row", count, "count", PAIR),
            Measure("wait for all of them", wait, "ns"),
        ),
        evidence=evidence_of_requests(study, requests, row),
        confidence=confidence(0.6 if count == PAIR else 0.85, 10 * count),
        scopes=PageWaterfall.scopes,
        saving=Saving(
            saved, saved * 0.6, saved, "ns", METHOD, f"the wait for {', '.join(names)}", before=wait
        ),
        how=(
            f"In {who}, begin the requests before waiting for the first (`Promise.all`). Check in "
            "the code that none uses another’s answer."
        ),
        example=_example(names),
        effort=Effort.SMALL,
        wrong_if="A later request uses the answer of an earlier one.",
        cause=network_cause(page, " ".join(names), "in a row"),
        reach=share_of_page(page, wait),
    )


def _example(names: list[str]) -> Example:
    shown = names[:NAMED]
    variables = [chr(ord("a") + place) for place in range(len(shown))]
    before = "\n".join(
        f"const {variable} = await fetch('{name}');"
        for variable, name in zip(variables, shown, strict=True)
    )
    lines = "\n".join(f"  fetch('{name}')," for name in shown)
    after = f"const [{', '.join(variables)}] = await Promise.all([\n{lines}\n]);"
    return Example(before=before, after=after, language="javascript")
