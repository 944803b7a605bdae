"""Changes worth trying out on a build: what could load later, single copies, ways past barrels,
and the heaviest packages. For a worker thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.bundles.patterns.copies import duplicates
from perfview.bundles.patterns.packages_shipped import package_sizes
from perfview.bundles.scenarios.edits import BYPASS
from perfview.bundles.scenarios.sizes import outcome
from perfview.bundles.searching.barrel_ways import BarrelWay, barrel_ways
from perfview.bundles.searching.choosing import Chosen, Wanted, chosen, edit_of
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
class Saved:
    """Bytes that a proposal saves by itself: of what loads at start and of everything; negative
    where it makes that larger."""

    initial: int
    total: int


@dataclass(frozen=True)
class Offer:
    """A proposal with what it saves as written; gzip: the same compressed, None while that has not
    been worked out."""

    proposal: Proposal
    raw: Saved
    gzip: Saved | None = None


def offers(study: Study) -> list[Offer]:
    """All proposals that save something, what saves most at start first; worked out once."""
    return study.once("ui.offers", lambda: _offers(study))


def offer(study: Study, proposal: Proposal) -> Offer:
    """A proposal with what it saves by itself."""
    found = outcome(study, proposal.edits)
    return Offer(proposal, Saved(found.saved_initial, found.saved_total))


def packed(study: Study, proposal: Proposal) -> Saved | None:
    """What a proposal saves by itself at gzip -9, None where the files are not at hand. Compresses
    what stays of the files that change."""
    found = outcome(study, proposal.edits, gzip=True)
    now, then = found.before, found.after
    if (
        now.initial.gzip is None
        or then.initial.gzip is None
        or now.total.gzip is None
        or then.total.gzip is None
    ):
        return None
    return Saved(now.initial.gzip - then.initial.gzip, now.total.gzip - then.total.gzip)


def _offers(study: Study) -> list[Offer]:
    lazy = [lazy_proposal(study, each) for each in lazy_ones(study)]
    proposals = [*lazy, *_copies(study), *_barrels(study), *_packages(study)]
    found = [offer(study, each) for each in proposals]
    worth = [each for each in found if max(each.raw.initial, each.raw.total) >= _LEAST_BYTES]
    return sorted(worth, key=lambda each: (-max(each.raw.initial, 0), -each.raw.total))


def lazy_ones(study: Study) -> list[Chosen]:
    """Imports that could wait, those that it suits best first; worked out once."""
    return study.once("ui.lazy_ones", lambda: list(chosen(study, _LAZY)))


def lazy_proposal(study: Study, each: Chosen) -> Proposal:
    """An import that could wait, loaded when it is asked for."""
    edit, target = edit_of(study, each), int(each.prospect.targets[0])
    name = study.package_of(target) or study.name_of(target).rpartition("/")[2]
    importers = [short(study.name_of(int(row))) for row in each.prospect.importers]
    key = f"lazy {sorted(each.prospect.importers.tolist())} {target}"
    return Proposal(
        key, f"Load {name} lazily", f"in {' and '.join(importers)}", "import()", (edit,)
    )


def _copies(study: Study) -> list[Proposal]:
    return [single_copy(study, each) for each in duplicates(study)[:_MOST_COPIES]]


def _barrels(study: Study) -> list[Proposal]:
    return [barrel_proposal(study, each) for each in barrel_ways(study)[:_MOST_BARRELS]]


def barrel_proposal(study: Study, way: BarrelWay) -> Proposal:
    """Imports that lead past a barrel."""
    path = short(study.name_of(way.barrel.module))
    passes = plural(len(way.barrel.passes_on), "module")
    is_past = way.edit.kind == BYPASS
    title = f"Import past {path}" if is_past else f"Free {path} of side effects"
    detail = f"passes on {passes}, {way.used} used"
    how = "imports" if is_past else "sideEffects"
    return Proposal(f"barrel {way.barrel.module}", title, detail, how, (way.edit,))


def _packages(study: Study) -> list[Proposal]:
    size = package_sizes(study).bytes
    heaviest = np.argsort(-size, kind="stable")[:_MOST_PACKAGES]
    return [without_package(study, row) for row in heaviest.tolist() if size[row] > 0]
