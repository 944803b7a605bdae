"""An `import()` that splits nothing, since the module is loaded anyway."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.scenarios.edits import LAZY, Edit
from perfview.bundles.searching.import_rows import request_of
from perfview.bundles.searching.later_imports import Needless, loaded_at_start, loaded_by_all
from perfview.bundles.searching.lazy_examples import lazy_example
from perfview.bundles.searching.path_words import sounds_first
from perfview.bundles.searching.wording import listed, place_of, short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure, Severity
from perfview.findings.quantities import size

NAMED = 8
"""Findings at most."""


class IneffectiveDynamicImport(Detector):
    """A module that is asked for later and loaded at start all the same.

    What it looks for: modules that something loads with `import()` and something else imports
    plainly where it is already loaded: at start, or in every chunk that asks for it. Of each it is
    worked out what the plain imports would save if they became `import()` as well: from `bytes` on
    it is a warning, else a note.

    Why it matters: a module can be in one place only. One plain import is enough to keep it there,
    so the `import()` gives a promise and nothing else, and whoever wrote it believes it was split.

    How sure it is: that the module is not split is certain. Whether the plain import can go is not
    known: a page that is shown first is needed at once; names such as Home make it less sure.

    How to fix it: replace the plain imports by `import()` too, or write the `import()` as a plain
    import and spare the promise.

    Learnt from: Rollup's and Vite's warning “dynamically imported by … but also statically imported
    by …”; webpack 5.112's redundantDynamicImports.
    """

    name = "ineffective-dynamic-import"
    title = "import() that splits nothing"
    scopes = ("network",)
    cost = 2
    prominence = 6
    thresholds = (
        Threshold("bytes", 20_000, "bytes", "of the start that it would save, for a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose imports are known."""
        return len(study.model.imports) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for modules that the same ones ask for and hold, as patterns do."""
        found = [each for each in loaded_at_start(study) if len(each.holders)]
        found.sort(key=lambda each: -int(study.dominated_at_start.retained_bytes[each.module]))
        for alike in _alike(found)[:NAMED]:
            yield _at_start(study, alike, limits)
        for each in loaded_by_all(study)[:NAMED]:
            yield _note(study, each)


def _alike(found: list[Needless]) -> list[list[Needless]]:
    """Those with the same askers and holders together, in their order."""
    groups: dict[tuple[bytes, bytes], list[Needless]] = {}
    for each in found:
        groups.setdefault((each.askers.tobytes(), each.holders.tobytes()), []).append(each)
    return list(groups.values())


def _at_start(study: Study, alike: list[Needless], limits: Limits) -> Finding:
    each = alike[0]
    target = np.array([one.module for one in alike], np.int32)
    more = f" and {len(alike) - 1:,} more" if len(alike) > 1 else ""
    are, they = ("are", "they are") if more else ("is", "it is")
    path, name = study.name_of(each.module), place_of(study, each.module)
    edit = Edit(LAZY, f"{name} loaded only when it is asked for", each.holders, target)
    saved, outcome = saving(study, [edit])
    pays = outcome.saved_initial >= limits["bytes"]
    holders = [short(study.name_of(int(row))) for row in each.holders]
    askers = [short(study.name_of(int(row))) for row in each.askers]
    is_first = sounds_first(path)
    return Finding(
        detector=IneffectiveDynamicImport.name,
        severity=Severity.WARNING if pays and not is_first else Severity.INFO,
        title=f"import() of {name.rpartition('/')[2]}{more} splits nothing",
        where=f"{askers[0]} → {name}",
        why=f"`{name}`{more} {are} asked for with `import()` in {listed(askers)}, and imported "
        f"plainly in {listed(holders)}, which loads at start. So {they} part of the start.",
        verdict=f"`import()` of `{name}`{more} splits nothing: {listed(holders)} imports it plainly"
        + (f"; without that the start is {size(saved.value)} smaller" if pays else ""),
        entity=path,
        measures=(
            Measure("leaves the start", outcome.saved_initial, "bytes", limits["bytes"]),
            Measure("plain imports", len(holders), "count"),
        ),
        evidence=evidence(study, outcome.leaves) if pays else Evidence(target, total=len(target)),
        confidence=0.35 if is_first else 0.7,
        scopes=IneffectiveDynamicImport.scopes,
        saving=saved if pays else None,
        how=f"Replace the import in {listed(holders)} by `import()` too; or, if it is needed at "
        "once, write a plain import in both places.",
        example=lazy_example(study, int(each.holders[0]), each.module),
        effort=Effort.SMALL,
        wrong_if="It is needed as soon as the page opens.",
        cause=f"start\n{path}\nloads at start",
        reach=reach(study, outcome) if pays else 1.0,
    )


def _note(study: Study, each: Needless) -> Finding:
    path, name = study.name_of(each.module), place_of(study, each.module)
    askers = [short(study.name_of(int(row))) for row in each.askers]
    holders = [short(study.name_of(int(row))) for row in each.holders]
    request = request_of(study, int(each.askers[0]), each.module)
    return Finding(
        detector=IneffectiveDynamicImport.name,
        severity=Severity.INFO,
        title=f"import() of {name.rpartition('/')[2]} asks for what is there",
        where=f"{askers[0]} → {name}",
        why=f"`{name}` is asked for with `import()` in {listed(askers)}, where "
        f"{listed(holders)} has always loaded it already.",
        verdict=f"`import()` of `{name}` in {listed(askers)} asks for what is already loaded",
        entity=f"{path} again",
        measures=(Measure("plain imports", len(holders), "count"),),
        evidence=Evidence(np.array([each.module], np.int32), total=1),
        confidence=0.8,
        scopes=IneffectiveDynamicImport.scopes,
        how=f"Import `{request}` plainly, or make the other imports of it `import()` as well.",
        effort=Effort.SMALL,
        wrong_if="The other import is about to go.",
        cause=f"chunks\n{path}\nloaded already",
    )
