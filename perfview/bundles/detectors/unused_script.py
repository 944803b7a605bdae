"""JavaScript that ships and did not run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name, loads_at_start
from perfview.bundles.patterns.coverage import Unused, unused_by_module, unused_of
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, gravity, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import percent, size

_MOST = 5
_LEAST_OF_MODULE = 512


class UnusedScript(Detector):
    """JavaScript that ships and did not run.

    What it looks for: with a browser's coverage given, scripts of which at least `bytes` and
    `share` did not run, the five with most of it. It is a warning from `warning` on of what loads
    at start.

    Why it matters: what does not run is downloaded and scanned like what does.

    How sure it is: coverage tells exactly what ran, but only of the visit that was recorded: what
    handles errors or clicks seems unused. Not all of it can go, so the saving's upper end is all of
    it.

    How to fix it: load with `import()` what the modules named here are for, or leave it out.

    Learnt from: Lighthouse's unused-javascript (20 KiB a script, 512 B a source); Coverage in
    Chrome's devtools.
    """

    name = "unused-script"
    title = "Unused JavaScript"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("bytes", 20_480, "bytes", "that did not run, at least"),
        Threshold("share", 0.25, "ratio", "of the file, at least"),
        Threshold("warning", 100_000, "bytes", "at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds that coverage was given for."""
        return len(study.furnished.coverage) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The scripts with most of it."""
        for found in unused_of(study, SCRIPT)[:_MOST]:
            if found.unused >= limits["bytes"] and found.share >= limits["share"]:
                yield _finding(study, found, limits)


def _finding(study: Study, found: Unused, limits: Limits) -> Finding:
    name = asset_name(study, found.asset)
    early = loads_at_start(study, found.asset)
    by_module = unused_by_module(study, found)
    modules = [m for m, unused in by_module.items() if unused >= _LEAST_OF_MODULE]
    most = _most(study, by_module)
    proof = (
        evidence(study, np.array(modules, np.int32))
        if modules
        else of_assets(study, np.array([found.asset], np.int32))
    )
    return Finding(
        detector=UnusedScript.name,
        severity=gravity(found.unused if early else 0, limits["warning"]),
        title=f"{percent(found.share)} of {name} did not run",
        where=name,
        why=f"{size(found.unused)} of {size(found.length)} did not run in the visit that was "
        f"recorded.{f' Most of it: {most}.' if most else ''}",
        verdict=f"{size(found.unused)} of {name} did not run",
        entity=f"file {name}",
        measures=(
            Measure("did not run", found.unused, "bytes", limits["bytes"]),
            Measure("of the file", found.share, "ratio", limits["share"]),
        ),
        evidence=proof,
        confidence=0.6,
        scopes=UnusedScript.scopes,
        saving=estimated(
            study,
            0.0,
            found.unused / 2,
            float(found.unused),
            "bytes that did not run in the recorded visit; half of them",
            at_start=early,
        ),
        how="Load what these modules are for with `import()`, or leave it out.",
        effort=Effort.MEDIUM,
        wrong_if="It runs in other visits as soon as the page loads.",
        cause=f"bundle\n{name}\nunused",
        reach=1.0 if early else 0.3,
    )


def _most(study: Study, by_module: dict[int, int]) -> str:
    """Packages and own modules with most of it."""
    sums: dict[str, int] = {}
    for module, unused in by_module.items():
        who = study.package_of(module) or study.name_of(module)
        sums[who] = sums.get(who, 0) + unused
    first = sorted(sums, key=lambda who: -sums[who])[:4]
    return listed([f"{who} {size(sums[who])}" for who in first], 4) if first else ""
