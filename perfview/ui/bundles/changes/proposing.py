"""Changes worth trying out on a build: what could load later, single copies, ways past barrels,
and the heaviest packages. For a worker thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.bundles.detectors.lazy_import import edit_of
from perfview.bundles.patterns.copies import duplicates
from perfview.bundles.patterns.packages_shipped import package_sizes
from perfview.bundles.scenarios.edits import BYPASS
from perfview.bundles.scenarios.sizes import outcome
from perfview.bundles.searching.barrel_ways import barrel_ways
from perfview.bundles.searching.choosing import Wanted, chosen
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.quantities import plural
from perfview.ui.bundles.changes.proposal import Proposal
from perfview.ui.bundles.changes.thinking import single_copy, without_package

_LEAST_BYTES = 2_000
"""Of what a change saves, at start or of everything: less is not worth a line."""
_MOST_LAZY, _MOST_COPIES, _MOST_BARRELS, _MOST_PACKAGES = 15, 12, 8, 12
_LAZY = Wanted(least_bytes=5_000, most_importers=3, least_fitness=0.2, most=_MOST_LAZY)


@dataclass(frozen=True)
class Offer:
    """A proposal with what it saves by itself, in bytes as written: of what loads at start and of
    everything; negative where it makes that larger."""

    proposal: Proposal
    initial: int
    total: int


def offers(study: Study) -> list[Offer]:
    """All proposals that save something, what saves most at start first; worked out once."""
    return study.once("ui.offers", lambda: _offers(study))


def offer(study: Study, proposal: Proposal) -> Offer:
    """A proposal with what it saves by itself."""
    found = outcome(study, proposal.edits)
    return Offer(proposal, found.saved_initial, found.saved_total)


def _offers(study: Study) -> list[Offer]:
    proposals = [*_lazy(study), *_copies(study), *_barrels(study), *_packages(study)]
    found = [offer(study, each) for each in proposals]
    worth = [each for each in found if max(each.initial, each.total) >= _LEAST_BYTES]
    return sorted(worth, key=lambda each: (-max(each.initial, 0), -each.total))


def _lazy(study: Study) -> list[Proposal]:
    found = []
    for each in chosen(study, _LAZY):
        edit, target = edit_of(study, each), int(each.prospect.targets[0])
        package = study.package_of(target)
        name = package or study.name_of(target).rpartition("/")[2]
        importers = [short(study.name_of(int(row))) for row in each.prospect.importers]
        key = f"lazy {sorted(each.prospect.importers.tolist())} {target}"
        title = f"Load {name} lazily"
        found.append(Proposal(key, title, f"in {' and '.join(importers)}", "import()", (edit,)))
    return found


def _copies(study: Study) -> list[Proposal]:
    return [single_copy(study, each) for each in duplicates(study)[:_MOST_COPIES]]


def _barrels(study: Study) -> list[Proposal]:
    found = []
    for way in barrel_ways(study)[:_MOST_BARRELS]:
        path = short(study.name_of(way.barrel.module))
        passes = plural(len(way.barrel.passes_on), "module")
        is_past = way.edit.kind == BYPASS
        title = f"Import past {path}" if is_past else f"Free {path} of side effects"
        detail = f"passes on {passes}, {way.used} used"
        how = "imports" if is_past else "sideEffects"
        found.append(Proposal(f"barrel {way.barrel.module}", title, detail, how, (way.edit,)))
    return found


def _packages(study: Study) -> list[Proposal]:
    size = package_sizes(study).bytes
    heaviest = np.argsort(-size, kind="stable")[:_MOST_PACKAGES]
    return [without_package(study, row) for row in heaviest.tolist() if size[row] > 0]
