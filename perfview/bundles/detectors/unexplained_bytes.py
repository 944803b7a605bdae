"""Bytes of a file that belong to no module."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.standing import of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size


class UnexplainedBytes(Detector):
    """A script of which much belongs to no module.

    What it looks for: scripts of which at least `bytes` and `share` are in no module, where the
    bytes of modules are known from source maps or from the bundler.

    Why it matters: what no module explains is no module's fault: text that a plugin put in, a
    runtime twice, code made while building. No other analysis here can name it.

    How sure it is: the bytes are what is left over. An incomplete source map leaves bytes over,
    too.

    How to fix it: look at the file where modules end; build with complete source maps.

    Learnt from: source-map-explorer's [unmapped]; Sonda's chunk sizes, which match the disk.
    """

    name = "unexplained-bytes"
    title = "Bytes of no module"
    scopes = ("network",)
    cost = 1
    prominence = 1
    thresholds = (
        Threshold("bytes", 50_000, "bytes", "of a script in no module, at least"),
        Threshold("share", 0.2, "ratio", "of the script, at least"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose bytes are measured in the files."""
        return study.weights.how in ("source map", "bundler")

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One note a script, the largest first, three at most."""
        assets, left = study.model.assets, study.weights.unexplained
        known = np.isin(np.arange(len(assets)), study.weights.asset) & (assets.kind == SCRIPT)
        fits = known & (left >= limits["bytes"]) & (left >= limits["share"] * assets.bytes)
        rows = np.flatnonzero(fits)
        for row in rows[np.argsort(-left[rows], kind="stable")][:3].tolist():
            yield _finding(study, row, int(left[row]), limits)


def _finding(study: Study, asset: int, left: int, limits: Limits) -> Finding:
    name = study.model.strings[study.model.assets.name[asset]]
    share = left / max(int(study.model.assets.bytes[asset]), 1)
    return Finding(
        detector=UnexplainedBytes.name,
        severity=Severity.INFO,
        title=f"{size(left)} of {name} belong to no module",
        where=name,
        why=f"{percent(share)} of `{name}` comes from no module that the stats know of.",
        verdict=f"{size(left)} of `{name}`, {percent(share)}, belong to no module",
        entity=f"unexplained {name}",
        measures=(
            Measure("bytes", left, "bytes", limits["bytes"]),
            Measure("of the script", share, "ratio", limits["share"]),
        ),
        evidence=of_assets(study, np.array([asset], np.int32)),
        confidence=0.5,
        scopes=UnexplainedBytes.scopes,
        how="Look into the file for what a plugin adds, and build with complete source maps.",
        effort=Effort.MEDIUM,
        wrong_if="The source map is incomplete.",
        cause=f"bundle\n{name}\nunexplained",
    )
