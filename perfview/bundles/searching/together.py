"""What the changes that are worth proposing bring together: imports that wait, one copy of each
package, ways past barrels, collections without what nobody uses, no polyfills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.patterns.collections import is_reexported, like_files
from perfview.bundles.patterns.copies import dedupe, duplicates, merger
from perfview.bundles.patterns.dropping import polyfilled
from perfview.bundles.patterns.targets import targets_of
from perfview.bundles.scenarios.edits import CUT, Edit
from perfview.bundles.scenarios.sizes import Outcome, outcome
from perfview.bundles.searching.barrel_ways import barrel_ways
from perfview.bundles.searching.choosing import chosen, edit_of, usual

if TYPE_CHECKING:
    from perfview.bundles.study import Study

LEAST_FILES = 15
"""Languages or the like in one folder, from which on they are taken not to be all needed."""

LEAST_BYTES = 1_500
"""A barrel whose way out saves less is not passed by."""


@dataclass(frozen=True)
class Together:
    """edits: what would be changed, in the order in which it applies; outcome: what all of it
    brings, as written."""

    edits: tuple[Edit, ...]
    outcome: Outcome


def together(study: Study) -> Together | None:
    """All of it at once, so that nothing is counted twice; None where nothing is to be changed.
    Computed once; nothing is compressed for it."""
    return study.once("bundles.together", lambda: _together(study))


def _together(study: Study) -> Together | None:
    if not len(study.model.imports):
        return None
    # Ways past barrels come first: who imports what has changed after them.
    edits = (
        *_past_barrels(study),
        *_fewer_files(study),
        *_no_polyfills(study),
        *_single_copies(study),
        *_waiting(study),
    )
    return Together(edits, outcome(study, edits)) if edits else None


def _waiting(study: Study) -> list[Edit]:
    return [edit_of(study, each) for each in chosen(study, usual(study))]


def _past_barrels(study: Study) -> list[Edit]:
    return [
        way.edit
        for way in barrel_ways(study)
        if way.used < len(way.barrel.passes_on) and way.saved >= LEAST_BYTES
    ]


def _single_copies(study: Study) -> list[Edit]:
    """Those whose ranges do not forbid it."""
    edits: list[Edit] = []
    for copies in duplicates(study) if len(study.model.packages) > 1 else ():
        found = merger(study, copies)
        if found.is_compatible is not False:
            edits += dedupe(study, copies, found)
    return edits


def _no_polyfills(study: Study) -> list[Edit]:
    """None where the project names old browsers."""
    found = polyfilled(study) if targets_of(study).are_modern is not False else None
    return [found.edit] if found is not None else []


def _fewer_files(study: Study) -> list[Edit]:
    """Collections of which at most some are used: locales, languages, icons."""
    return [
        Edit(CUT, f"without {found.folder}", np.array([found.parent], np.int32), found.files)
        for found in like_files(study, LEAST_FILES)
        if found.known is not None or not is_reexported(study, found)
    ]
