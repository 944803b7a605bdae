"""Time that goes to loading code before and while the program works."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, quantity
from perfview.kernels.ancestors import outermost_marked
from perfview.profiles.patterns.callers import callers_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.importing import importing, module_bodies
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    exact_share,
    ranked,
)
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, label, where
from perfview.profiles.study import Study

LAZY = (0.2, 0.6, 1.0)
RULE = "what is not needed at once loaded later or left out; between a fifth and all of it"
NAMED = 3
SURE = 500
"""Samples of a metric without time from which loading can be more than a note."""


class ImportCost(TimeDetector):
    """Loading code that takes much of the time.

    What it looks for: stacks whose nearest telling frame loads code (Python's import system, Node's
    `require` and module loader, class loaders, Ruby's `require`, the dynamic linker) and is not an
    own function that was called afterwards: everything a program does stands below the loading of
    its first file, so own functions end it. It fires from `share` of all time and `total` on; it is
    a warning from `heavy` of all time and `long` on.

    Why it matters: everybody who starts the program waits for it, each time: command lines, tests,
    functions in the cloud, workers that restart.

    How sure it is: the loaders' frames are unmistakable. How much of what they load is not needed
    is not known. In a recording of a long-running program the start is only a small part, and
    nothing is said.

    How to fix it: import the expensive ones where they are used; leave out what is hardly used; do
    no work at the top level of modules (no tables built, no connections, no files read); bundle
    scripts for Node; load from compiled caches.

    Learnt from: `python -X importtime`; https://docs.python.org/3/using/cmdline.html; J. Nielsen,
    Response times (1993): a tenth of a second feels instant, after one second thought is lost.
    """

    name = "import-cost"
    title = "Loading code"
    scopes = ("cpu", "io")
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("share", 0.10, "ratio", "of all time that loads code, at least"),
        Threshold("total", 100e6, "ns", "time that loads code, at least"),
        Threshold("heavy", 0.25, "ratio", "of all time, from which it is a warning"),
        Threshold("long", 200e6, "ns", "time that loads code, from which it is a warning"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        ground = ground_of(study)
        if ground is None:
            return
        share = exact_share(ground, importing(study, ground))
        timed = ground.spending.unit == "ns"
        if share.ratio >= limits["share"] and (not timed or share.spent >= limits["total"]):
            yield _finding(study, share, timed, limits)


def _finding(study: Study, share: Share, timed: bool, limits: Limits) -> Finding:
    ground = share.ground
    of, unit = ground.spending.of, ground.spending.unit
    modules = _modules(study, share)
    mostly = _listed(modules, ground)
    enough = share.spent >= limits["long"] if timed else share.samples >= SURE
    grave = share.ratio >= limits["heavy"] and enough
    first = callers_of(study, share).first
    return Finding(
        detector=ImportCost.name,
        severity=Severity.WARNING if grave else Severity.INFO,
        title=f"Loading code takes {percent(share.ratio)} of {of}",
        where=modules[0][0] if modules else where(study, first) if first >= 0 else "start-up",
        why=f"Imports, and what runs at the top level of what they load, take {amounts(share)}"
        + (f": {mostly}." if mostly else "."),
        verdict=f"loading code takes {quantity(share.spent, unit)}, {percent(share.ratio)} of {of}"
        + (f", most of it for `{modules[0][0]}`" if modules else ""),
        entity="loading code",
        measures=(
            Measure("time loading, of all", share.ratio, "ratio", limits["share"]),
            Measure("time loading", share.spent, unit, limits["total"] if timed else None),
        ),
        evidence=evidence_of(study, share, _body_functions(study, share)),
        confidence=confidence(0.8, share),
        scopes=ImportCost.scopes,
        saving=amdahl(share, LAZY, RULE),
        how=(
            f"Import {f'`{modules[0][0]}`' if modules else 'what is expensive'} where it is used "
            "instead of at the start, and do no work at the top level of modules."
        ),
        effort=Effort.SMALL if modules else Effort.MEDIUM,
        wrong_if="The program starts once and runs for long, or needs all of it at once.",
        cause=f"{of}\nstart\nloading code",
    )


def _bodies(study: Study, share: Share) -> NDArray[np.int32]:
    """Of each path inside, the module body nearest to the import the program asked for; -1 where
    there is none."""
    ground = share.ground
    body = module_bodies(study)[ground.function] & share.inside
    return outermost_marked(ground.parent, body)


def _body_functions(study: Study, share: Share) -> NDArray[np.int64]:
    ground, body = share.ground, _bodies(study, share)
    at = np.flatnonzero(share.inside & (body >= 0) & (ground.own > 0))
    return ranked(ground.function[body[at]], ground.own[at])[0]


def _modules(study: Study, share: Share) -> list[tuple[str, float]]:
    """What is loaded, by time with all it loads in turn, heaviest first."""
    ground, body = share.ground, _bodies(study, share)
    at = np.flatnonzero(share.inside & (body >= 0) & (ground.own > 0))
    functions, spent = ranked(ground.function[body[at]], ground.own[at])
    found: dict[str, float] = {}
    for function, weight in zip(functions[:50].tolist(), spent[:50].tolist(), strict=True):
        name = _module_name(study, function)
        found[name] = found.get(name, 0.0) + weight
    return sorted(found.items(), key=lambda item: -item[1])[:NAMED]


def _module_name(study: Study, function: int) -> str:
    """``pandas`` or ``server/routes.js``: how the program calls what it loads."""
    functions, strings = study.model.functions, study.model.strings
    file = strings[int(functions.file[function])].removeprefix("file://")
    if not file:
        return label(study, function)
    inside = re.split(r"(?:site-packages|dist-packages|node_modules)[/\\]", file)[-1]
    if inside != file:
        parts = re.split(r"[/\\]", inside)
        return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0].removesuffix(".py")
    parts = re.split(r"[/\\]", file)
    is_folder = parts[-1].startswith(("__init__.", "index.")) and len(parts) > 1
    return parts[-2] if is_folder else parts[-1]


def _listed(modules: list[tuple[str, float]], ground: Ground) -> str:
    unit = ground.spending.unit
    return ", ".join(f"`{name}` {quantity(spent, unit)}" for name, spent in modules)
