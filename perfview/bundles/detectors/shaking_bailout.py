"""Why the bundler could not put modules into one scope or leave parts of them out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import COMMONJS
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.searching.wording import listed, place_of
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, plural, size

_REASONS = (
    (r"with side[ _]effects in source code", "statements at their top level do something"),
    (r"CommonJS bailout", "they hand out `module.exports`, `exports` or `require` as a whole"),
    (r"not in strict mode|not an ECMAScript module", "they are no ES modules"),
    (r"exports is dynamic|exports are dynamic", "what they export is only known when they run"),
    (r"Cannot concat with", "modules that several files need lie between them and their importers"),
    (r"eval\(\)", "they call `eval`"),
)
WRAPPER = 40
"""Bytes of the function that webpack puts around a module, minified."""


class ShakingBailout(Detector):
    """What kept the bundler from shaking and joining modules, by reason.

    What it looks for: the bundler's own notes on modules that it could not join into one scope or
    shake, counted by reason, over shipped modules of at least `modules` and `share` of all bytes.
    CommonJS packages have a finding of their own; here they only count.

    Why it matters: each module outside of a joined scope keeps a function of its own, cannot be
    inlined, and its unused exports stay where anything reaches into it.

    How sure it is: the reasons are the bundler's. What it costs is little for each; it is a note to
    explain sizes, not a thing to do first.

    How to fix it: write ES modules (`import`, `export`) and compile without turning them into
    CommonJS (Babel's `modules: false`); move work out of the top level of modules.

    Learnt from: webpack's optimizationBailout (`stats.optimizationBailout`) and 5.112's scope
    hoisting hint; statoscope's no-modules-deopts.
    """

    name = "shaking-bailout"
    title = "Modules that could not be joined"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 2
    thresholds = (
        Threshold("modules", 60, "count", "modules with such a note, at least"),
        Threshold("share", 0.2, "ratio", "of all bytes in those, at least"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with the bundler's notes."""
        return study.model.strings.find("bailout") >= 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One note for all."""
        by_reason = _by_reason(study)
        rows = np.unique(np.concatenate([np.zeros(0, np.int32), *by_reason.values()]))
        weights = study.weights.of_module
        share = int(weights[rows].sum()) / max(int(weights.sum()), 1)
        if len(rows) >= limits["modules"] and share >= limits["share"]:
            yield _finding(study, by_reason, rows.astype(np.int32), share, limits)


def _by_reason(study: Study) -> dict[str, NDArray[np.int32]]:
    """Shipped modules by the reason in words, the most frequent first."""
    notes, texts = study.model.notes, study.model.strings
    told = (notes.kind == texts.find("bailout")) & (notes.module >= 0)
    found: dict[str, list[int]] = {}
    kinds: dict[int, str] = {}
    weights = study.weights.of_module
    for text, module in zip(notes.text[told].tolist(), notes.module[told].tolist(), strict=True):
        if text not in kinds:
            kinds[text] = _reason(texts[text])
        if kinds[text] and weights[module] > 0:
            found.setdefault(kinds[text], []).append(module)
    rows = {reason: np.unique(np.array(each, np.int32)) for reason, each in found.items()}
    return dict(sorted(rows.items(), key=lambda item: -len(item[1])))


def _reason(text: str) -> str:
    return next((words for pattern, words in _REASONS if re.search(pattern, text)), "")


def _finding(
    study: Study,
    by_reason: dict[str, NDArray[np.int32]],
    rows: NDArray[np.int32],
    share: float,
    limits: Limits,
) -> Finding:
    weights, many = study.weights.of_module, len(rows)
    whole = int(weights[rows].sum())
    told = "; ".join(
        f"{plural(len(each), 'module')} ({size(int(weights[each].sum()))}) since {reason}"
        for reason, each in list(by_reason.items())[:4]
    )
    heaviest = rows[np.argsort(-weights[rows], kind="stable")][:40].tolist()
    names = list(dict.fromkeys(place_of(study, row) for row in heaviest))
    common = int((study.model.modules.format[rows] == COMMONJS).sum())
    return Finding(
        detector=ShakingBailout.name,
        severity=Severity.INFO,
        title=f"{number(many)} modules could not be joined or shaken",
        where=names[0],
        why=f"The bundler says so of {told}. The heaviest are of {listed(names)}. Their functions "
        f"alone take about {size(WRAPPER * many)}.",
        verdict=f"{number(many)} modules, {percent(share)} of the bytes, could not be joined or "
        "shaken",
        entity="bailouts",
        measures=(
            Measure("modules", many, "count", limits["modules"]),
            Measure("of those CommonJS", common, "count"),
            Measure("bytes", whole, "bytes"),
            Measure("of all bytes", share, "ratio", limits["share"]),
        ),
        evidence=evidence(study, rows),
        confidence=0.6,
        scopes=ShakingBailout.scopes,
        how="Take builds of packages that are ES modules, keep Babel and TypeScript from writing "
        "CommonJS, and move work out of the top level of modules.",
        effort=Effort.LARGE,
        wrong_if="All of those modules is used anyway.",
        cause="bundle\nbailouts",
    )
