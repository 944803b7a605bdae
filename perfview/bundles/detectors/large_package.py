"""Packages that weigh much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.asking import imported_by, importers, place_of
from perfview.bundles.patterns.packages_shipped import (
    modules_in,
    package_sizes,
    real_name,
    version_of,
)
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import are_minified, are_weighed, script_bytes, sureness
from perfview.bundles.searching.known_packages import FIRST
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size

_MOST = 6
_SURE = 0.5


class LargePackage(Detector):
    """A package that takes a large part of what loads at start.

    What it looks for: packages of at least `bytes` and `share` of all JavaScript among the six
    largest, frameworks left out, as nothing of them can go. It is a note; from `warning` on that
    load at start a warning, where sizes are of code as it ships.

    Why it matters: a package of that size is worth a look: whether it is needed, whether at once,
    and whether a smaller one does.

    How sure it is: the bytes are exact where source maps or the bundler tell them. What a fix
    saves depends on the fix; others here that name the package say it.

    How to fix it: load it when it is asked for, import only the parts that are used, or take a
    smaller package.

    Learnt from: bundlephobia's and webpack-bundle-analyzer's way to look at bundles, package by
    package.
    """

    name = "large-package"
    title = "Large packages"
    scopes = ("network", "cpu")
    thresholds = (
        Threshold("bytes", 100_000, "bytes", "as shipped, at least"),
        Threshold("share", 0.05, "ratio", "of all JavaScript, at least"),
        Threshold("warning", 250_000, "bytes", "at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages and known sizes."""
        return len(study.model.packages) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The largest packages."""
        sizes, whole = package_sizes(study), max(1, script_bytes(study, at_start=False))
        order = np.argsort(-sizes.bytes, kind="stable")[:_MOST]
        for row in order.tolist():
            shipped = int(sizes.bytes[row])
            is_framework = real_name(study, row) in FIRST
            if shipped >= max(limits["bytes"], limits["share"] * whole) and not is_framework:
                yield _finding(study, row, shipped / whole, limits)


def _finding(study: Study, package: int, share: float, limits: Limits) -> Finding:
    sizes, modules = package_sizes(study), modules_in(study, [package])
    name, version = real_name(study, package), version_of(study, package)
    shipped, at_start = int(sizes.bytes[package]), int(sizes.at_start[package])
    asking = importers(study, modules)
    is_grave = at_start >= limits["warning"] and are_minified(study)
    unit = "" if are_minified(study) else " before minification"
    when = (
        "all of it loads at start"
        if at_start >= 0.99 * shipped
        else f"{size(at_start)} of it loads at start"
        if at_start
        else "it loads later"
    )
    return Finding(
        detector=LargePackage.name,
        severity=Severity.WARNING if is_grave else Severity.INFO,
        title=f"{name} takes {size(shipped)}{unit}",
        where=place_of(study, int(asking[0]), modules) if len(asking) else name,
        why=f"{f'{name} {version}'.strip()} makes up {percent(share)} of all JavaScript in "
        f"{plural(int(sizes.modules[package]), 'module')}; {when}.{imported_by(study, modules)}",
        verdict=f"{name} takes {size(shipped)}, {percent(share)} of all JavaScript; {when}",
        entity=f"package {name}",
        measures=(
            Measure("bytes", shipped, "bytes", limits["bytes"]),
            Measure("of all JavaScript", share, "ratio", limits["share"]),
            Measure("at start", at_start, "bytes", limits["warning"]),
        ),
        evidence=evidence(study, modules),
        confidence=_SURE * sureness(study),
        scopes=LargePackage.scopes,
        how=f"Look whether {name} is needed at once and in whole: load it with `import()` where "
        "it is used, import single parts of it, or take a smaller package.",
        effort=Effort.LARGE,
        wrong_if="The page is of no use without all of it.",
        cause=f"bundle\n{name}",
        reach=1.0 if at_start else 0.3,
    )
