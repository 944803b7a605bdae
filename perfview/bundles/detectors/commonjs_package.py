"""Packages that ship whole since nobody can see what of them is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import COMMONJS, ESM, OWN_CODE, REQUIRE
from perfview.bundles.patterns.asking import importers, own, place_of
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, lessened, stake, sureness
from perfview.bundles.scenarios.edits import CUT, Edit
from perfview.bundles.scenarios.sizes import outcome
from perfview.bundles.searching.known_packages import FIRST
from perfview.bundles.searching.module_builds import KNOWN, ModuleBuild
from perfview.bundles.searching.wording import listed, short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import percent, size

KEPT = (0.1, 0.3, 0.7)
"""Of a package whose parts are imported one by one, so much stays: at least, likely, at most."""


LOOKED_AT = 24
"""The heaviest such packages, whose importers are looked for."""

MOST = 8
"""Findings of single packages at most."""


class CommonjsPackage(Detector):
    """A CommonJS package of which all ships, however little is used.

    What it looks for: packages of which at least `share` is written as CommonJS, that own code
    imports, and that have a build or a twin as ES modules: by a curated list, or since their
    package.json says so. Doing without them altogether has to save `bytes`; it is a warning from
    `warning` on. Others of at least `bytes` are named in one note, frameworks aside.

    Why it matters: `module.exports` can be changed by anybody at any time, so a bundler keeps all
    of it. Of ES modules it keeps what is imported.

    How sure it is: that the package is CommonJS and what it weighs are known. How much of it you
    use is not, so that the saving is a range: of all that would leave, between 30 % and 90 %.

    How to fix it: import the ES module build by name (`lodash-es` for `lodash`), or the one file
    that is needed (`lodash/groupBy`).

    Learnt from: https://web.dev/articles/commonjs-larger-bundles; webpack's “CommonJS bailout”;
    Rsdoctor's E1005 and E1009.
    """

    name = "commonjs-package"
    title = "CommonJS package that ships whole"
    scopes = ("network",)
    cost = 3
    prominence = 5
    thresholds = (
        Threshold("share", 0.8, "ratio", "of a package that is CommonJS, at least"),
        Threshold("bytes", 15_000, "bytes", "that doing without saves, at least"),
        Threshold("warning", 50_000, "bytes", "of those, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages whose modules' format is known."""
        return bool((study.model.modules.format == COMMONJS).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a package with a way out, one note for the others."""
        without, told = [], 0
        for found in _packages(study, limits):
            if found.build is not None and told < MOST:
                told += 1
                yield from _findings(study, found, limits)
            elif found.build is None and found.name not in FIRST:
                without.append(found)
        if without:
            yield _note(study, without, limits)


@dataclass(frozen=True)
class _Package:
    """A CommonJS package: its modules that own code imports, those imports, and the way out."""

    name: str
    modules: NDArray[np.int32]
    asked: NDArray[np.int32]
    importers: NDArray[np.int32]
    bytes: int
    build: ModuleBuild | None


def _packages(study: Study, limits: Limits) -> list[_Package]:
    modules, weights = study.model.modules, study.weights.of_module
    of, many = modules.package, len(study.model.packages)
    inside = of != OWN_CODE
    whole = np.bincount(of[inside], weights[inside], many)
    common = inside & (modules.format == COMMONJS)
    part = np.bincount(of[common], weights[common], many)
    fits = (whole >= limits["bytes"]) & (part >= limits["share"] * whole)
    rows = np.flatnonzero(fits)
    rows = rows[np.argsort(-whole[rows], kind="stable")][:LOOKED_AT]
    found = (_package(study, int(row), int(whole[row])) for row in rows.tolist())
    return [each for each in found if each is not None]


def _package(study: Study, row: int, whole: int) -> _Package | None:
    name = study.model.strings[study.model.packages.name[row]]
    modules = study.modules_of(row)
    by = own(study, importers(study, modules))
    edges = study.loading.edges
    asked = np.unique(edges.target[np.isin(edges.source, by) & np.isin(edges.target, modules)])
    if not len(by) or not len(asked):
        return None
    return _Package(
        name, modules, asked.astype(np.int32), by, whole, _build(study, row, name, asked)
    )


def _build(study: Study, row: int, name: str, by: NDArray[np.int32]) -> ModuleBuild | None:
    """The way out: a known one, or the package's own ES modules where it is asked for with
    `require` (an import would have found them)."""
    if name in KNOWN:
        return KNOWN[name]
    folder = study.model.strings[study.model.packages.folder[row]]
    installed = study.furnished.installed.get(folder)
    kinds, modules = study.model.imports.kind, study.modules_of(row)
    into = np.isin(study.model.imports.target, by) & study.model.imports.is_active
    is_asked_so = bool((kinds[into] == REQUIRE).all())
    has_both = bool((study.model.modules.format[modules] == ESM).any())
    if installed is None or not installed.has_esm or has_both or not is_asked_so:
        return None
    return ModuleBuild(
        "its ES modules",
        f"const it = require('{name}');",
        f"import {{ … }} from '{name}';",
    )


def _findings(study: Study, found: _Package, limits: Limits) -> Iterator[Finding]:
    assert found.build is not None
    edit = Edit(CUT, f"{found.name} not imported by own code", found.importers, found.asked)
    most = outcome(study, [edit])
    gone = max(most.saved_initial, most.saved_total)
    if gone < limits["bytes"]:
        return
    saved, result = saving(study, [edit])
    least, likely, at_most = (share * gone for share in KEPT)
    part = lessened(saved, result, least, at_most, "10 to 70 % of it stays", likely)
    names = [short(study.name_of(int(row))) for row in found.importers]
    instead, place = found.build.instead, place_of(study, int(found.importers[0]), found.asked)
    yield Finding(
        detector=CommonjsPackage.name,
        severity=gravity(stake(result), limits["warning"]),
        title=f"{found.name} is CommonJS and ships whole",
        where=place,
        why=f"{found.name} takes {size(found.bytes)}; it is written as CommonJS, of which no "
        f"bundler can see what is used. It is imported by {listed(names)}.",
        verdict=f"`{found.name}` is CommonJS and ships whole, {size(found.bytes)}; {instead} could "
        "be shaken",
        entity=f"package {found.name}",
        measures=(
            Measure("bytes", found.bytes, "bytes", limits["bytes"]),
            Measure("doing without would save", gone, "bytes", limits["bytes"]),
        ),
        evidence=evidence(study, found.modules[study.weights.of_module[found.modules] > 0]),
        confidence=0.6 * sureness(study),
        scopes=CommonjsPackage.scopes,
        saving=part,
        how=f"Import what you need from {instead}, by name.",
        example=Example(found.build.before, found.build.after, "javascript", place),
        effort=Effort.SMALL,
        wrong_if="Nearly all of it is used.",
        cause=f"bundle\n{found.name}\nremove",
        reach=reach(study, result),
    )


def _note(study: Study, several: list[_Package], limits: Limits) -> Finding:
    whole = sum(each.bytes for each in several)
    names = [each.name for each in several]
    rows = np.concatenate([each.modules for each in several])
    weights = study.weights.of_module
    return Finding(
        detector=CommonjsPackage.name,
        severity=Severity.INFO,
        title=f"{size(whole)} of CommonJS packages ship whole",
        where=names[0],
        why=f"{listed(names, 6)} are written as CommonJS, so that no bundler can leave out what is "
        f"not used: {size(whole)}, {percent(whole / max(int(weights.sum()), 1))} of the build.",
        verdict=f"{listed(names)} ship whole since they are CommonJS, {size(whole)}",
        entity="CommonJS packages",
        measures=(Measure("bytes", whole, "bytes", limits["bytes"]),),
        evidence=evidence(study, rows[weights[rows] > 0]),
        confidence=0.5,
        scopes=CommonjsPackage.scopes,
        how="Look for a newer version or another package that is written as ES modules; where only "
        "a part is needed, import that file.",
        effort=Effort.MEDIUM,
        wrong_if="Most of them is used.",
        cause="bundle\nCommonJS packages",
    )
