"""What a change does to what ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Reached, reach
from perfview.bundles.scenarios.edits import Edit, apply
from perfview.bundles.scenarios.standing import Standing, standing

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Size:
    """JavaScript in bytes: as written, at gzip -9, at brotli 11; None where the files are not at
    hand or it was not asked for."""

    raw: int
    gzip: int | None = None
    brotli: int | None = None


@dataclass(frozen=True)
class Sizes:
    """What loads at start (with any entry), and everything."""

    initial: Size
    total: Size


@dataclass(frozen=True)
class Outcome:
    """A change worked out.

    leaves, joins int32: modules that load at start no more, or only now; gone int32: modules that
    are in no file any more. low, high: what the change saves of `initial.raw` (or of `total.raw`
    when nothing of that changes) at least and at most, in bytes, positive for less; equal for edits
    of edges alone.
    """

    before: Sizes
    after: Sizes
    leaves: NDArray[np.int32]
    joins: NDArray[np.int32]
    gone: NDArray[np.int32]
    low: int
    high: int

    @property
    def saved_initial(self) -> int:
        """Bytes of JavaScript as written that start without, positive for less."""
        return self.before.initial.raw - self.after.initial.raw

    @property
    def saved_total(self) -> int:
        """The same of everything."""
        return self.before.total.raw - self.after.total.raw


@dataclass(frozen=True)
class Shift:
    """Which modules move, bool (m) each: load at start no more, only now, are in no file."""

    leaves: NDArray[np.bool_]
    joins: NDArray[np.bool_]
    gone: NDArray[np.bool_]


def outcome(
    study: Study, edits: Sequence[Edit], *, gzip: bool = False, brotli: bool = False
) -> Outcome:
    """What these changes together bring. Without `gzip` and `brotli` it takes milliseconds; with
    them what stays of the files that change is compressed anew."""
    stands, loading = standing(study), study.loading
    edges = apply(edits, loading.edges, study.model.bundler)
    after = reach(edges, loading.entries, len(study.model.modules))
    shift = _shift(loading.reached, after)
    before = Sizes(Size(stands.initial_raw), Size(stands.total_raw))
    then = _raw_after(stands, shift)
    low, high = _bounds(study, edits, after, before, then)
    return Outcome(
        before,
        then,
        leaves=_rows(shift.leaves),
        joins=_rows(shift.joins),
        gone=_rows(shift.gone),
        low=low,
        high=high,
    )


def _rows(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(flags).astype(np.int32)


def _shift(before: Reached, after: Reached) -> Shift:
    return Shift(
        before.at_start & ~after.at_start,
        after.at_start & ~before.at_start,
        before.at_all & ~after.at_all,
    )


def taken(stands: Standing, shift: Shift) -> NDArray[np.bool_]:
    """Which rows of a standing (w) are taken out of their files: a module that is in no file any
    more, that loads later from now on, or that loads at start and so is not needed once more."""
    module, initial = stands.module, stands.is_initial
    return shift.gone[module] | (shift.leaves[module] & initial) | (shift.joins[module] & ~initial)


def put_at_start(stands: Standing, shift: Shift) -> NDArray[np.bool_]:
    """Which modules (m) are put into a file that loads at start and were in none of them."""
    return shift.joins & ~stands.is_initial_of


def put_later(stands: Standing, shift: Shift) -> NDArray[np.bool_]:
    """Which modules (m) are put into a file that loads later and were in none of them."""
    return shift.leaves & ~shift.gone & stands.is_initial_of & ~stands.is_later_of


def _raw_after(stands: Standing, shift: Shift) -> Sizes:
    out = taken(stands, shift)
    off_start = int(stands.bytes[out & stands.is_initial].sum())
    off = int(stands.bytes[out].sum())
    onto_start = int(stands.one[put_at_start(stands, shift)].sum())
    onto_later = int(stands.one[put_later(stands, shift)].sum())
    return Sizes(
        Size(stands.initial_raw - off_start + onto_start),
        Size(stands.total_raw - off + onto_start + onto_later),
    )


def _bounds(
    study: Study, edits: Sequence[Edit], after: Reached, before: Sizes, then: Sizes
) -> tuple[int, int]:
    """At least and at most: code that is written anew may ask at start for what stays of a package
    and loads later now."""
    saved = before.initial.raw - then.initial.raw
    of = after.at_all & ~after.at_start
    if not saved:
        saved, of = before.total.raw - then.total.raw, np.zeros_like(of)
    changed = [edit for edit in edits if edit.is_source_change]
    if not changed:
        return saved, saved
    package = study.model.modules.package
    touched = np.unique(package[np.concatenate([edit.targets for edit in changed])])
    may_join = of & np.isin(package, touched[touched >= 0])
    return saved - int(standing(study).one[may_join].sum()), saved
