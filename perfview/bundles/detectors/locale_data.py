"""Locales, languages and dictionaries that all ship though few are used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE
from perfview.bundles.patterns.asking import importers, own, place_of, told_by
from perfview.bundles.patterns.collections import LikeFiles, is_reexported, like_files
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import (
    are_weighed,
    gravity,
    lessened,
    promises,
    stake,
    sureness,
)
from perfview.bundles.scenarios.edits import CUT, Edit
from perfview.bundles.searching.together import LEAST_FILES
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import number, size

_KNOWN, _CONTEXT, _LIKE = 0.9, 0.75, 0.6
"""How sure few are used: a known folder, a pattern that stands for all, files that are alike."""
_USED = 3
"""Files of a folder that are taken to be needed, for the saving's lower end."""


class LocaleData(Detector):
    """Locales, languages or dictionaries that all ship though few are used.

    What it looks for: a folder with at least `files` like files (called like locales, or in a
    folder called so, or found by a pattern as in ``require('./locale/' + name)``) that only one
    module brings in, and that take at least `bytes`; a warning from `warning` on. Known ones
    (moment's locales, highlight.js's languages …) come with their own fix.

    Why it matters: who reads one language downloads all of them.

    How sure it is: the bytes are exact, and the saving is computed by taking these imports away.
    How many of the files are used cannot be seen; at its lower end the saving keeps the three
    largest. Own code that then has to register what it uses can pull a little of it elsewhere.

    How to fix it: import the few that are used by name, or with `import()` when the language is
    known; for a pattern, tell the bundler which files it may stand for.

    Learnt from: moment's known trouble with webpack, highlight.js's and refractor's advice to
    import their core; webpack 5.112's broadContexts hint (20 modules).
    """

    name = "locale-data"
    title = "Locales and other collections"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 6
    thresholds = (
        Threshold("files", LEAST_FILES, "count", "in the folder, at least"),
        Threshold("bytes", 15_000, "bytes", "of all of them, at least"),
        Threshold("warning", 20_000, "bytes", "saved at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose imports and sizes are known."""
        return len(study.model.imports) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a folder."""
        for found in like_files(study, int(limits["files"])):
            shipped = int(study.weights.of_module[found.files].sum())
            if shipped < limits["bytes"]:
                break
            if found.known is not None or not is_reexported(study, found):
                yield from _findings(study, found, shipped, limits)


def _findings(study: Study, found: LikeFiles, shipped: int, limits: Limits) -> Iterator[Finding]:
    words = f"{study.name_of(found.parent)} without {found.folder}"
    edit = Edit(CUT, words, np.array([found.parent], np.int32), found.files, is_source_change=True)
    if not promises(study, [edit], limits["bytes"]):
        return
    saved, outcome = saving(study, [edit])
    at_stake = stake(outcome)
    sizes = study.weights.of_module[found.files]
    largest, usual = float(np.sort(sizes)[-_USED:].sum()), _USED * float(np.median(sizes))
    kept = f"{_USED} of them kept: of middling size, at most the largest, at least none"
    saved = lessened(saved, outcome, 0, largest, kept, usual)
    package = study.package_of(int(found.files[0]))
    whose = f"{package} ships" if package else "There are"
    asking = importers(study, _whole(study, found))
    yield Finding(
        detector=LocaleData.name,
        severity=gravity(at_stake, limits["warning"]),
        title=f"All {number(len(found.files))} {found.what} of {package or found.folder} ship",
        where=_place(study, found, asking),
        why=f"{whose} {number(len(found.files))} {found.what} in `{found.folder}`, {size(shipped)}."
        f" {_how_come(study, found)} It is imported by {told_by(study, asking)}.",
        verdict=f"All {number(len(found.files))} {found.what} of {package or found.folder} ship, "
        f"{size(shipped)}",
        entity=f"folder {found.folder}",
        measures=(
            Measure("files", len(found.files), "count", limits["files"]),
            Measure("bytes", shipped, "bytes", limits["bytes"]),
        ),
        evidence=evidence(study, found.files),
        confidence=_sure(found) * sureness(study),
        scopes=LocaleData.scopes,
        saving=saved,
        how=f"Import only the {found.what} that are used"
        + (", or tell the bundler which ones the pattern may stand for." if found.context else "."),
        example=_example(study, found, _place(study, found, asking)),
        effort=Effort.SMALL,
        wrong_if=f"Most of these {found.what} are really used, whichever the user chooses.",
        cause=f"bundle\n{package or found.folder}\n{found.what}",
        reach=reach(study, outcome),
    )


def _place(study: Study, found: LikeFiles, asking: NDArray[np.int32]) -> str:
    """Where own code asks for it, else who lists it."""
    ours = own(study, asking)
    is_own = int(study.model.modules.package[found.parent]) == OWN_CODE
    if is_own or not len(ours):
        return study.name_of(found.parent)
    return place_of(study, int(ours[0]), _whole(study, found))


def _whole(study: Study, found: LikeFiles) -> NDArray[np.int32]:
    """What has to be imported for the folder to come along: its package, else who lists it."""
    row = int(study.model.modules.package[found.parent])
    return study.modules_of(row) if row >= 0 else np.array([found.parent], np.int32)


def _sure(found: LikeFiles) -> float:
    if found.known is not None:
        return _KNOWN
    return _CONTEXT if found.context else _LIKE


def _how_come(study: Study, found: LikeFiles) -> str:
    parent = study.name_of(found.parent)
    if found.context:
        return "A pattern in a `require` or `import()` stands for all of them."
    return f"`{parent}` lists all of them."


def _example(study: Study, found: LikeFiles, place: str) -> Example:
    if found.known is not None and found.known.after:
        after = found.known.after
        language = "javascript"
        return Example(found.known.before, after, language, place)
    folder, some = found.folder, study.name_of(int(found.files[0]))
    last = folder.rpartition("/")[2]
    if found.context:
        return Example(
            f"require('./{last}/' + name);",
            "// webpack.config.js\nnew webpack.ContextReplacementPlugin(\n"
            f"  /{last}$/, /\\.\\/(en|de)\\b/,\n);",
            "javascript",
            study.name_of(found.parent),
        )
    return Example(
        f"import * as all from './{last}';",
        f"const one = await import('{some}');",
        "javascript",
        study.name_of(found.parent),
    )
