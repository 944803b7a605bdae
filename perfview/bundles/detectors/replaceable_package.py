"""Packages that there is less for."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.bundles.curated.known_packages import Replaceable, known_packages
from perfview.bundles.patterns.asking import place_of, told_by
from perfview.bundles.patterns.dropping import Droppable, droppable, removal
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, lessened, promises, stake, sureness
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Example, Finding, Measure
from perfview.findings.quantities import plural, size

_SURE = 0.7
_NOTHING = "nothing"


class ReplaceablePackage(Detector):
    """A package that browsers or a smaller package can do without.

    What it looks for: packages of a curated list (moment, lodash, axios, uuid, stand-ins for
    Node's modules, polyfills of what every browser has …) that only own code imports. It fires from
    `bytes` that doing without saves on, a warning from `warning` on. What other packages import is
    not yours to replace and is left out.

    Why it matters: these packages are from a time when the language, the DOM or the bundler could
    not do what they do now; everybody still downloads them.

    How sure it is: what leaves is computed by taking the imports away. The replacement adds
    something again; how much is known only roughly, so that the saving is a range.

    How to fix it: as the example says, place by place; then uninstall the package.

    Learnt from: you-dont-need-lodash, you-dont-need-momentjs, the e18e project's list of
    replacements, and the notes of moment's and request's own authors. The list is
    `known-packages.json`; what you write into your own is looked at first.
    """

    name = "replaceable-package"
    title = "Replaceable packages"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 6
    thresholds = (
        Threshold("bytes", 4_000, "bytes", "that doing without saves, at least"),
        Threshold("warning", 30_000, "bytes", "saved at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with packages."""
        return len(study.model.packages) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a package."""
        table = known_packages()
        for fact in table.replaceable:
            if fact.is_polyfill or table.is_polyfill(fact.package):
                continue
            for found in droppable(study, fact.package):
                if found.is_up_to_us and found.bytes >= limits["bytes"]:
                    yield from _findings(study, fact, found, limits)


def _findings(
    study: Study, fact: Replaceable, found: Droppable, limits: Limits
) -> Iterator[Finding]:
    added = sum(fact.adds) / 2
    if not promises(study, [removal(found)], limits["bytes"] + added):
        return
    saved, outcome = saving(study, [removal(found)])
    at_stake = max(0.0, stake(outcome) - added)
    places = len(found.own)
    if fact.adds[1]:
        adds = f"{fact.by} adds up to {size(fact.adds[1])} again"
        saved = lessened(saved, outcome, *fact.adds, adds)
    yield Finding(
        detector=ReplaceablePackage.name,
        severity=gravity(at_stake, limits["warning"]),
        title=_title(found, fact),
        where=place_of(study, int(found.own[0]), found.modules),
        why=f"{found.name} takes {size(found.bytes)} and {fact.because}. {_asked(study, found)}",
        verdict=f"{found.name} takes {size(found.bytes)}; "
        + (
            f"{fact.by} would do"
            if not fact.by.startswith(_NOTHING)
            else "nothing needs it any more"
        ),
        entity=f"package {found.name}",
        measures=(
            Measure("bytes", found.bytes, "bytes", limits["bytes"]),
            Measure("files that import it", places, "count"),
        ),
        evidence=evidence(study, found.modules),
        confidence=_SURE * sureness(study),
        scopes=ReplaceablePackage.scopes,
        saving=saved,
        how=f"Use {fact.by} in the {plural(places, 'file')} that {_verb(places)} it, then "
        f"`npm uninstall {found.name}`."
        if not fact.by.startswith(_NOTHING)
        else f"Take the import away, then `npm uninstall {found.name}`.",
        example=Example(
            fact.before, fact.after or "// nothing", "javascript", study.name_of(int(found.own[0]))
        )
        if fact.before
        else None,
        effort=fact.effort,
        wrong_if="It is used for something that its replacement cannot do.",
        cause=f"bundle\n{found.name}\nremove",
        reach=reach(study, outcome),
    )


def _instead(fact: Replaceable) -> str:
    if fact.by.startswith(_NOTHING):
        return "nothing needs it any more"
    return f"{fact.by} would do"


def _title(found: Droppable, fact: Replaceable) -> str:
    if fact.by.startswith(_NOTHING):
        return f"{found.name} does not have to ship"
    return f"{found.name} could give way to {fact.by}"


def _verb(places: int) -> str:
    return "imports" if places == 1 else "import"


def _asked(study: Study, found: Droppable) -> str:
    return f"Only own code imports it: {told_by(study, found.own)}."
