"""What stats leave out, said openly."""

from __future__ import annotations

import numpy as np

from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.imports import Reasons
from perfview.bundles.readers.webpack.rows import Written, join
from perfview.bundles.readers.webpack.texts import Texts
from perfview.recording.report import ImportReport

_LONGEST = 10
"""Digits of a number that may be true."""


def report_build(
    build: Build, texts: Texts, written: Written, reasons: Reasons, report: ImportReport
) -> None:
    """Note what a build's stats hide: modules, members of concatenations, reasons."""
    hidden = int(np.maximum(join(build, "hidden"), 0).sum())
    told = texts[texts.id(build.about("filteredModules"))]
    hidden = max(hidden, int(told) if told.isdecimal() and len(told) < _LONGEST else 0)
    report.note(
        "hidden-modules",
        hidden,
        "The stats leave out modules; webpack lists all of them with --stats=verbose or"
        " stats: { all: true }.",
    )
    if written.modules and not len(reasons.imports):
        report.note(
            "no-reasons",
            1,
            "The stats do not say who imports whom; stats: { reasons: true } would.",
        )
    report.note(
        "reason-without-module",
        reasons.lost,
        "Imports come from modules that the stats do not hold; they were left out.",
    )
    hidden_reasons = int(np.maximum(join(build, "hidden_reasons"), 0).sum())
    report.note("hidden-reasons", hidden_reasons, "The stats leave out who imports some modules.")
