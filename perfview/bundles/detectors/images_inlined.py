"""Images and fonts written into scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import ASSET, SCRIPT, SHIPPED
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name, built_code, loads_at_start, module_at
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, gravity, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure
from perfview.findings.quantities import plural, size

_INLINED = re.compile(
    rb"data:(?:image|font|audio|video|application/(?:x-)?font|application/octet-stream|"
    rb"application/wasm)[^,\"'`\s]{0,80},[^\"'`\\]*"
)
_URL = 100
"""Bytes of the address that stands in the code instead."""


class ImagesInlined(Detector):
    """Images, fonts and the like written into JavaScript.

    What it looks for: ``data:`` addresses in built scripts of at least `each` bytes, `bytes` in
    all; without the files, modules of images whose bytes the bundler counts into a script. It is a
    warning from `warning` on that load at start.

    Why it matters: base64 makes them a third larger, they block the script they are in, and they
    are downloaded again whenever anything in the script changes.

    How sure it is: the bytes are counted in the files. What leaves the script has to be loaded
    still, but beside it, only where it is shown, and kept by the browser.

    How to fix it: let the bundler write files from some 4 kB on (`asset/resource`,
    `dataUrlCondition`, `assetsInlineLimit`, `--loader:.png=file`).

    Learnt from: webpack's Asset Modules (inlines up to 8 kB by default); Vite's assetsInlineLimit
    (4 kB); esbuild's loaders `dataurl` and `file`.
    """

    name = "images-inlined"
    title = "Images in scripts"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("each", 4_096, "bytes", "of one image, at least"),
        Threshold("bytes", 20_000, "bytes", "of all, at least"),
        Threshold("warning", 50_000, "bytes", "at start, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all images."""
        if len(study.built):
            yield from _in_files(study, limits)
        elif study.model.measured == SHIPPED:
            yield from _by_modules(study, limits)


def _in_files(study: Study, limits: Limits) -> Iterator[Finding]:
    taken: dict[int, int] = {}
    often, modules = 0, set()
    for asset, code in built_code(study, (SCRIPT,)):
        for found in _INLINED.finditer(code):
            length = found.end() - found.start()
            if length >= limits["each"]:
                taken[asset] = taken.get(asset, 0) + length
                often += 1
                modules.add(module_at(study, asset, found.start()))
    names = [asset_name(study, a) for a in sorted(taken, key=lambda a: -taken[a])]
    early = sum(n for asset, n in taken.items() if loads_at_start(study, asset))
    rows = np.array(sorted(modules - {-1}), np.int32)
    proof = (
        evidence(study, rows) if len(rows) else of_assets(study, np.array(list(taken), np.int32))
    )
    whole = sum(taken.values())
    if whole >= limits["bytes"]:
        yield _finding(study, names, often, whole, early, proof, limits)


def _by_modules(study: Study, limits: Limits) -> Iterator[Finding]:
    weights, kinds = study.weights, study.model.assets.kind
    scripts = np.append(kinds, SCRIPT)[weights.asset] == SCRIPT
    scripts &= study.model.modules.kind[weights.module] == ASSET
    scripts &= weights.bytes >= limits["each"]
    modules: NDArray[np.int32] = np.unique(weights.module[scripts]).astype(np.int32)
    whole, early = int(weights.bytes[scripts].sum()), int(weights.at_start[modules].sum())
    if whole >= limits["bytes"]:
        names = [study.name_of(m) for m in evidence(study, modules).rows.tolist()]
        yield _finding(study, names, len(modules), whole, early, evidence(study, modules), limits)


def _finding(
    study: Study,
    names: list[str],
    often: int,
    whole: int,
    early: int,
    proof: Evidence,
    limits: Limits,
) -> Finding:
    base = (early or whole) - often * _URL
    return Finding(
        detector=ImagesInlined.name,
        severity=gravity(early, limits["warning"]),
        title=f"{size(whole)} of images and the like inside of scripts",
        where=listed(names),
        why=f"{plural(often, 'image')} or the like, {size(whole)} of {listed(names)}, "
        f"{'is' if often == 1 else 'are'} written out as text; base64 makes them a third larger.",
        verdict=f"{size(whole)} of images and the like are written into scripts",
        entity="images",
        measures=(
            Measure("inlined", whole, "bytes", limits["bytes"]),
            Measure("at start", early, "bytes", limits["warning"]),
            Measure("images", often, "count"),
        ),
        evidence=proof,
        confidence=0.85,
        scopes=ImagesInlined.scopes,
        saving=estimated(
            study,
            base / 4,
            float(base),
            float(base),
            "bytes that leave the script; at least what base64 adds",
            at_start=bool(early),
        ),
        how="Let the bundler write images of more than some 4 kB as files of their own.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="The page has to work from one file, or each image is shown at once.",
        cause="bundle\nbuild\nimages",
        reach=1.0 if early else 0.4,
    )


def _example(study: Study) -> Example:
    bundler = study.model.bundler
    if bundler == "esbuild":
        return Example("--loader:.png=dataurl", "--loader:.png=file", "shell")
    if bundler == "rollup":
        return Example(
            "build: { assetsInlineLimit: 100_000 }",
            "build: { assetsInlineLimit: 4096 }",
            "javascript",
            "vite.config.js",
        )
    return Example(
        "{ test: /\\.(png|svg)$/, type: 'asset/inline' }",
        "{ test: /\\.(png|svg)$/, type: 'asset/resource' }",
        "javascript",
        "webpack.config.js",
    )
