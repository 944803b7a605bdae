"""A build cut into very many tiny files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.patterns.standing import are_weighed, of_assets
from perfview.bundles.searching.chunk_files import later_scripts, scripts_at_start
from perfview.bundles.searching.wording import listed
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, size


class OverSplit(Detector):
    """Very many files that hold hardly anything.

    What it looks for: `files` or more scripts below `tiny` that load later, or `start` or more of
    them at start. It is a warning when there are `warning` or more of either.

    Why it matters: each file is a request of its own, compressed by itself: 20 files of 1 kB weigh
    more than one of 20 kB and arrive later.

    How sure it is: number and sizes are exact. Whether many of them load together is only known at
    start; files of single languages or icons, of which each visit takes one, are as they should be.

    How to fix it: give chunks a least size (webpack's `splitChunks.minSize`, Rollup's
    `experimentalMinChunkSize`), or put what opens together into one by its name
    (`webpackChunkName`, `manualChunks`).

    Learnt from: webpack 5.112's tinyChunks (10 async ones below 20 kB).
    """

    name = "over-split"
    title = "Very many tiny files"
    scopes = ("network",)
    cost = 1
    prominence = 3
    thresholds = (
        Threshold("tiny", 20_000, "bytes", "a file is tiny below this"),
        Threshold("files", 30, "count", "tiny files that load later, at least"),
        Threshold("start", 15, "count", "tiny files that load at start, at least"),
        Threshold("warning", 100, "count", "tiny files, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose files and their sizes are known."""
        return len(study.model.assets) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for what loads at start, one for the rest."""
        for rows, when, least in (
            (scripts_at_start(study), "at start", limits["start"]),
            (later_scripts(study), "later", limits["files"]),
        ):
            sizes = study.model.assets.bytes[rows]
            tiny = rows[(sizes >= 0) & (sizes < limits["tiny"])]
            if len(tiny) >= least:
                yield _finding(study, tiny, when, least, limits)


def _finding(
    study: Study, tiny: NDArray[np.int32], when: str, least: float, limits: Limits
) -> Finding:
    assets, many = study.model.assets, number(len(tiny))
    whole = int(assets.bytes[tiny].sum())
    ordered = tiny[np.argsort(assets.bytes[tiny], kind="stable")]
    names = [study.model.strings[assets.name[row]] for row in ordered]
    return Finding(
        detector=OverSplit.name,
        severity=Severity.WARNING if len(tiny) >= limits["warning"] else Severity.INFO,
        title=f"{many} scripts that load {when} are tiny",
        where=names[0],
        why=f"{many} scripts that load {when} are smaller than {size(limits['tiny'])}, together "
        f"{size(whole)}; the smallest are {listed(names)}.",
        verdict=f"{many} scripts that load {when} are below {size(limits['tiny'])}",
        entity=f"tiny files {when}",
        measures=(
            Measure("tiny files", len(tiny), "count", least),
            Measure("together", whole, "bytes"),
        ),
        evidence=of_assets(study, ordered),
        confidence=0.6 if when == "at start" else 0.4,
        scopes=OverSplit.scopes,
        how="Give chunks a least size, or one name to those that open together.",
        example=Example(
            "splitChunks: { chunks: 'all', minSize: 0 }",
            "splitChunks: { chunks: 'all', minSize: 20000 }",
            "javascript",
            "optimization",
        )
        if study.model.bundler in ("webpack", "rspack")
        else Example(
            "output: {}",
            "output: { experimentalMinChunkSize: 20000 }",
            "javascript",
            "rollupOptions",
        ),
        effort=Effort.SMALL,
        wrong_if="Each visit takes only one or two of them.",
        cause=f"bundle\nfiles {when}\ntiny",
    )
