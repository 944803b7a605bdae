"""Code that was translated for browsers of long ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.curated.known_packages import Mark, known_packages, matches
from perfview.bundles.model import OWN_CODE, SCRIPT
from perfview.bundles.patterns.asking import importers, listed, own, told_by
from perfview.bundles.patterns.built_text import built_code, loads_at_start, module_at
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, gravity, sureness
from perfview.bundles.patterns.targets import targets_of
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import number, plural, size

_GROWTH = 1.0
"""What classes and async functions grow by when translated, in bytes of helpers: as much again, by
web.dev's measurements of translated code (a fifth larger, half of that helpers)."""

_LARGEST = 30_000
"""Bytes of a module of helpers at most (all of tslib has 20 kB); a larger one stands for others
that the stats leave out."""


@dataclass(frozen=True)
class _Helpers:
    """modules that are helpers, int32, and their bytes; copies of helpers within other code: how
    many, their bytes, by the module each stands in (-1 unknown); early: bytes at start."""

    modules: NDArray[np.int32]
    module_bytes: int
    copies: int
    copy_bytes: int
    holders: dict[int, int]
    early: int
    names: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.module_bytes + self.copy_bytes


class LegacyTranspilation(Detector):
    """Code that was translated into the JavaScript of 2009.

    What it looks for: helpers that compilers put in for classes, destructuring, spreading and async
    functions (`@babel/runtime/helpers`, `tslib`, regenerator …), as modules, and in built files by
    the texts of their errors, which no minifier changes. It fires from `bytes` of helpers on; a
    warning from `warning` on where own code has or imports them.

    Why it matters: translated code is larger and slower than what every browser since 2017 runs by
    itself, and each helper that is not shared ships once a file.

    How sure it is: bytes of helper modules are exact, those of copies are what one usually takes.
    How much the code itself shrinks is not known; the saving's range says so. Helpers inside of
    packages that ship ES5 are theirs to change, and only a note.

    How to fix it: raise the target of the compiler to what your browsers run (`es2020`), and let
    it import helpers from one place.

    Learnt from: Lighthouse's legacy-javascript, whose floor of 5 kB this is; web.dev, Publish,
    ship, and install modern JavaScript.
    """

    name = "legacy-transpilation"
    title = "Code for old browsers"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 4
    thresholds = (
        Threshold("bytes", 5_000, "bytes", "of helpers, at least"),
        Threshold("warning", 10_000, "bytes", "of helpers, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose modules are known."""
        return len(study.model.modules) > 1

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all helpers."""
        found = _helpers(study)
        if found.bytes >= limits["bytes"]:
            yield _finding(study, found, limits)


def _helpers(study: Study) -> _Helpers:
    table = known_packages()
    patterns = tuple(f"*node_modules/{p}" for p in table.helper_modules if "\0" not in p)
    patterns += tuple(p for p in table.helper_modules if "\0" in p)
    sizes = study.weights.of_module
    shipped = np.flatnonzero((sizes > 0) & (sizes <= _LARGEST))
    modules = np.array(
        [m for m in shipped.tolist() if matches(study.name_of(m), patterns)], np.int32
    )
    module_bytes = int(study.weights.of_module[modules].sum())
    early = int(study.weights.at_start[modules].sum())
    copies, copy_bytes = 0, 0
    holders: dict[int, int] = {}
    names: dict[str, int] = {}
    known = set(modules.tolist())
    for asset, code in built_code(study, (SCRIPT,)):
        for mark, place in _marked(code, table.helper_marks):
            holder = module_at(study, asset, place)
            if holder in known:
                continue
            copies, copy_bytes = copies + 1, copy_bytes + mark.bytes
            early += mark.bytes if loads_at_start(study, asset) else 0
            holders[holder] = holders.get(holder, 0) + mark.bytes
            names[mark.name] = names.get(mark.name, 0) + 1
    often = tuple(sorted(names, key=lambda name: -names[name]))
    return _Helpers(modules, module_bytes, copies, copy_bytes, holders, early, often)


def _marked(code: bytes, marks: tuple[Mark, ...]) -> Iterator[tuple[Mark, int]]:
    """Every copy of a helper in a file: which one, and where."""
    for mark in marks:
        text = mark.text.encode()
        place = code.find(text)
        while place >= 0:
            yield mark, place
            place = code.find(text, place + len(text))


def _finding(study: Study, found: _Helpers, limits: Limits) -> Finding:
    holders = [m for m in sorted(found.holders, key=lambda m: -found.holders[m]) if m >= 0]
    asking = importers(study, found.modules)
    ours = _own_bytes(study, found, asking)
    at_start = found.early >= found.bytes / 2
    base = found.early if at_start else found.bytes
    targets = targets_of(study)
    rows = np.array([*found.modules.tolist(), *holders], np.int32)
    return Finding(
        detector=LegacyTranspilation.name,
        severity=gravity(ours, limits["warning"]),
        title=f"{size(found.bytes)} of helpers for old browsers",
        where=_where(study, found, holders),
        why=_why(study, found, holders, asking) + f" {targets.words}",
        verdict=f"{size(found.bytes)} of helpers translate new JavaScript for old browsers",
        entity="helpers",
        measures=(
            Measure("helpers", found.bytes, "bytes", limits["bytes"]),
            Measure("modules of helpers", len(found.modules), "count"),
            Measure("copies in other code", found.copies, "count"),
        ),
        evidence=evidence(study, np.unique(rows)),
        confidence=(0.3 if targets.are_modern is False else 0.6) * sureness(study),
        scopes=LegacyTranspilation.scopes,
        saving=estimated(
            study,
            float(min(ours, base)),
            max(base / 2, float(min(ours, base))),
            base * (1 + _GROWTH),
            "bytes of helpers, and as much again for the code that calls them",
            at_start=at_start,
        ),
        how="Raise the compiler's target to what your browsers run, and import helpers from one "
        "package instead of copying them into each file."
        if ours
        else "Take builds of these packages that are ES modules of today, where they have one.",
        example=_example(study),
        effort=Effort.SMALL if ours else Effort.MEDIUM,
        wrong_if="Enough of your users have browsers from before 2017.",
        cause="bundle\nbuild\ntarget",
        reach=1.0 if at_start else 0.4,
    )


def _own_bytes(study: Study, found: _Helpers, asking: NDArray[np.int32]) -> int:
    """Bytes of helpers that own code has or imports."""
    package = study.model.modules.package
    ours = sum(n for m, n in found.holders.items() if m >= 0 and package[m] == OWN_CODE)
    return ours + (found.module_bytes if len(own(study, asking)) else 0)


def _where(study: Study, found: _Helpers, holders: list[int]) -> str:
    if len(found.modules):
        return study.package_of(int(found.modules[0])) or study.name_of(int(found.modules[0]))
    return study.name_of(holders[0]) if holders else "built files"


def _why(study: Study, found: _Helpers, holders: list[int], asking: NDArray[np.int32]) -> str:
    words = []
    if len(found.modules):
        words.append(
            f"{plural(len(found.modules), 'module')} of helpers take {size(found.module_bytes)}, "
            f"imported by {told_by(study, asking)}."
        )
    if found.copies:
        inside = f", most in {told_by(study, np.array(holders[:20], np.int32))}" if holders else ""
        words.append(
            f"{number(found.copies)} copies of helpers ({listed(found.names)}) stand within other "
            f"code{inside}, about {size(found.copy_bytes)}."
        )
    return " ".join(words)


def _example(study: Study) -> Example:
    if study.model.bundler == "esbuild":
        return Example("--target=es5", "--target=es2020", "shell")
    if study.model.bundler == "rollup":
        return Example(
            "build: { target: 'es2015' }",
            "build: { target: 'es2020' }",
            "javascript",
            "vite.config.js",
        )
    return Example(
        "presets: [['@babel/preset-env', { targets: 'ie 11' }]]",
        "presets: [['@babel/preset-env', {\n"
        "  targets: 'defaults and fully supports es6-module',\n  bugfixes: true,\n}]]",
        "javascript",
        "babel.config.js",
    )
