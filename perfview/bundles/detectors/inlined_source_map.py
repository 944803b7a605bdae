"""Source maps inside of shipped files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.built.codecs import gzip_size
from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name, built_code, loads_at_start
from perfview.bundles.patterns.inlined_maps import COMMENT, inlined_maps
from perfview.bundles.patterns.standing import of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import plural, size


class InlinedSourceMap(Detector):
    """Source maps that ship inside of the files they are for.

    What it looks for: built files with a `sourceMappingURL` that holds the map itself, at least
    `bytes` of it. It is critical from `critical` on that load at start.

    Why it matters: a map is two to four times the code, and everybody downloads it; as a file of
    its own only open devtools do. It also shows your sources to everybody.

    How sure it is: the bytes are those of the comment; the file is compressed without it.

    How to fix it: write maps into files (`devtool: 'source-map'`, `sourcemap: true`), or
    `'hidden-source-map'` for a service that collects errors.

    Learnt from: webpack's documentation of `devtool`; Lighthouse's source-maps audits.
    """

    name = "inlined-source-map"
    title = "Inlined source maps"
    scopes = ("network",)
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("bytes", 2_000, "bytes", "of maps, at least"),
        Threshold("critical", 250_000, "bytes", "at start, from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose files are at hand."""
        return len(study.built) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all files."""
        maps = inlined_maps(study)
        found = {asset: taken for asset, taken in maps.items() if taken >= limits["bytes"]}
        if found:
            yield _finding(study, found, limits)


def _finding(study: Study, found: dict[int, int], limits: Limits) -> Finding:
    taken = sum(found.values())
    early = sum(size for asset, size in found.items() if loads_at_start(study, asset))
    names = [asset_name(study, asset) for asset in sorted(found, key=lambda a: -found[a])]
    return Finding(
        detector=InlinedSourceMap.name,
        severity=Severity.CRITICAL if early >= limits["critical"] else Severity.WARNING,
        title=f"Source maps inside of {plural(len(found), 'shipped file')}, {size(taken)}",
        where=listed(names),
        why=f"{listed(names)} {'ends' if len(names) == 1 else 'end'} in `sourceMappingURL=data:…`, "
        f"{size(taken)} that only devtools have a use for.",
        verdict=f"{size(taken)} of source maps ship inside of {listed(names)}",
        entity="maps",
        measures=(Measure("maps", taken, "bytes", limits["bytes"]),),
        evidence=of_assets(study, np.array(list(found), np.int32)),
        confidence=0.95,
        scopes=InlinedSourceMap.scopes,
        saving=_saved(study, found, early),
        how="Write the maps into files of their own.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="This build never leaves the developers' machines.",
        cause="bundle\nbuild\nsource maps",
        reach=1.0 if early else 0.4,
    )


def _saved(study: Study, found: dict[int, int], early: int) -> Saving | None:
    """Scripts compressed with and without the comment."""
    before = after = 0
    for asset, code in built_code(study, (SCRIPT,)):
        if early and not loads_at_start(study, asset):
            continue
        packed = gzip_size(code)
        before += packed
        after += gzip_size(COMMENT.sub(b"", code)) if asset in found else packed
    if before == after:
        return None
    # Not called JavaScript: what takes modules away does not become part of this.
    of = "what loads at start, gzip" if early else "all that loads, gzip"
    value = float(before - after)
    return Saving(
        value, value, value, "bytes", "the files compressed without their maps", of, float(before)
    )


def _example(study: Study) -> Example:
    bundler = study.model.bundler
    if bundler in ("webpack", "rspack"):
        place = f"{bundler}.config.js"
        return Example("devtool: 'inline-source-map'", "devtool: 'source-map'", "javascript", place)
    if bundler == "esbuild":
        return Example("--sourcemap=inline", "--sourcemap=linked", "shell")
    return Example(
        "build: { sourcemap: 'inline' }",
        "build: { sourcemap: true }",
        "javascript",
        "vite.config.js",
    )
