"""Single modules that weigh much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.patterns.asking import imported_by
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import are_minified, are_weighed, sureness
from perfview.bundles.searching.known_packages import FIRST
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size

_MOST = 5
_SURE = 0.5


class LargeModule(Detector):
    """One module that makes up much of a file.

    What it looks for: modules of at least `bytes` as shipped that make up `share` of the file they
    are in, frameworks left out, as nothing of them can go. It is a note; from `warning` on, of own
    code that loads at start, a warning. At most five, the largest.

    Why it matters: a file of that size is generated code, data or a whole library in one piece;
    nothing of it can be left out or loaded later as long as it is one module.

    How sure it is: the bytes are exact where source maps or the bundler tell them. Whether all of
    them are needed at once cannot be seen.

    How to fix it: split it by who uses what, load it when it is asked for, or take a package that
    ships modules instead of one file.

    Learnt from: webpack 5.112's largeModules hint (half of a chunk and a fifth of the limit for an
    asset); statoscope.
    """

    name = "large-module"
    title = "Large modules"
    scopes = ("network", "cpu")
    thresholds = (
        Threshold("bytes", 50_000, "bytes", "as shipped, at least"),
        Threshold("share", 0.2, "ratio", "of the file it is in, at least"),
        Threshold("warning", 200_000, "bytes", "of own code, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose modules and sizes are known."""
        return len(study.model.modules) > 1 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The largest modules."""
        weights = study.weights
        of_file = np.zeros(len(study.model.assets) + 1, np.int64)
        np.add.at(of_file, weights.asset, weights.bytes)
        whole = np.maximum(of_file, np.append(file_sizes(study), 0))
        share = weights.bytes / np.maximum(whole[weights.asset], 1)
        large = np.flatnonzero((weights.bytes >= limits["bytes"]) & (share >= limits["share"]))
        large = large[np.argsort(-weights.bytes[large], kind="stable")]
        seen: set[int] = set()
        for row in large.tolist():
            module = int(weights.module[row])
            is_framework = study.package_of(module) in FIRST
            if module not in seen and len(seen) < _MOST and not is_framework:
                seen.add(module)
                yield _finding(study, module, int(weights.asset[row]), float(share[row]), limits)


def _finding(study: Study, module: int, asset: int, share: float, limits: Limits) -> Finding:
    name, package = study.name_of(module), study.package_of(module)
    shipped, at_start = int(study.weights.of_module[module]), int(study.weights.at_start[module])
    one = np.array([module], np.int32)
    file = study.model.strings[study.model.assets.name[asset]] if asset >= 0 else "its chunk"
    is_grave = not package and at_start >= limits["warning"] and are_minified(study)
    short = name.rpartition("/")[2]
    return Finding(
        detector=LargeModule.name,
        severity=Severity.WARNING if is_grave else Severity.INFO,
        title=f"{short}{f' of {package}' if package else ''} is {size(shipped)} in one module",
        where=name,
        why=f"`{name}` makes up {percent(share)} of `{file}`.{imported_by(study, one)}",
        verdict=f"One module, {name}, makes up {percent(share)} of {file} ({size(shipped)})",
        entity=f"module {name}",
        measures=(
            Measure("bytes", shipped, "bytes", limits["bytes"]),
            Measure("of its file", share, "ratio", limits["share"]),
        ),
        evidence=evidence(study, one),
        confidence=_SURE * sureness(study),
        scopes=LargeModule.scopes,
        how="Look whether all of it is needed where it loads: split it, load it when it is asked "
        "for, or import from a build of the package that ships modules.",
        effort=Effort.LARGE,
        wrong_if="All of it is needed as soon as the page loads.",
        cause=f"bundle\n{package or name}",
        reach=1.0 if at_start else 0.3,
    )
