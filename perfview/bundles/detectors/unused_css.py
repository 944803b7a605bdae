"""Styles that ship and were not used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import STYLE_SHEET
from perfview.bundles.patterns.built_text import asset_name, loads_at_start
from perfview.bundles.patterns.coverage import Unused, unused_of
from perfview.bundles.patterns.standing import gravity, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving
from perfview.findings.quantities import percent, size

_MOST = 5


class UnusedCss(Detector):
    """Styles that ship and were not used.

    What it looks for: with a browser's coverage given, style sheets of which at least `bytes` and
    `share` were not used, the five with most of it. It is a warning from `warning` on of what loads
    at start.

    Why it matters: a page is not shown before its style sheets are there; rules that match nothing
    are downloaded and tried all the same.

    How sure it is: coverage tells exactly which rules matched, but only in the visit that was
    recorded; other pages and states may use the rest. The saving's upper end is all of it.

    How to fix it: import styles where they are used, so that they load with their page; let a tool
    (PurgeCSS, a framework's own) leave out what no template names.

    Learnt from: Lighthouse's unused-css-rules (10 KiB); Chrome's Coverage.
    """

    name = "unused-css"
    title = "Unused styles"
    scopes = ("network", "render")
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("bytes", 10_240, "bytes", "that were not used, at least"),
        Threshold("share", 0.4, "ratio", "of the file, at least"),
        Threshold("warning", 40_000, "bytes", "at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds that coverage was given for."""
        return len(study.furnished.coverage) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The style sheets with most of it."""
        for found in unused_of(study, STYLE_SHEET)[:_MOST]:
            if found.unused >= limits["bytes"] and found.share >= limits["share"]:
                yield _finding(study, found, limits)


def _finding(study: Study, found: Unused, limits: Limits) -> Finding:
    name = asset_name(study, found.asset)
    early = loads_at_start(study, found.asset)
    return Finding(
        detector=UnusedCss.name,
        severity=gravity(found.unused if early else 0, limits["warning"]),
        title=f"{percent(found.share)} of {name} was not used",
        where=name,
        why=f"{size(found.unused)} of {size(found.length)} of rules matched nothing in the visit "
        "that was recorded.",
        verdict=f"{size(found.unused)} of {name} was not used",
        entity=f"file {name}",
        measures=(
            Measure("not used", found.unused, "bytes", limits["bytes"]),
            Measure("of the file", found.share, "ratio", limits["share"]),
        ),
        evidence=of_assets(study, np.array([found.asset], np.int32)),
        confidence=0.6,
        scopes=UnusedCss.scopes,
        saving=Saving(
            found.unused / 2,
            0.0,
            float(found.unused),
            "bytes",
            "bytes of rules that matched nothing in the recorded visit; half of them",
            of=name,
            before=float(found.length),
        ),
        how="Import styles where they are used, and leave out what no page names.",
        example=Example(
            "/* main.css */\n@import './settings.css';",
            "// routes/Settings.jsx\nimport './settings.css';",
            "javascript",
            name,
        ),
        effort=Effort.MEDIUM,
        wrong_if="Other pages or states use the rest.",
        cause=f"bundle\n{name}\nunused",
        reach=1.0 if early else 0.3,
    )
