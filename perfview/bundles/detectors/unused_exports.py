"""Large modules of whose exports hardly any is used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import COMMONJS, JAVASCRIPT
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, gravity, sureness
from perfview.bundles.searching.export_use import export_use
from perfview.bundles.searching.grouping import by_package, name_of_place
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import number, percent, size

MOST = 5
"""Findings at most."""


class UnusedExports(Detector):
    """Modules that ship much more than is asked of them.

    What it looks for: modules of at least `bytes` that are kept whole (CommonJS, or the bundler
    could not look inside), with `exports` or more of which less than `used` are used; put together
    by package. It is a warning from `warning` on.

    Why it matters: what nobody calls is fetched and parsed like the rest.

    How sure it is: which exports are used is the bundler's word. How many bytes belong to each is
    not known; the estimate gives each the same, the range goes from none to all of the unused.

    How to fix it: import the file that holds what you need, take a build that can be shaken, or
    split the module.

    Learnt from: webpack's usedExports; knip and Rsdoctor, which list unused exports without bytes.
    """

    name = "unused-exports"
    title = "Exports nobody uses"
    scopes = ("network",)
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("bytes", 10_000, "bytes", "of a module, at least"),
        Threshold("exports", 5, "count", "that a module has, at least"),
        Threshold("used", 0.3, "ratio", "of a module's exports, less than this"),
        Threshold("warning", 60_000, "bytes", "estimated to be unused, for a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds of which it is known which exports are used."""
        return bool((study.model.exports.used >= 0).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a package or folder."""
        groups = by_package(study, _fitting(study, limits))
        unused = export_use(study).unused_share() * study.weights.of_module
        ordered = sorted(groups.items(), key=lambda item: -float(unused[item[1]].sum()))
        for place, modules in ordered[:MOST]:
            yield _finding(study, place, modules, float(unused[modules].sum()), limits)


def _fitting(study: Study, limits: Limits) -> NDArray[np.int32]:
    use, modules = export_use(study), study.model.modules
    fits = (use.known >= limits["exports"]) & (use.used > 0)
    fits &= use.used < limits["used"] * use.known
    fits &= study.weights.of_module >= limits["bytes"]
    fits &= (modules.kind == JAVASCRIPT) & (modules.format == COMMONJS)
    return np.flatnonzero(fits).astype(np.int32)


def _finding(
    study: Study, place: str, modules: NDArray[np.int32], unused: float, limits: Limits
) -> Finding:
    use, name = export_use(study), name_of_place(place)
    known, used = int(use.known[modules].sum()), int(use.used[modules].sum())
    at_start = bool(study.loading.reached.at_start[modules].any())
    weight = int(study.weights.of_module[modules].sum())
    file = study.name_of(int(modules[0]))
    return Finding(
        detector=UnusedExports.name,
        severity=gravity(unused if at_start else 0.4 * unused, limits["warning"]),
        title=f"{number(known - used)} of {number(known)} exports of {name} are not used",
        where=file,
        why=f"`{name}` ships {size(weight)} in modules that are kept whole, and "
        f"{percent(used / known)} of what they export is used.",
        verdict=f"`{name}` ships {size(weight)} for {number(used)} of its {number(known)} exports",
        entity=f"exports {place}",
        measures=(
            Measure("bytes", weight, "bytes", limits["bytes"]),
            Measure("exports", known, "count", limits["exports"]),
            Measure("of those used", used / known, "ratio", limits["used"]),
        ),
        evidence=evidence(study, modules),
        confidence=0.4 * sureness(study),
        scopes=UnusedExports.scopes,
        saving=estimated(
            study,
            0.0,
            unused / 2,
            unused,
            "each export taken for as large as the others; half of the unused can go",
            at_start=at_start,
        ),
        how="Import the file that holds what you need instead of the whole, or take a build "
        "written as ES modules.",
        effort=Effort.MEDIUM,
        wrong_if="What is used needs the rest.",
        cause=f"bundle\n{name}",
    )
