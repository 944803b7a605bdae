"""Scripts that take long to compile before they run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration
from perfview.traces.browser.causes import function_cause, page_name, share_of_page
from perfview.traces.browser.enclosing import outside
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.scripts import Function
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

MOST = 3
METHOD = "half of the script left out of the first load; high: all of it compiled elsewhere"
COMPILING = ("v8.compile", "v8.compileModule")


class ScriptCompile(PageDetector):
    """Scripts so large that compiling them holds up the main thread.

    What it looks for: compile slices on the page's main thread by script; at least `total` for one
    script. From four times that on it is a warning, otherwise a note.

    Why it matters: nothing of a script runs before it is compiled, and the page waits meanwhile.
    The time grows with the size, on phones several times as much.

    How sure it is: the times are exact. Without the browser's code cache, as in a first visit, they
    are longer than in later ones.

    How to fix it: load what the first view needs and the rest on demand (`import()`), take out what
    is not used, do not wrap everything in functions that are called at once.

    Learnt from: https://v8.dev/blog/cost-of-javascript-2019 (parsing, compiling, running); the
    bootup time audit of Lighthouse.
    """

    name = "script-compile"
    title = "Script slow to compile"
    scopes = ("cpu",)
    cost = 2
    thresholds = (Threshold("total", 40e6, "ns", "compiling one script on the main thread"),)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per script, the longest first."""
        page = page_of(study)
        if page is None:
            return
        found = {
            url: rows
            for url, rows in _by_script(study, page).items()
            if study.model.duration_ns[rows].sum() >= limits["total"]
        }
        ordered = sorted(found, key=lambda url: -study.model.duration_ns[found[url]].sum())
        for url in ordered[:MOST]:
            yield _finding(study, page, url, found[url], limits)


def _by_script(study: Study, page: Page) -> dict[str, NDArray[np.int32]]:
    """The outermost compile slices on the main thread by the script they compile."""
    rows = rows_named(study, *COMPILING)
    among = np.zeros(len(study.model), np.bool_)
    among[rows] = True
    rows = rows[on_main_thread(study, page)[rows]]
    rows = rows[outside(study, rows, among) < 0]
    found: dict[str, list[int]] = {}
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        found.setdefault(text_of(said, "url") or text_of(said, "fileName"), []).append(row)
    return {url: np.array(rows, np.int32) for url, rows in found.items() if url}


def _finding(
    study: Study, page: Page, url: str, rows: NDArray[np.int32], limits: Limits
) -> Finding:
    total = int(study.model.duration_ns[rows].sum())
    script = Function("", url, 0, is_script=True)
    who = script.label(page)
    return Finding(
        detector=ScriptCompile.name,
        severity=Severity.WARNING if total >= 4 * limits["total"] else Severity.INFO,
        title=f"Compiling {who.replace('`', '')} takes {duration(total)}",
        where=page_name(page),
        why=f"Before anything of it runs, compiling {who} holds the main thread up for "
        f"{duration(total)}.",
        verdict=f"compiling {who} takes {duration(total)} on the main thread before it runs",
        entity=script.identity,
        measures=(Measure("compiling", total, "ns", limits["total"]),),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.85, 10),
        scopes=ScriptCompile.scopes,
        saving=Saving(
            total / 2, total / 4, total, "ns", METHOD, f"compiling {script.identity}", total
        ),
        how="Load with the page only what its first view needs, and the rest with `import()`.",
        effort=Effort.MEDIUM,
        wrong_if="Later visits find it compiled in the browser’s cache, and first ones are rare.",
        cause=function_cause(page, script, "compile"),
        reach=share_of_page(page, total),
    )
