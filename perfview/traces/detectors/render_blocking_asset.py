"""Scripts and style sheets that the first picture of a page waits for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, percent, plural, size
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.page_files import PageFiles, by_file, file_name, page_files
from perfview.traces.patterns.sites import Site, gather_sites
from perfview.traces.patterns.web_vitals import vital_values
from perfview.traces.scenarios.savings import p95_saving
from perfview.traces.study import Study

TYPES = ("resource.script", "resource.link", "resource.css")
ENDINGS = frozenset({"css", "js", "mjs"})
STATUS_KEY = "resource.render_blocking_status"
LARGEST = 1e9
"""Bytes beyond which a size is a mistake of whoever measured it."""

METHOD = "first paint earlier by what the file takes, or by none of it if others take as long"


class RenderBlockingAsset(RequestDetector):
    """Large scripts and style sheets that are loaded before a page shows anything.

    What it looks for: pages whose first contentful paint comes between `first-paint` and
    `given-up`, and in them scripts and style sheets that end before it, take more than `share` of
    the time up to it, and are at least `size` as sent. A file that the browser says does not block
    is left out.

    Why it matters: a browser shows nothing before it has what stands in the page's head. Whoever
    waits sees a white page, and many leave it.

    How sure it is: that the file came before the first paint is certain, that the paint waited for
    it is certain only where the browser said so; another file may take as long. So the saving is
    what the file takes at most, and nothing at least.

    How to fix it: load scripts with `defer` or `async`, put the few rules the first screen needs
    into the page itself, and split off what is not needed at once.

    Learnt from: Sentry's Large Render Blocking Asset detector (500 kB, a third of a first paint of
    2 to 10 s); DevTools' render-blocking requests insight.
    """

    name = "render-blocking-asset"
    title = "Render-blocking asset"
    scopes = ("render", "network")
    cost = 2
    thresholds = (
        Threshold("first-paint", 2e9, "ns", "the first contentful paint, at least"),
        Threshold("given-up", 10e9, "ns", "from here on a paint is no measurement of the page"),
        Threshold("share", 0.33, "ratio", "of the time to the paint; what takes more is reported"),
        Threshold("size", 500_000, "bytes", "of the file as sent, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per file, most time first."""
        paint = vital_values(study, "fcp")
        late = (paint.value >= limits["first-paint"]) & (paint.value < limits["given-up"])
        if not late.any():
            return
        painted = np.full(study.structure.traces, np.nan)
        painted[study.structure.trace[paint.row[late]]] = paint.value[late]
        files = page_files(study)
        rows = files.row[_blocks(study, files, painted, limits)]
        for site in gather_sites(study, rows, by_file(study, rows)):
            sizes = files.encoded[np.searchsorted(files.row, site.all_rows)]
            yield _finding(study, site, sizes, painted, limits)


def _blocks(
    study: Study, files: PageFiles, painted: NDArray[np.float64], limits: Limits
) -> NDArray[np.bool_]:
    model, structure, rows = study.model, study.structure, files.row
    trace = structure.trace[rows]
    spent = model.duration_ns[rows].astype(np.float64)
    ended = (model.start_ns[rows] - structure.start_ns[trace]) + spent
    found = files.of_kind(study, TYPES, ENDINGS) & (ended < painted[trace])
    found &= spent / painted[trace] > limits["share"]
    found &= (files.encoded >= limits["size"]) & (files.encoded < LARGEST)
    blocking: NDArray[np.bool_] = found & ~_said(study, rows, "non-blocking")
    return blocking


def _said(study: Study, rows: NDArray[np.int32], what: str) -> NDArray[np.bool_]:
    """Which rows say so of themselves."""
    column = attribute_column(study, STATUS_KEY)
    hit = np.array([str(v).lower().replace("_", "-") == what for v in column.values] + [False])
    said: NDArray[np.bool_] = hit[column.of_span[rows]]
    return said


def _finding(
    study: Study,
    site: Site,
    sizes: NDArray[np.float64],
    painted: NDArray[np.float64],
    limits: Limits,
) -> Finding:
    rows = site.all_rows
    service, request = site.names(study)
    asked = file_name(study, int(rows[0]))
    spent, paint = study.model.duration_ns[rows], painted[study.structure.trace[rows]]
    share, sure = site.p95(spent / paint), _said(study, rows, "blocking").all()
    saving = _saving(study, site, painted)
    return Finding(
        detector=RenderBlockingAsset.name,
        severity=Severity.WARNING,
        title=f"{asked} holds back the first paint",
        where=f"{service}, {request}",
        why=(
            f"The page shows nothing for {duration(site.p95(paint))} at p95, and `{asked}` "
            f"({size(site.p95(sizes))}) takes {duration(site.p95(spent))} of that, "
            f"{percent(share)}, over {plural(len(rows), 'load')}."
            + (" The browser says that it blocked rendering." if sure else "")
        ),
        verdict=(
            f"`{request}` shows its first picture after {duration(site.p95(paint))}; loading "
            f"`{asked}` without blocking saves up to {duration(saving.value)} of that"
        ),
        entity=f"{service}\n{asked}",
        measures=(
            Measure("first paint", site.p95(paint), "ns", limits["first-paint"]),
            Measure("share of it", share, "ratio", limits["share"]),
            Measure("size", site.p95(sizes), "bytes", limits["size"]),
            Measure("loads", len(rows), "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.9 if sure else 0.7, len(rows)),
        scopes=RenderBlockingAsset.scopes,
        saving=saving,
        how=(
            f"Load `{asked}` with `defer` or `async` if it is a script; of a style sheet, put what "
            'the first screen needs into the page and load the rest with `media="print"` and a '
            "switch on load. Split off what is not needed at once."
        ),
        effort=Effort.MEDIUM,
        wrong_if="The first paint waits for something else that takes as long.",
        cause=site.cause(study, f"{asked} before the first paint"),
        reach=min(site.reach, float(paint.sum()) / requests_of(study).total_ns),
        request=request,
    )


def _saving(study: Study, site: Site, painted: NDArray[np.float64]) -> Saving:
    """How much earlier the page could be painted, at p95 of the loads concerned."""
    trace = study.structure.trace[site.rows]
    before = painted[trace].astype(np.int64)
    after = np.maximum(before - study.model.duration_ns[site.rows], 0)
    _, request = site.names(study)
    told = p95_saving(before, after, request, METHOD)
    return Saving(
        value=told.value,
        low=0.0,
        high=told.high,
        unit="ns",
        method=METHOD,
        of=f"p95 of the first paint of {request}",
        before=told.before,
    )
