"""Patterns in imports that bring in whole folders."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import CONTEXT
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, lessened, stake, sureness
from perfview.bundles.scenarios.edits import CUT, Edit
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import number, plural, size

KEPT = 0.05
"""Of what a pattern brings in, so much is likely to be needed."""


class ContextImport(Detector):
    """A `require` with a pattern that takes every file of a folder.

    What it looks for: modules that ask, by one pattern (`require("./locale/" + name)`,
    `require.context`), for `modules` or more others that load along with them, at least `bytes`
    together. It is a warning from `warning` on.

    Why it matters: the bundler cannot know which file is meant and takes all that fit, also those
    nothing ever asks for.

    How sure it is: which modules the pattern brings in is exact. How many are needed is not known;
    the saving takes for granted that it is few.

    How to fix it: narrow the pattern, import the few by name, or use `import()` with the pattern,
    which makes a chunk of each; for a package's pattern, webpack's `ContextReplacementPlugin` or
    `IgnorePlugin`.

    Learnt from: webpack 5.112's broadContexts;
    https://webpack.js.org/plugins/context-replacement-plugin.
    """

    name = "context-import"
    title = "Pattern that takes a whole folder"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("modules", 20, "count", "that one pattern brings in, at least"),
        Threshold("bytes", 20_000, "bytes", "of those together, at least"),
        Threshold("warning", 50_000, "bytes", "from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with such patterns."""
        return bool((study.model.imports.kind == CONTEXT).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a module with such a pattern."""
        imports = study.model.imports
        asked = (imports.kind == CONTEXT) & imports.is_active
        asked &= study.loading.reached.at_all[imports.source]
        many = np.bincount(imports.source[asked], minlength=len(study.model.modules))
        for source in np.flatnonzero(many >= limits["modules"]).tolist():
            targets = np.unique(imports.target[asked & (imports.source == source)])
            weight = int(study.weights.of_module[targets].sum())
            if len(targets) >= limits["modules"] and weight >= limits["bytes"]:
                yield _finding(study, source, targets.astype(np.int32), weight, limits)


def _finding(
    study: Study, source: int, targets: NDArray[np.int32], weight: int, limits: Limits
) -> Finding:
    asker = np.array([source], np.int32)
    edit = Edit(CUT, "the pattern without what nobody needs", asker, targets)
    saved, outcome = saving(study, [edit])
    gone = max(outcome.saved_initial, outcome.saved_total)
    kept = lessened(saved, outcome, 0.0, 0.5 * gone, "few of them needed", KEPT * gone)
    name = study.package_of(source) or short(study.name_of(source))
    folder = _folder(study, targets)
    return Finding(
        detector=ContextImport.name,
        severity=gravity(stake(outcome), limits["warning"]),
        title=f"A pattern in {name} brings in {number(len(targets))} modules",
        where=short(study.name_of(source)),
        why=f"`{short(study.name_of(source))}` asks for files of `{folder}` by a pattern, so that "
        f"all {plural(len(targets), 'module')} ship, {size(weight)}.",
        verdict=f"A pattern in `{name}` brings in {number(len(targets))} modules of `{folder}`, "
        f"{size(weight)}",
        entity=f"pattern {study.name_of(source)}",
        measures=(
            Measure("modules", len(targets), "count", limits["modules"]),
            Measure("bytes", weight, "bytes", limits["bytes"]),
        ),
        evidence=evidence(study, targets),
        confidence=0.7 * sureness(study),
        scopes=ContextImport.scopes,
        saving=kept,
        how="Narrow the pattern to what is needed, import that by name, or load each with "
        "`import()` when it is asked for.",
        example=_example(study, source, folder),
        effort=Effort.SMALL,
        wrong_if="All of them are needed at once.",
        cause=f"bundle\n{study.package_of(source) or folder}",
        reach=reach(study, outcome),
    )


def _folder(study: Study, targets: NDArray[np.int32]) -> str:
    """The folder that most of them lie in."""
    folders = [study.name_of(int(each)).rpartition("/")[0] for each in targets]
    return max(set(folders), key=folders.count)


def _example(study: Study, source: int, folder: str) -> Example:
    if study.package_of(source):
        last = folder.rpartition("/")[2]
        return Example(
            "plugins: []",
            f"plugins: [new webpack.ContextReplacementPlugin(/{last}$/, /en|de/)]",
            "javascript",
            "webpack.config.js",
        )
    last = f"./{folder.rpartition('/')[2]}/"
    return Example(
        f'const found = require("{last}" + name);',
        f"const found = await import(`{last}${{name}}`);",
        "javascript",
        study.name_of(source),
    )
