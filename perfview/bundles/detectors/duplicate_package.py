"""Packages that ship in several copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from perfview.bundles.patterns.asking import listed, place_of, told_by
from perfview.bundles.patterns.copies import (
    Copies,
    Copy,
    Merger,
    dedupe,
    duplicates,
    merger,
    told,
)
from perfview.bundles.patterns.overrides import override
from perfview.bundles.patterns.packages_shipped import folder_of, modules_in
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, promises, stake, sureness
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import plural, size

_COMPATIBLE, _UNKNOWN, _BLOCKED = 0.95, 0.7, 0.5
"""How sure one copy will do: its version is in all ranges, no range is known, it is not in one."""


class DuplicatePackage(Detector):
    """A package that ships in several copies.

    What it looks for: packages that ship from more than one folder: two versions, the same version
    nested twice, or one under an npm alias. Copies below `copy` bytes and below `part` of the
    largest are noise. From `bytes` that one copy would save on each has a finding, from `warning`
    on it is a warning; the others are listed in one note (a warning from `warning` on where the
    stats do not tell who imports what).

    Why it matters: each copy is downloaded, parsed and compiled, and has state of its own:
    `instanceof`, contexts and caches of one do not know of the other.

    How sure it is: copies and bytes are exact. The saving is computed: imports of the other copies
    lead to the one that stays, whose newly used modules are added. Whether one version suits all is
    read from the ranges in package.json files; where these are not at hand, it is not known, and
    that is said. Without versions in the stats, copies are told by their folder only.

    How to fix it: `npm dedupe` where the ranges allow one version, `overrides` (npm),
    `resolutions` (Yarn) or `pnpm.overrides` where they nearly do; else update the package that
    asks for the old one.

    Learnt from: Lighthouse's duplicated-javascript, whose floor for noise this is; statoscope's
    no-packages-dups; Rsdoctor's E1001; node-semver's rules for ranges.
    """

    name = "duplicate-package"
    title = "Duplicate packages"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 9
    thresholds = (
        Threshold("bytes", 5_000, "bytes", "that one copy instead would save, at least"),
        Threshold("warning", 15_000, "bytes", "saved at start, from which it is a warning"),
        Threshold("copy", 512, "bytes", "of a copy, below which it is noise"),
        Threshold("part", 0.1, "ratio", "of the largest copy, below which one is noise"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages."""
        return len(study.model.packages) > 1

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a package that is worth it, and one for all the others."""
        small = []
        for copies in duplicates(study):
            found = merger(study, copies)
            wasted = sum(c.bytes for c in copies.copies[1:] if not _is_noise(c, copies, limits))
            finding = _finding(study, copies, found, wasted, limits) if wasted else None
            if finding is None:
                small.append(copies)
            else:
                yield finding
        if small:
            yield _rest(study, small, limits)


def _is_noise(copy: Copy, copies: Copies, limits: Limits) -> bool:
    return copy.bytes < max(limits["copy"], limits["part"] * copies.copies[0].bytes)


def _finding(
    study: Study, copies: Copies, found: Merger, wasted: int, limits: Limits
) -> Finding | None:
    """None where one copy would save too little."""
    edits = dedupe(study, copies, found)
    if not promises(study, edits, limits["bytes"]):
        return None
    saved, outcome = saving(study, edits)
    at_stake = stake(outcome)
    kept, versions = told(study, found.kept), _versions(study, copies.copies)
    modules = modules_in(study, [copy.package for copy in copies.copies])
    fits = {True: _COMPATIBLE, None: _UNKNOWN, False: _BLOCKED}[found.is_compatible]
    fix = override(study, copies.name, found)
    return Finding(
        detector=DuplicatePackage.name,
        severity=gravity(at_stake, limits["warning"]),
        title=f"{copies.name} ships {_times(len(copies.copies))}",
        where=_place(study, found),
        why=f"{_each(study, copies)} {_fit(study, found)}",
        verdict=f"{copies.name} ships {_times(len(copies.copies))} ({versions}), "
        f"{size(wasted)} of it twice",
        entity=f"package {copies.name}",
        measures=(
            Measure("in copies beyond the largest", wasted, "bytes", limits["bytes"]),
            Measure("copies", len(copies.copies), "count"),
        ),
        evidence=evidence(study, modules),
        confidence=fits * sureness(study),
        scopes=DuplicatePackage.scopes,
        saving=saved,
        how=f"{fix.how} Keep {kept}.",
        example=fix.example,
        effort=Effort.MEDIUM if found.blocked else Effort.SMALL,
        wrong_if="The versions differ in what their users need, so that one cannot stand for all.",
        cause=f"bundle\n{copies.name}\nduplicate",
        reach=reach(study, outcome),
    )


def _times(copies: int) -> str:
    return "twice" if copies == 2 else f"{copies} times"


def _versions(study: Study, copies: Sequence[Copy]) -> str:
    return listed([told(study, copy) for copy in copies], 4)


def _place(study: Study, found: Merger) -> str:
    """Where the first copy that can go is imported."""
    gone = found.gone[0]
    if not len(gone.importers):
        return folder_of(study, gone.package)
    return place_of(study, int(gone.importers[0]), modules_in(study, [gone.package]))


def _each(study: Study, copies: Copies) -> str:
    """Who brings in which copy."""
    words = []
    for copy in copies.copies[:4]:
        asked = f" (asks for {listed(sorted(set(copy.asked.values())))})" if copy.asked else ""
        version = f"{copy.version} in " if copy.version else ""
        words.append(
            f"{version}`{folder_of(study, copy.package)}` ({size(copy.bytes)}) is imported by "
            f"{told_by(study, copy.importers)}{asked}"
        )
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def _fit(study: Study, found: Merger) -> str:
    kept = told(study, found.kept)
    if found.is_compatible:
        same = {found.kept.version} == {copy.version for copy in found.gone}
        return (
            "It is one version, installed in several places."
            if same
            else f"All ranges allow {kept}."
        )
    if found.blocked:
        asks = [f"{who} asks for `{wanted}`" for who, wanted in found.blocked.items()]
        return f"What keeps {kept} from being the only one: {listed(asks)}."
    if not found.kept.version:
        return "The stats do not tell versions, so the copies are told apart by their folder."
    if any(copy.asked for copy in (found.kept, *found.gone)):
        return "Which versions some of them accept is not known."
    return "Which versions each accepts is not known: no package.json is at hand."


def _rest(study: Study, small: list[Copies], limits: Limits) -> Finding:
    """All that is not worth a finding of its own, as a note."""
    wasted = sum(copies.wasted_bytes for copies in small)
    rows = [copy.package for copies in small for copy in copies.copies]
    names = [copies.name for copies in small]
    who = names[0] if len(small) == 1 else plural(len(small), "package")
    is_small = max(copies.wasted_bytes for copies in small) < limits["bytes"]
    is_grave = not len(study.model.imports) and wasted >= limits["warning"]
    each = [f"{c.name} ({_versions(study, c.copies)}): {size(c.wasted_bytes)}" for c in small]
    return Finding(
        detector=DuplicatePackage.name,
        severity=Severity.WARNING if is_grave else Severity.INFO,
        title=f"{who} in several copies",
        where=listed(names),
        why=f"{'; '.join(each[:12])}. Together {size(wasted)} too many.",
        verdict=f"{who} ship{'s' if len(small) == 1 else ''} in several copies, {size(wasted)} too "
        "many",
        entity="other packages",
        measures=(Measure("in copies beyond the largest", wasted, "bytes", limits["bytes"]),),
        evidence=evidence(study, modules_in(study, list(np.unique(rows)))),
        confidence=0.8 * sureness(study),
        scopes=DuplicatePackage.scopes,
        how="Run `npm dedupe` after the next update; no copy is worth work of its own."
        if is_small
        else "Run `npm dedupe`, and look with `npm ls` who asks for which version.",
        effort=Effort.SMALL,
        wrong_if="Some of these cannot be one version.",
        cause="bundle\nduplicates",
    )
