"""The same modules in several files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, gravity, sureness
from perfview.bundles.searching.chunk_files import is_for_older
from perfview.bundles.searching.wording import listed, place_of
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import number, plural, size


class SharedByFew(Detector):
    """Modules that were put into more than one file.

    What it looks for: modules that are in two scripts or more; what they weigh in all but one of
    them, together `bytes` or more and `share` of all JavaScript. A second build for older browsers
    does not count. It is a warning from `warning` on.

    Why it matters: whoever opens a second page fetches the same code again, and it is parsed again.

    How sure it is: the copies and their bytes are exact. Who opens two of those pages is not known:
    each page alone becomes no smaller, so that the saving goes from nothing to all of it.

    How to fix it: let modules that several files need have one of their own (webpack's
    `splitChunks`, esbuild's `splitting`; Rollup does so by itself), from a size on that is worth a
    request.

    Learnt from: webpack 5.112's duplicateModules; Rsdoctor's E1002 and E1006.
    """

    name = "shared-by-few"
    title = "Modules in several files"
    scopes = ("network",)
    cost = 1
    prominence = 4
    thresholds = (
        Threshold("bytes", 20_000, "bytes", "of further copies, at least"),
        Threshold("share", 0.01, "ratio", "of all JavaScript, at least"),
        Threshold("warning", 150_000, "bytes", "from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with several scripts."""
        return int((study.model.assets.kind == SCRIPT).sum()) > 1

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of them."""
        extra, files = _copies(study)
        whole = int(extra.sum())
        if whole >= max(limits["bytes"], limits["share"] * int(study.weights.of_module.sum())):
            yield _finding(study, extra, files, whole, limits)


def _copies(study: Study) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By module: bytes of all copies but the largest, and files it is in; int64 (m) twice."""
    weights, kinds = study.weights, study.model.assets.kind
    older = np.array([is_for_older(study, asset) for asset in range(len(kinds))], np.bool_)
    counts = (weights.asset >= 0) & (weights.bytes > 0)
    counts[counts] = (kinds[weights.asset[counts]] == SCRIPT) & ~older[weights.asset[counts]]
    module, size_of = weights.module[counts], weights.bytes[counts]
    m = len(study.model.modules)
    files = np.bincount(module, minlength=m)
    largest = np.zeros(m, np.int64)
    np.maximum.at(largest, module, size_of)
    total = np.bincount(module, size_of, m).astype(np.int64)
    return np.where(files > 1, total - largest, 0), files.astype(np.int64)


def _finding(
    study: Study,
    extra: NDArray[np.int64],
    files: NDArray[np.int64],
    whole: int,
    limits: Limits,
) -> Finding:
    rows = np.flatnonzero(extra > 0)
    rows = rows[np.argsort(-extra[rows], kind="stable")]
    names = list(dict.fromkeys(place_of(study, int(row)) for row in rows[:40]))
    most = int(files[rows].max())
    return Finding(
        detector=SharedByFew.name,
        severity=gravity(0.4 * whole, limits["warning"]),
        title=f"{size(whole)} ship more than once",
        where=names[0],
        why=f"{plural(len(rows), 'module')} are in up to {number(most)} files each, most of them "
        f"of {listed(names)}; all copies but one weigh {size(whole)}.",
        verdict=f"{plural(len(rows), 'module')} are in several files, {size(whole)} more than "
        "needed",
        entity="modules in several files",
        measures=(
            Measure("further copies", whole, "bytes", limits["bytes"]),
            Measure("modules", len(rows), "count"),
        ),
        evidence=evidence(study, rows.astype(np.int32)),
        confidence=0.5 * sureness(study),
        scopes=SharedByFew.scopes,
        saving=estimated(
            study, 0.0, whole / 2, whole, "half of the visits open two of them", at_start=False
        ),
        how="Let the bundler put modules that several files need into one that they share.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="Nobody opens two of those pages, or no copy is worth a request.",
        cause="bundle\nseveral files\nshared",
        reach=0.4,
    )


def _example(study: Study) -> Example:
    if study.model.bundler == "esbuild":
        return Example(
            "build({ bundle: true })",
            "build({ bundle: true, splitting: true, format: 'esm' })",
            "javascript",
            "esbuild",
        )
    return Example(
        "splitChunks: { chunks: 'async' }",
        "splitChunks: { chunks: 'all', minSize: 20000 }",
        "javascript",
        "optimization",
    )
