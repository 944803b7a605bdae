"""Code in files of the start that nothing at the start asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import reach
from perfview.bundles.model import DATA, JAVASCRIPT
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import AT_START, estimated, gravity, sureness
from perfview.bundles.searching.wording import listed, short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import percent, plural, size

MOST_STARTS = 300
"""Later loaded modules of which it is worked out what each needs."""


class RouteOnlyCode(Detector):
    """Bytes at start that only something which loads later needs.

    What it looks for: modules in files that load at start which nothing loaded at start imports,
    only what is asked for later: at least `bytes` and `share` of the JavaScript at start. It is a
    warning from `warning` on.

    Why it matters: a rule such as “all of node_modules into vendor.js” undoes every `import()`: the
    page's code waits, but the chart library it needs is there from the first second on.

    How sure it is: which file a module is in and who imports it is what the bundler says. Some put
    modules there on purpose, to share them.

    How to fix it: let only what the entries import go into the shared file (webpack:
    `chunks: 'initial'` or no `name` in the cache group; Rollup and Vite: take the package out of
    `manualChunks`), so that each page's chunk brings its own.

    Learnt from: https://webpack.js.org/plugins/split-chunks-plugin; Vite's issues about
    `manualChunks` that load everything at once.
    """

    name = "route-only-code"
    title = "Code of later pages at start"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("bytes", 20_000, "bytes", "of such modules at start, at least"),
        Threshold("share", 0.03, "ratio", "of the JavaScript at start, at least"),
        Threshold("warning", 60_000, "bytes", "from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose imports and files are known, with something that loads later."""
        return bool(study.loading.edges.is_later.any()) and len(study.weights) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all of it."""
        rows, bytes_of = _misplaced(study)
        whole, start = int(bytes_of.sum()), max(int(study.weights.at_start.sum()), 1)
        if whole >= max(limits["bytes"], limits["share"] * start):
            yield _finding(study, rows, whole, start, limits)


def _misplaced(study: Study) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Modules of files at start that do not load at start by the imports, heaviest first."""
    reached, modules, start = study.loading.reached, study.model.modules, study.weights.at_start
    fits = (start > 0) & ~reached.at_start & reached.at_all
    fits &= np.isin(modules.kind, (JAVASCRIPT, DATA))
    rows = np.flatnonzero(fits)
    rows = rows[np.argsort(-start[rows], kind="stable")]
    return rows.astype(np.int32), start[rows]


def _needed_by(study: Study, rows: NDArray[np.int32]) -> list[str]:
    """What loads later and needs them, that which needs most first."""
    edges, m = study.loading.edges, len(study.model.modules)
    starts = np.unique(edges.target[edges.is_later])[:MOST_STARTS]
    start = study.weights.at_start
    found = []
    for row in starts.tolist():
        needs = reach(edges, np.array([row]), m).at_start[rows]
        found.append((int(start[rows[needs]].sum()), row))
    found.sort(reverse=True)
    return [short(study.name_of(row)) for weight, row in found if weight > 0]


def _finding(
    study: Study, rows: NDArray[np.int32], whole: int, start: int, limits: Limits
) -> Finding:
    needed, packages = _needed_by(study, rows), _packages(study, rows)
    which = listed(packages) if packages else plural(len(rows), "module")
    who = listed(needed) if needed else "what loads later"
    gzip = study.compressed if len(study.built) else None
    value = float(gzip.gzip_of_module[rows].sum()) if gzip is not None else float(whole)
    saved = estimated(
        study, 0.7 * value, value, value, "the modules' parts of the files", at_start=True
    )
    if gzip is not None:
        known = np.maximum(gzip.gzip_bytes[study.weights.is_initial], 0)
        saved = replace(saved, of=f"{AT_START}, gzip", before=float(known.sum()))
    return Finding(
        detector=RouteOnlyCode.name,
        severity=gravity(whole, limits["warning"]),
        title=f"{size(whole)} at start are needed only later",
        where=packages[0] if packages else study.name_of(int(rows[0])),
        why=f"{which} lie in files that load at start, {percent(whole / start)} of it, but only "
        f"{who} need them.",
        verdict=f"{which} load at start, {size(whole)}, though only {who} need them",
        entity="code of later pages",
        measures=(
            Measure("bytes", whole, "bytes", limits["bytes"]),
            Measure("of the start", whole / start, "ratio", limits["share"]),
        ),
        evidence=evidence(study, rows),
        confidence=0.75 * sureness(study),
        scopes=RouteOnlyCode.scopes,
        saving=saved,
        how="Let only what the entry imports into the shared file; then each page brings its own.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="They are put there on purpose, since nearly everybody opens those pages.",
        cause="start\nfiles at start\nneeded later",
    )


def _packages(study: Study, rows: NDArray[np.int32]) -> list[str]:
    weight: dict[str, int] = {}
    for row in rows.tolist():
        name = study.package_of(row)
        if name:
            weight[name] = weight.get(name, 0) + int(study.weights.at_start[row])
    return sorted(weight, key=lambda name: -weight[name])


def _example(study: Study) -> Example:
    if study.model.bundler in ("webpack", "rspack"):
        return Example(
            "vendor: { test: /node_modules/, name: 'vendor', chunks: 'all' }",
            "vendor: { test: /node_modules/, name: 'vendor', chunks: 'initial' }",
            "javascript",
            "splitChunks.cacheGroups",
        )
    return Example(
        "manualChunks: (id) => id.includes('node_modules') ? 'vendor' : undefined",
        "manualChunks: { framework: ['react', 'react-dom'] }",
        "javascript",
        "build.rollupOptions.output",
    )
