"""Files that were not minified."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import PAGE, SCRIPT
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name, built_code, loads_at_start
from perfview.bundles.patterns.standing import estimated, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size

_LOOKED_AT = 1 << 20
_MAP = b"sourceMappingURL=data:"
_LINES = re.compile(rb"\n[ \t]*(?://[^\n]*)?")
_SAVED = (0.5, 0.7)
"""Part of readable code that minifiers take away, usually and at most, before compression: between
51 and 88 % over the twelve libraries of the minification-benchmarks."""


_HASHED = re.compile(r"[-._](?=[\w-]*\d)[\w-]{8,}\.[cm]?[jt]s$")
"""Names with a hash of the content, as files for browsers have that may be kept for long."""
_EXPORTS = re.compile(
    rb"(?:\bexport\s*\{[^}]*\}|\bexports(?:\.[\w$]+)?\s*=[^=][^;\n]*);?(?:\s*//[^\n]*)*\s*\Z"
)
_END = 4_000
"""Bytes at the end of a file among which what it exports stands."""


class NotMinified(Detector):
    """Files that were not minified.

    What it looks for: built scripts and style sheets of at least `bytes` of which `part` is line
    ends, indentation and line comments. It is a warning; critical from `critical` on.

    Why it matters: names, spaces and comments are downloaded and scanned for nothing.

    How sure it is: minified files have nearly no indentation, written ones a fifth of it. How much
    a minifier takes away is known from public benchmarks only, so the saving is a range; after
    compression it is less.

    How to fix it: build with `mode: 'production'`, or switch the minifier on again.

    Learnt from: Lighthouse's unminified-javascript and unminified-css; privatenumber's
    minification-benchmarks.
    """

    name = "not-minified"
    title = "Files that are not minified"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("bytes", 20_000, "bytes", "of a file, at least"),
        Threshold("part", 0.08, "ratio", "of it line ends and indentation, at least"),
        Threshold("critical", 1_000_000, "bytes", "not minified at start, from which critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose files are at hand."""
        return len(study.built) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all files."""
        found: dict[int, int] = {}
        blank = 0
        for asset, whole in built_code(study):
            code = whole.partition(_MAP)[0]
            looked_at = code[:_LOOKED_AT]
            spaces = sum(len(each) for each in _LINES.findall(looked_at))
            if len(code) >= limits["bytes"] and spaces >= limits["part"] * len(looked_at):
                found[asset] = len(code)
                blank += round(spaces * len(code) / len(looked_at))
        if found:
            yield _finding(study, found, blank, limits)


def _finding(study: Study, sizes: dict[int, int], blank: int, limits: Limits) -> Finding:
    found = sorted(sizes, key=lambda asset: -sizes[asset])
    whole = sum(sizes.values())
    early = sum(each for asset, each in sizes.items() if loads_at_start(study, asset))
    scripts = any(int(study.model.assets.kind[a]) == SCRIPT for a in found)
    names = [asset_name(study, asset) for asset in found]
    base, is_library = early or whole, _are_of_library(study, found)
    return Finding(
        detector=NotMinified.name,
        severity=_severity(early, limits, is_library=is_library),
        title=f"{plural(len(found), 'file')} not minified, {size(whole)}",
        where=listed(names),
        why=f"{percent(blank / max(whole, 1))} of {listed(names)} is line ends, indentation and "
        "line comments; minified files have nearly none."
        + (" It looks like a library, which whoever uses it minifies." if is_library else ""),
        verdict=f"{size(whole)} ({listed(names)}) ship without being minified",
        entity="files",
        measures=(
            Measure("not minified", whole, "bytes", limits["bytes"]),
            Measure("blank", blank / max(whole, 1), "ratio", limits["part"]),
        ),
        evidence=of_assets(study, np.array(found, np.int32)),
        confidence=0.4 if is_library else 0.9,
        scopes=NotMinified.scopes,
        saving=estimated(
            study,
            min(blank * base / max(whole, 1), _SAVED[0] * base),
            _SAVED[0] * base,
            _SAVED[1] * base,
            "what minifiers take away in public benchmarks, at least the blanks",
            at_start=bool(early),
        )
        if scripts
        else None,
        how="Build for production, with the minifier on.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="This build is for reading, or the server minifies what it sends.",
        cause="bundle\nbuild\nminify",
        reach=1.0 if early else 0.4,
    )


def _severity(early: int, limits: Limits, *, is_library: bool) -> Severity:
    if is_library:
        return Severity.INFO
    return Severity.CRITICAL if early >= limits["critical"] else Severity.WARNING


def _are_of_library(study: Study, assets: list[int]) -> bool:
    """Whether these are for other builds: no page loads them, no hash is in their names, and each
    ends in what it exports."""
    if bool((study.model.assets.kind == PAGE).any()):
        return False
    ends = {
        asset: code.partition(_MAP)[0][-_END:]
        for asset, code in built_code(study, (SCRIPT,))
        if asset in assets
    }
    return len(ends) == len(assets) and all(
        _EXPORTS.search(end) and not _HASHED.search(asset_name(study, asset))
        for asset, end in ends.items()
    )


def _example(study: Study) -> Example:
    bundler = study.model.bundler
    if bundler in ("webpack", "rspack"):
        return Example(
            "optimization: { minimize: false }",
            "mode: 'production'",
            "javascript",
            f"{bundler}.config.js",
        )
    if bundler == "esbuild":
        return Example(
            "esbuild src/index.js --bundle", "esbuild src/index.js --bundle --minify", "shell"
        )
    return Example(
        "build: { minify: false }", "build: { minify: true }", "javascript", "vite.config.js"
    )
