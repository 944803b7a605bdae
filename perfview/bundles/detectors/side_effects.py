"""Modules that ship although nobody uses them, since they might do something."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import JAVASCRIPT, OWN_CODE
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, stake, sureness
from perfview.bundles.scenarios.edits import CUT, Edit
from perfview.bundles.searching.barrel_ways import barrel_ways
from perfview.bundles.searching.export_use import export_use
from perfview.bundles.searching.grouping import by_package, name_of_place
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import number, plural, size

MOST = 6
"""Findings at most."""


class SideEffects(Detector):
    """Unused modules that stay since nothing says they have no side effects.

    What it looks for: modules that export something of which, as the bundler says, nothing is used,
    and that ship all the same; by package, of own code by folder. Without them everything has to be
    smaller by `bytes`; it is a warning from `warning` on. What a barrel passes on is said of the
    barrel.

    Why it matters: a module may do something just by being imported, so a bundler keeps it unless
    its package.json says `"sideEffects": false`.

    How sure it is: that nothing of them is used is the bundler's word; what they weigh is measured.
    Whether they do something when imported is not known.

    How to fix it: say `"sideEffects": false` in your own package.json, or name the few files that
    have some; for a package, set `sideEffects: false` for it in the bundler's rules and ask its
    author.

    Learnt from: https://webpack.js.org/guides/tree-shaking#clarifying-tree-shaking-and-sideeffects;
    webpack 5.112's missingSideEffects and unusedModules; Rsdoctor's E1007.
    """

    name = "side-effects"
    title = "Kept only for side effects"
    scopes = ("network",)
    cost = 3
    prominence = 5
    thresholds = (
        Threshold("bytes", 3_000, "bytes", "that leaving them out saves, at least"),
        Threshold("warning", 30_000, "bytes", "of those, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds of which it is known which exports are used."""
        return bool((study.model.exports.used >= 0).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a package or folder."""
        groups = by_package(study, _unused(study))
        weights = study.weights.of_module
        ordered = sorted(groups.items(), key=lambda item: -int(weights[item[1]].sum()))
        for place, modules in ordered[:MOST]:
            if int(weights[modules].sum()) >= limits["bytes"]:
                yield from _findings(study, place, modules, limits)


def _unused(study: Study) -> NDArray[np.int32]:
    """Modules that ship and of whose exports none is used; not those a barrel passes on."""
    use, modules = export_use(study), study.model.modules
    fits = (use.known > 0) & (use.used == 0) & (study.weights.of_module > 0)
    fits &= (modules.kind == JAVASCRIPT) & (modules.side_effects != 0)
    fits[study.loading.entries] = False
    edges = study.loading.edges
    fits[edges.target[edges.is_later]] = False
    for way in barrel_ways(study):
        fits[way.barrel.passes_on] = False
    return np.flatnonzero(fits).astype(np.int32)


def _findings(
    study: Study, place: str, modules: NDArray[np.int32], limits: Limits
) -> Iterator[Finding]:
    edit = Edit(CUT, f"{place} without what is unused", targets=modules)
    saved, outcome = saving(study, [edit])
    if max(outcome.saved_initial, outcome.saved_total) < limits["bytes"]:
        return
    name, many = name_of_place(place), len(modules)
    is_own = int(study.model.modules.package[modules[0]]) == OWN_CODE
    weight = int(study.weights.of_module[modules].sum())
    yield Finding(
        detector=SideEffects.name,
        severity=gravity(stake(outcome), limits["warning"]),
        title=f"{plural(many, 'module')} of {name} ship unused",
        where=name,
        why=f"Nothing of what {plural(many, 'module')} of `{name}` export is used; they stay, "
        f"{size(weight)}, since nothing says that importing them does nothing.",
        verdict=f"{number(many)} unused modules of `{name}` ship, {size(weight)}, since no "
        "`sideEffects` says they can go",
        entity=f"unused {place}",
        measures=(
            Measure("bytes", weight, "bytes", limits["bytes"]),
            Measure("modules", many, "count"),
        ),
        evidence=evidence(study, modules),
        confidence=0.6 * sureness(study),
        scopes=SideEffects.scopes,
        saving=saved,
        how='Say `"sideEffects": false` in the package.json that is responsible, or list the '
        "files that have some."
        if is_own
        else f"Set `sideEffects: false` for `{name}` in the bundler's module rules, after a look "
        "at what its files do when they are imported.",
        example=_example(name, is_own),
        effort=Effort.SMALL,
        wrong_if="One of them does something when it is imported that is needed.",
        cause=f"bundle\n{name}\nside effects",
        reach=reach(study, outcome),
    )


def _example(name: str, is_own: bool) -> Example:
    if is_own:
        after = '{ "name": "app", "sideEffects": ["*.css"] }'
        return Example('{ "name": "app" }', after, "json", "package.json")
    return Example(
        "module: { rules: [] }",
        f"module: {{ rules: [{{ test: /node_modules\\/{name}\\//, sideEffects: false }}] }}",
        "javascript",
        "webpack.config.js",
    )
