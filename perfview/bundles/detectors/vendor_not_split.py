"""Packages in the same file as the code that changes every day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import OWN_CODE
from perfview.bundles.patterns.standing import of_assets
from perfview.bundles.searching.chunk_files import scripts_at_start
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import percent, size


class VendorNotSplit(Detector):
    """Packages that every change of your own code makes people fetch again.

    What it looks for: a script at start that holds `bytes` or more of packages along with `own` or
    more of your own code, so that packages are at least `share` of it.

    Why it matters: a file's name changes with its content, so that a change of one line makes
    everybody who comes back fetch the packages again.

    How sure it is: what lies where is measured. It only helps people who come back, and costs a
    request; so it is a note.

    How to fix it: put packages of the start into a file of their own, but not those that only later
    pages need.

    Learnt from: webpack 5.112's unsplitVendors and its note on the runtime in a large chunk;
    https://web.dev/articles/use-long-term-caching.
    """

    name = "vendor-not-split"
    title = "Packages beside own code"
    scopes = ("network",)
    cost = 1
    prominence = 2
    thresholds = (
        Threshold("bytes", 300_000, "bytes", "of packages in one script at start, at least"),
        Threshold("own", 10_000, "bytes", "of own code in it, at least"),
        Threshold("share", 0.5, "ratio", "of the script that is packages, at least"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages and known files."""
        return len(study.model.packages) > 0 and len(study.weights) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One note for the largest such script."""
        weights, of = study.weights, study.model.modules.package
        found = []
        for asset in scripts_at_start(study).tolist():
            here = weights.asset == asset
            own = of[weights.module[here]] == OWN_CODE
            sizes = weights.bytes[here]
            packages, mine = int(sizes[~own].sum()), int(sizes[own].sum())
            enough = packages >= limits["bytes"] and mine >= limits["own"]
            if enough and packages >= limits["share"] * (packages + mine):
                found.append((packages, mine, asset))
        if found:
            yield _finding(study, *max(found), limits)


def _finding(study: Study, packages: int, mine: int, asset: int, limits: Limits) -> Finding:
    name = study.model.strings[study.model.assets.name[asset]]
    is_webpack = study.model.bundler in ("webpack", "rspack")
    return Finding(
        detector=VendorNotSplit.name,
        severity=Severity.INFO,
        title=f"{size(packages)} of packages change their name with your code",
        where=name,
        why=f"`{name}` holds {size(packages)} of packages beside {size(mine)} of own code. Whoever "
        "comes back after any change fetches all of it again.",
        verdict=f"`{name}` holds {size(packages)} of packages beside own code, so that each change "
        "makes people fetch them again",
        entity="packages beside own code",
        measures=(
            Measure("packages", packages, "bytes", limits["bytes"]),
            Measure("own code", mine, "bytes", limits["own"]),
        ),
        evidence=of_assets(study, np.array([asset], np.int32)),
        confidence=0.4,
        scopes=VendorNotSplit.scopes,
        how=f"Put packages into a file of their own; {percent(packages / (packages + mine))} of "
        f"`{name}` then stays in the browser's cache.",
        example=Example(
            "splitChunks: { chunks: 'async' }",
            "runtimeChunk: 'single',\nsplitChunks: { chunks: 'initial', cacheGroups: {\n"
            "  vendor: { test: /node_modules/, name: 'vendor' },\n} }",
            "javascript",
            "optimization",
        )
        if is_webpack
        else Example(
            "output: {}",
            "output: { manualChunks: { framework: ['react', 'react-dom'] } }",
            "javascript",
            "rollupOptions",
        ),
        effort=Effort.SMALL,
        wrong_if="Hardly anybody comes back before the packages themselves change.",
        cause=f"bundle\n{name}\ncaching",
    )
