"""Several packages that do the same job."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.curated.known_packages import Family, known_packages
from perfview.bundles.patterns.asking import listed, place_of, request_of, told_by
from perfview.bundles.patterns.dropping import Droppable, droppable, own_removal
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import (
    estimated,
    gravity,
    promises,
    stake,
    sureness,
)
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure
from perfview.findings.quantities import plural, size

_SURE = 0.75
_FEW = 1
"""Files to change up to which it is a matter of an hour or so."""


class AlternativePackages(Detector):
    """Several packages that do the same job.

    What it looks for: two or more packages of one family (dates, charts, class names …) that ship.
    Those that other packages bring in have to stay; of the others the one listed first in the
    family stays, and it is worked out what dropping the rest saves. It fires from `bytes` that it
    saves on, a warning from `warning` on.

    Why it matters: everybody downloads both, and everybody who reads the code has to know both.

    How sure it is: the packages and the saving are exact, computed by taking the imports away.
    That they do the same is known by name only (`known-packages.json`, which you may extend); what
    the one that stays newly brings along is not counted, so the lower end is a little less.

    How to fix it: take the one that stays wherever own code imports another, then uninstall the
    others; a rule for linters (`no-restricted-imports`) keeps them out.

    Learnt from: reviews of real bundles, where moment beside dayjs beside date-fns is the rule;
    you-dont-need-momentjs; statoscope's restricted-packages.
    """

    name = "alternative-packages"
    title = "Alternative packages"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 7
    thresholds = (
        Threshold("bytes", 2_000, "bytes", "that dropping the others saves, at least"),
        Threshold("warning", 15_000, "bytes", "saved at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages."""
        return len(study.model.packages) > 1

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a family."""
        for family in known_packages().families:
            present = [
                found for m in family.members for found in droppable(study, m.name, m.wrappers)
            ]
            present = [found for found in present if found.bytes > 0]
            if len(present) < 2:
                continue
            kept = [each for each in present if not each.is_up_to_us][:1] or present[:1]
            gone = [each for each in present if each.is_up_to_us and each is not kept[0]]
            if gone:
                yield from _findings(study, family, kept[0], gone, limits)
            elif not len(study.model.imports):
                yield from _noted(study, family, present, limits)


def _findings(
    study: Study, family: Family, kept: Droppable, gone: list[Droppable], limits: Limits
) -> Iterator[Finding]:
    edits = [own_removal(each) for each in gone]
    if not promises(study, edits, limits["bytes"]):
        return
    saved, outcome = saving(study, edits)
    at_stake = stake(outcome)
    every = [kept, *gone]
    names, dropped = [each.name for each in every], listed([each.name for each in gone])
    places = sum(len(each.own) for each in gone)
    yield Finding(
        detector=AlternativePackages.name,
        severity=gravity(at_stake, limits["warning"]),
        title=f"{_count(len(every))} packages for {family.job}: {listed(names, 4)}",
        where=place_of(study, int(gone[0].own[0]), gone[0].modules),
        why=" ".join(_told(study, each) for each in every)
        + f" {_reason(study, kept)} without {dropped}, {plural(places, 'file')} would change.",
        verdict=f"{listed(names, 4)} do the same job ({family.job}); without {dropped} the build "
        f"is {size(outcome.saved_total)} smaller",
        entity=f"family {family.job}",
        measures=(
            Measure("packages", len(every), "count"),
            Measure("saved in all, as written", outcome.saved_total, "bytes", limits["bytes"]),
            Measure("files that import them", places, "count"),
        ),
        evidence=evidence(study, np.concatenate([each.modules for each in gone])),
        confidence=_SURE * sureness(study),
        scopes=AlternativePackages.scopes,
        saving=saved,
        how=f"Keep {kept.name}, use it where {dropped} "
        f"{'is' if len(gone) == 1 else 'are'} imported, and uninstall the rest.",
        example=_example(study, kept, gone),
        effort=Effort.SMALL if places <= _FEW else Effort.MEDIUM,
        wrong_if=f"What {dropped} {'is' if len(gone) == 1 else 'are'} used for cannot be done with "
        f"{kept.name}.",
        cause=_cause(family, gone),
        reach=reach(study, outcome),
    )


def _noted(
    study: Study, family: Family, present: list[Droppable], limits: Limits
) -> Iterator[Finding]:
    """Where the stats do not tell who imports what: that they are there, and at most what all but
    the largest take."""
    names = [each.name for each in present]
    sizes = sorted(each.bytes for each in present)
    if sum(sizes[:-1]) < limits["bytes"]:
        return
    parts = [f"{each.name} {size(each.bytes)}" for each in present]
    yield Finding(
        detector=AlternativePackages.name,
        severity=gravity(sum(sizes[:-1]), limits["warning"]),
        title=f"{_count(len(present))} packages for {family.job}: {listed(names, 4)}",
        where=listed(names),
        why=f"{listed(parts, 4)} do the same job. The stats do not tell who imports them, so what "
        "can go is not known.",
        verdict=f"{listed(names, 4)} do the same job ({family.job})",
        entity=f"family {family.job}",
        measures=(
            Measure("packages", len(present), "count"),
            Measure("all but the largest", sum(sizes[:-1]), "bytes", limits["bytes"]),
        ),
        evidence=evidence(study, np.concatenate([each.modules for each in present])),
        confidence=_SURE * sureness(study) / 2,
        scopes=AlternativePackages.scopes,
        saving=estimated(
            study,
            0.0,
            float(sum(sizes[:-1])),
            float(sum(sizes[1:])),
            "bytes of all but one of them, if own code alone imports them",
            at_start=False,
        ),
        how=f"Look who imports which (`npm ls {names[-1]}`), and keep one.",
        wrong_if="Other packages need them all.",
        cause=f"bundle\n{family.job}\nalternatives",
    )


def _cause(family: Family, gone: list[Droppable]) -> str:
    """With one to drop, the same as of whatever else says to drop it."""
    if len(gone) == 1:
        return f"bundle\n{gone[0].name}\nremove"
    return f"bundle\n{family.job}\nalternatives"


def _count(packages: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four"}.get(packages, str(packages))


def _told(study: Study, found: Droppable) -> str:
    asking = np.concatenate([found.own, found.foreign])
    return f"{found.name} takes {size(found.bytes)}, imported by {told_by(study, asking)}."


def _reason(study: Study, kept: Droppable) -> str:
    if not kept.is_up_to_us:
        return f"{kept.name} stays anyway, as other packages need it;"
    return f"{kept.name} is the one to keep;"


def _example(study: Study, kept: Droppable, gone: list[Droppable]) -> Example:
    """The imports as they are written now, and those of the package that stays."""
    lines = []
    for each in gone[:3]:
        source = int(each.own[0])
        written = request_of(study, source, each.modules)
        lines.append(f"import … from '{written or each.name}';")
    place = study.name_of(int(gone[0].own[0])) if len(gone) == 1 else ""
    return Example("\n".join(lines), f"import … from '{kept.name}';", "javascript", place)
