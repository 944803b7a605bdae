"""Builds for developing that are about to ship."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name, built_code, module_at
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import estimated, of_assets, script_bytes, sureness
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure, Severity
from perfview.findings.quantities import plural, size

_DEVELOPMENT = re.compile(
    r"(?:[./-]development(?:\.min)?\.[cm]?js$|/cjs/[^/]+\.development\.|/webpack-dev-server/client|"
    r"/webpack/hot/|/react-refresh/|/vite/dist/client/|/@vite/client|/webpack-hot-middleware/|"
    r"/react-devtools-|/redux-devtools)"
)
_WARNINGS = (b"[Vue warn]: ", b"Lit is in dev mode")
"""What libraries only say in builds for developing: Vue's and Lit's for production hold none."""

_SPARED = (0.2, 0.35, 0.5)
"""Of a library with warnings for developers, what its build for production is smaller by: Vue 3.5's
runtime took 62 kB of one small application in development and 38 kB of another in production."""

_MAP = b"sourceMappingURL=data:"
_EVAL = re.compile(rb"\beval\((?:__webpack_require__\.ts\()?[\"'](?:[^\"'\\]|\\.){200}")


@dataclass(frozen=True)
class _Signs:
    """What tells of a build for developing: the mode it was made in, modules int32 that are only
    for that, files and modules int32 with warnings for developers, files of code in strings."""

    mode: bool
    modules: NDArray[np.int32]
    warned: list[int]
    warning: NDArray[np.int32]
    evals: list[int]


class DevelopmentBuild(Detector):
    """A build for developing, or libraries' builds for developing in it.

    What it looks for: stats that say `mode: development`; modules that libraries keep for
    developing (``react-dom.development.js``, hot reloading, devtools) that ship at least `bytes`;
    warnings in the code that libraries only give to developers (``[Vue warn]``); files that hold
    modules as strings to `eval` (webpack's `eval` source maps).

    Why it matters: such builds check everything they do, are several times as large and slower by
    as much, and code in `eval` is compiled again and again.

    How sure it is: names and modes are unmistakable; the stats may be of a build that is never
    shipped. What a production build weighs instead is known roughly.

    How to fix it: build with `NODE_ENV=production` and `mode: 'production'`, and measure that.

    Learnt from: webpack's Production guide; React's Optimizing performance (use the production
    build), whose development build of react-dom is seven times the production one.
    """

    name = "development-build"
    title = "Development builds"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 5
    thresholds = (Threshold("bytes", 2_000, "bytes", "of modules for developing, at least"),)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding."""
        signs = _Signs(
            study.model.mode == "development",
            _modules(study, limits),
            *_with_warnings(study),
            _with_evals(study),
        )
        if signs.mode or len(signs.modules) or signs.warned or signs.evals:
            yield _finding(study, signs, limits)


def _modules(study: Study, limits: Limits) -> NDArray[np.int32]:
    shipped = np.flatnonzero(study.weights.of_module > 0)
    texts, names = study.model.strings, study.model.modules.name
    found = [m for m in shipped.tolist() if _DEVELOPMENT.search(f"/{texts[names[m]]}")]
    modules = np.array(found, np.int32)
    enough = int(study.weights.of_module[modules].sum()) >= limits["bytes"]
    return modules if enough else modules[:0]


def _with_warnings(study: Study) -> tuple[list[int], NDArray[np.int32]]:
    """Files whose code warns developers, and which modules that is as far as maps tell, int32."""
    found: dict[int, set[int]] = {}
    for asset, code in built_code(study, (SCRIPT,)):
        for place in _places(code.partition(_MAP)[0], _WARNINGS):
            found.setdefault(asset, set()).add(module_at(study, asset, place))
    modules = set().union(*found.values()) - {-1}
    return list(found), np.array(sorted(modules), np.int32)


def _places(code: bytes, texts: tuple[bytes, ...]) -> Iterator[int]:
    # A pattern of both takes eight times as long, and lets no other thread go on meanwhile.
    for text in texts:
        place = code.find(text)
        while place >= 0:
            yield place
            place = code.find(text, place + len(text))


def _with_evals(study: Study) -> list[int]:
    found = []
    for asset, code in built_code(study, (SCRIPT,)):
        # Most files have none, and looking for a plain text takes a tenth.
        if b"eval(" in code and _EVAL.search(code):
            found.append(asset)
    return found


def _finding(study: Study, signs: _Signs, limits: Limits) -> Finding:
    early = script_bytes(study, at_start=True)
    weights = study.weights.of_module
    shipped, warning = int(weights[signs.modules].sum()), int(weights[signs.warning].sum())
    is_whole = signs.mode or bool(signs.evals)
    base = early or script_bytes(study, at_start=False)
    low, value, high = (0.3, 0.6, 0.8) if is_whole else (0.0, 0.0, 0.0)
    parts = zip((0.5, 0.75, 1.0), _SPARED, strict=True)
    part = [of * shipped + spared * warning for of, spared in parts]
    told = np.append(signs.modules, signs.warning)
    first = study.name_of(int(told[0])) if len(told) else ""
    return Finding(
        detector=DevelopmentBuild.name,
        severity=Severity.CRITICAL if is_whole else Severity.WARNING,
        title="This is a build for developing" if is_whole else "Libraries ship for developing",
        where=first or ("the whole build" if is_whole else asset_name(study, signs.warned[0])),
        why=_why(study, signs, shipped),
        verdict="The build is one for developing: larger and slower than what should ship"
        if is_whole
        else f"{_whose(shipped + warning)} ship in their builds for developing",
        entity="build" if is_whole else "modules",
        measures=(Measure("modules for developing", shipped + warning, "bytes", limits["bytes"]),),
        evidence=_evidence(study, signs),
        confidence=0.9 if is_whole else 0.85 * sureness(study),
        scopes=DevelopmentBuild.scopes,
        saving=estimated(
            study,
            max(low * base, part[0]),
            max(value * base, part[1]),
            max(high * base, part[2]),
            "production builds of libraries and minifying, as published by their authors",
            at_start=bool(early),
        ),
        how="Build for production (`NODE_ENV=production`) and measure that; the rest of what is "
        "said here changes with it.",
        example=_example(study),
        effort=Effort.SMALL,
        wrong_if="These stats are not of the build that ships.",
        cause="bundle\nbuild\ndevelopment",
    )


def _whose(taken: int) -> str:
    """How much of the build it is, where maps tell."""
    return f"{size(taken)} of libraries" if taken else "Libraries"


def _why(study: Study, signs: _Signs, shipped: int) -> str:
    words = []
    if signs.mode:
        words.append("The stats say `mode: development`.")
    if len(signs.modules):
        names = [f"`{study.name_of(m)}`" for m in signs.modules.tolist()]
        verb = "is" if len(names) == 1 else "are"
        words.append(
            f"{plural(len(names), 'module')} {verb} meant for developing ({listed(names)}), "
            f"{size(shipped)}."
        )
    if signs.warned:
        names = [f"`{study.name_of(m)}`" for m in signs.warning.tolist()]
        names = names or [asset_name(study, asset) for asset in signs.warned]
        warns = "warns" if len(names) == 1 else "warn"
        words.append(f"{listed(names)} {warns} developers, as only builds for developing do.")
    if signs.evals:
        names = [asset_name(study, asset) for asset in signs.evals]
        words.append(f"{listed(names)} hold modules as strings for `eval`.")
    return " ".join(words)


def _evidence(study: Study, signs: _Signs) -> Evidence:
    told = np.append(signs.modules, signs.warning)
    if len(told):
        return evidence(study, told)
    kinds = study.model.assets.kind
    return of_assets(study, np.flatnonzero(kinds == SCRIPT).astype(np.int32))


def _example(study: Study) -> Example:
    bundler = study.model.bundler
    if bundler in ("webpack", "rspack"):
        return Example(f"{bundler} --mode development", f"{bundler} --mode production", "shell")
    if bundler == "esbuild":
        return Example(
            "esbuild src/index.js --bundle",
            "esbuild src/index.js --bundle --minify --define:process.env.NODE_ENV='\"production\"'",
            "shell",
        )
    return Example("vite build --mode development", "vite build", "shell")
