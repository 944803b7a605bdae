"""What is said of work on the main thread, whatever kind of work it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.main_thread import Holdups, holdups
from perfview.traces.patterns.naming import listed, operation_name, shortened
from perfview.traces.patterns.sites import Site, gather_sites
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Groups, estimate
from perfview.traces.study import Study

FROZEN_NS = 700e6
"""From here on a frame counts as frozen (https://developer.android.com/topic/performance/vitals/
frozen)."""

NAMED = 3
METHOD = "traces re-timed with this work on another thread"


@dataclass(frozen=True)
class Words:
    """noun: what the work is, as in `Files read or written`; how: where to take it; wrong_if."""

    noun: str
    how: str
    wrong_if: str


def main_thread_findings(
    kind: type[Detector], study: Study, rows: NDArray[np.integer], limits: Limits, words: Words
) -> Iterator[Finding]:
    """One finding per operation in whose spans these rows hold up the main thread for `blocked`."""
    held = holdups(study, rows, limits["blocked"])
    if not len(held.parent):
        return
    owner = np.where(held.parent >= 0, held.parent, held.row[held.first[:-1]])
    key = np.repeat(study.operations.of_span[owner], np.diff(held.first))
    sites = gather_sites(study, held.row, key)
    savings = estimate(study, [each.change for each in sites], _elsewhere, METHOD)
    for site, saving in zip(sites, savings, strict=True):
        yield _finding(kind, study, held, site, saving, limits, words)


def _elsewhere(study: Study, groups: Groups) -> NDArray[np.int64]:
    return what_if.remove(study, np.concatenate(groups))


def _finding(
    kind: type[Detector],
    study: Study,
    held: Holdups,
    site: Site,
    saving: Saving,
    limits: Limits,
    words: Words,
) -> Finding:
    of_row = np.repeat(np.arange(len(held.parent)), np.diff(held.first))
    mine = np.unique(of_row[np.isin(held.row, site.all_rows)])
    unions, counts = held.union_ns[mine], np.diff(held.first)[mine]
    blocked = site.p95(unions)
    service, request = site.names(study)
    parent = int(held.parent[mine[0]])
    place = operation_name(study, int(study.operations.of_span[parent])) if parent >= 0 else request
    names = _names(study, site.all_rows)
    return Finding(
        detector=kind.name,
        severity=Severity.CRITICAL if blocked >= FROZEN_NS else Severity.WARNING,
        title=f"{words.noun} on the main thread in {place}",
        where=f"{service}, {request}",
        why=(
            f"{listed(names)}: {plural(len(site.all_rows), 'span')} in {place} on the main thread, "
            f"up to {number(int(counts.max()))} at a time, which is held up for "
            f"{duration(blocked)} at p95. The screen gets no new frame and answers no touch "
            f"meanwhile: a frame has {duration(limits['blocked'])}."
        ),
        verdict=(
            f"`{request}` holds up its main thread for {duration(blocked)} at p95 with "
            f"{words.noun[0].lower()}{words.noun[1:]} in `{place}`"
        ),
        entity=f"{service}\n{place}\n{words.noun}",
        measures=(
            Measure("main thread held up", blocked, "ns", limits["blocked"]),
            Measure("longest", float(unions.max()), "ns", limits["blocked"]),
            Measure("spans", len(site.all_rows), "count"),
            Measure("loads with it", site.frequency, "ratio"),
        ),
        evidence=evidence_of(study, site.all_rows),
        confidence=confidence(0.95, site.requests),
        scopes=kind.scopes,
        saving=saving,
        how=words.how,
        effort=Effort.SMALL,
        wrong_if=words.wrong_if,
        cause=site.cause(study, f"{words.noun} on the main thread"),
        reach=site.reach,
        request=request,
    )


def _names(study: Study, rows: NDArray[np.int32]) -> list[str]:
    """The commonest names of these spans."""
    name, count = np.unique(study.model.name[rows], return_counts=True)
    chosen = name[np.argsort(-count, kind="stable")[:NAMED]]
    return [shortened(study.model.strings[i] or "unnamed", 40) for i in chosen.tolist()]
