"""Entries that load too much at start."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.loads import Load, entry_loads, heaviest
from perfview.bundles.patterns.standing import gravity, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import plural, size

_MOST = 8


class EntryBudget(Detector):
    """An entry that loads too much at start.

    What it looks for: JavaScript and styles, as written, of all files that an entry loads at start:
    a warning from `warning` on, critical from `critical` on; the eight heaviest entries.

    Why it matters: nothing can be used before that code is downloaded, parsed and run; on a
    phone of the middle class a megabyte of JavaScript takes seconds.

    How sure it is: sizes of files are exact. How much is too much depends on who visits with what,
    so the limits can be moved (`maxSize`).

    How to fix it: the other recommendations here say what can leave and what can load later, the
    most worthwhile first.

    Learnt from: what teams set themselves (500 kB and 1 MB); webpack's hint from 250 kB on and
    Vite's from 500 kB on; Alex Russell, The Performance Inequality Gap.
    """

    name = "entry-budget"
    title = "Heavy entries"
    scopes = ("network", "cpu")
    prominence = 8
    thresholds = (
        Threshold("warning", 500_000, "bytes", "loaded at start, from which it is a warning"),
        Threshold("critical", 1_000_000, "bytes", "loaded at start, from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose files are known."""
        return len(study.model.assets) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding an entry."""
        for load in entry_loads(study)[:_MOST]:
            if load.bytes >= limits["warning"]:
                yield _finding(study, load, limits)


def _finding(study: Study, load: Load, limits: Limits) -> Finding:
    severity = gravity(load.bytes, limits["warning"], limits["critical"])
    is_critical = severity is Severity.CRITICAL
    parts = [f"{name} {size(held)}" for name, held in heaviest(study, load.assets, 4)]
    most = f" Most of it: {listed(parts, 4)}." if parts else ""
    return Finding(
        detector=EntryBudget.name,
        severity=severity,
        title=f"{load.name} loads {size(load.bytes)} at start",
        where=load.name,
        why=f"{plural(len(load.assets), 'file')} with {size(load.script)} of JavaScript and "
        f"{size(load.style)} of styles have to be there first.{most}",
        verdict=f"{load.name} loads {size(load.bytes)} of code at start",
        entity=f"entry {load.name}",
        measures=(
            Measure(
                "at start",
                load.bytes,
                "bytes",
                limits["critical"] if is_critical else limits["warning"],
            ),
            Measure("JavaScript", load.script, "bytes"),
            Measure("styles", load.style, "bytes"),
        ),
        evidence=of_assets(study, load.assets),
        confidence=0.95,
        scopes=EntryBudget.scopes,
        how="Begin with the recommendations that save most at start; keep a budget in CI "
        "(`perfview analyze --threshold entry-budget.warning=500kB`).",
        effort=Effort.LARGE,
        wrong_if="It is an application for a fast network and desktops only.",
        cause="start",
    )
