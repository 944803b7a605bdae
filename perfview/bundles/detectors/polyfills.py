"""Polyfills for browsers that hardly anybody has any more."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.patterns.asking import importers, listed, place_of, request_of, told_by
from perfview.bundles.patterns.dropping import Polyfilled, polyfilled
from perfview.bundles.patterns.packages_shipped import package_sizes
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, promises, stake, sureness
from perfview.bundles.patterns.targets import Targets, targets_of
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import plural, size

_MODERN, _UNKNOWN, _OLD = 0.9, 0.75, 0.3
"""How sure they can go: the project names modern browsers only, none, or old ones."""


class Polyfills(Detector):
    """Polyfills that the browsers of today do without.

    What it looks for: packages that only bring what old browsers lack (core-js, whatwg-fetch,
    promise-polyfill …) and that own code imports, or the bundler put into it. It fires from `bytes`
    that doing without saves on, a warning from `warning` on; a note where the project's
    browserslist names old browsers.

    Why it matters: they load first, before anything of the page, and run whether needed or not.

    How sure it is: the saving is computed by taking own code's imports away; what other packages
    import of them stays. Whether your users need them is read from the project's browserslist
    where it is at hand; otherwise look at who visits.

    How to fix it: drop the import, or let the compiler put in only what your browserslist lacks
    (`useBuiltIns: 'usage'` with a current list); serve the rest to old browsers alone
    (`nomodule`).

    Learnt from: Lighthouse's legacy-javascript; core-js's and @babel/preset-env's documentation;
    web.dev, Publish, ship, and install modern JavaScript.
    """

    name = "polyfills"
    title = "Polyfills"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 5
    thresholds = (
        Threshold("bytes", 5_000, "bytes", "that doing without saves, at least"),
        Threshold("warning", 20_000, "bytes", "saved at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages."""
        return len(study.model.packages) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        found = polyfilled(study)
        if found is not None:
            yield from _findings(study, found, limits)


def _findings(study: Study, found: Polyfilled, limits: Limits) -> Iterator[Finding]:
    rows, modules, ours, edit = list(found.packages), found.modules, found.ours, found.edit
    if not promises(study, [edit], limits["bytes"]):
        return
    saved, outcome = saving(study, [edit])
    at_stake = stake(outcome)
    names = [study.model.strings[study.model.packages.name[row]] for row in _by_size(study, rows)]
    targets = targets_of(study)
    shipped = int(package_sizes(study).bytes[rows].sum())
    sure = {True: _MODERN, None: _UNKNOWN, False: _OLD}[targets.are_modern]
    first = int(ours[0])
    yield Finding(
        detector=Polyfills.name,
        severity=Severity.INFO
        if targets.are_modern is False
        else gravity(at_stake, limits["warning"]),
        title=f"Polyfills for what browsers have: {listed(names)}",
        where=place_of(study, first, modules),
        why=f"{size(shipped)} are polyfills, imported by {told_by(study, ours)}. "
        f"{_stays(study, modules, ours)}{targets.words}",
        verdict=f"{size(shipped)} are polyfills ({listed(names)}) that current browsers do without",
        entity="polyfills",
        measures=(
            Measure("bytes", shipped, "bytes", limits["bytes"]),
            Measure("modules", len(modules), "count"),
        ),
        evidence=evidence(study, modules),
        confidence=sure * sureness(study),
        scopes=Polyfills.scopes,
        saving=saved,
        how="Take the import away, or let the compiler put in only what the browsers you name "
        "lack; serve the rest to old browsers alone.",
        example=_example(study, first, modules, names[0], targets),
        effort=Effort.SMALL,
        wrong_if="Enough of your users have browsers that need them.",
        cause=f"bundle\n{names[0]}\nremove",
        reach=reach(study, outcome),
    )


def _by_size(study: Study, rows: list[int]) -> list[int]:
    return sorted(rows, key=lambda row: (-int(package_sizes(study).bytes[row]), row))


def _stays(study: Study, modules: NDArray[np.int32], ours: NDArray[np.int32]) -> str:
    others = importers(study, modules)
    others = others[~np.isin(others, ours)]
    if not len(others):
        return ""
    return f"Some of it stays for {told_by(study, others)}. "


def _example(
    study: Study, first: int, modules: NDArray[np.int32], name: str, targets: Targets
) -> Example:
    written = request_of(study, first, modules) or name
    after = "// nothing"
    if targets.are_modern is not True:
        after = '// package.json\n"browserslist": ["defaults and fully supports es6-module"]'
    places = len(importers(study, modules))
    more = f"\n// and in {plural(places - 1, 'more file')}" if places > 1 else ""
    return Example(f"import '{written}';{more}", after, "javascript", study.name_of(first))
