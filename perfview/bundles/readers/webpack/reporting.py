"""What stats leave out, said openly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.imports import Reasons
from perfview.bundles.readers.webpack.rows import Written, join
from perfview.bundles.readers.webpack.texts import Texts
from perfview.recording.report import ImportReport

_SHOWN = 5
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
        "The stats leave out modules; `webpack --json=stats.json` writes all of them.",
    )
    if written.modules and not len(reasons.imports):
        report.note(
            "no-reasons",
            1,
            "The stats do not say who imports whom; `webpack --json=stats.json` does.",
        )
    report.note(
        "reason-without-module",
        reasons.lost,
        "Imports come from modules that the stats do not hold; they were left out.",
    )
    hidden_reasons = int(np.maximum(join(build, "hidden_reasons"), 0).sum())
    report.note("hidden-reasons", hidden_reasons, "The stats leave out who imports some modules.")
    unread = int((join(build, "group") > 0).sum())
    report.note(
        "not-read", unread, "Groups of modules nest too deeply; what is in them was left out."
    )


def report_several(names: Sequence[str], report: ImportReport) -> None:
    """Note that the file holds more than one build, as everything then counts all of them."""
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    report.note(
        "several-builds",
        len(names) if len(names) > 1 else 0,
        f"The file holds several builds ({shown}); sizes are those of all of them together.",
    )
