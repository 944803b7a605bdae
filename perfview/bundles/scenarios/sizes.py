"""What a change does to what ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import Reached, reach
from perfview.bundles.scenarios.arriving import arrivals
from perfview.bundles.scenarios.edits import BY_FILE, Edit, apply
from perfview.bundles.scenarios.moving import Moves, moves
from perfview.bundles.scenarios.pinning import Pin, held, pins, staying
from perfview.bundles.scenarios.recompressing import Packed, recompressed
from perfview.bundles.scenarios.seeing import sight
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
    of edges alone. may_join: bytes that the code of a source change may besides bring to the start.
    may_ship: bytes that a copy which stays may newly ship, at most; `after` holds what is likely.
    stays: chunks that keep modules nothing asks for at start any more, and those modules.
    """

    before: Sizes
    after: Sizes
    leaves: NDArray[np.int32]
    joins: NDArray[np.int32]
    gone: NDArray[np.int32]
    low: int
    high: int
    may_join: int = 0
    may_ship: int = 0
    stays: tuple[tuple[Pin, NDArray[np.int32]], ...] = ()

    @property
    def saved_initial(self) -> int:
        """Bytes of JavaScript as written that start without, positive for less."""
        return self.before.initial.raw - self.after.initial.raw

    @property
    def saved_total(self) -> int:
        """The same of everything."""
        return self.before.total.raw - self.after.total.raw


def outcome(
    study: Study, edits: Sequence[Edit], *, gzip: bool = False, brotli: bool = False
) -> Outcome:
    """What these changes together bring. Without `gzip` and `brotli` it takes milliseconds; with
    them what stays of the files that change is compressed anew."""
    stands = standing(study)
    bare, free = _reached(study, ()), _reached(study, edits)
    now, after = (held(each, pins(study)) for each in (bare, free))
    moved = moves(stands, now, after)
    before, then = _raw(study, stands, moved)
    low, high, may_join = _bounds(study, edits, after, before, then)
    for codec in [name for name, wanted in (("gzip", gzip), ("brotli", brotli)) if wanted]:
        before, then = _with(codec, before, then, recompressed(study, stands, moved, codec))
    come = arrivals(study, edits, after)
    then = Sizes(
        _grown(then.initial, before.initial, come.at_start[0]),
        _grown(then.total, before.total, come.likely),
    )
    # What comes is nothing at the least, and as large as its source at most.
    at_start = before.initial.raw != then.initial.raw
    most = come.at_start[1] if at_start else come.most
    return Outcome(
        before,
        then,
        leaves=_rows(moved.leaves),
        joins=_rows(moved.joins),
        gone=_rows(moved.gone),
        low=low - most,
        high=high,
        may_join=may_join,
        may_ship=come.most,
        stays=staying(study, bare, free),
    )


def _reached(study: Study, edits: Sequence[Edit]) -> Reached:
    """What loads after these changes, as the bundler splits: what ships at all is decided by who
    uses what; what loads at start too, but file by file where it splits by file."""
    bundler, entries = study.model.bundler, study.loading.entries
    m, past = len(study.model.modules), sight(study)
    edges = apply(edits, study.loading.edges, bundler)
    if past is None:
        return reach(edges, entries, m)
    seen = reach(past.through(edges), entries, m)
    if bundler not in BY_FILE:
        return seen
    return Reached(reach(edges, entries, m).at_start, seen.at_all)


def _rows(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(flags).astype(np.int32)


def _raw(study: Study, stands: Standing, moved: Moves) -> tuple[Sizes, Sizes]:
    """Bytes as written, before and after. A file that nothing stays in goes with all it has."""
    out, at_start = moved.out, stands.is_initial
    onto_start = int(stands.one[moved.to_start].sum())
    onto_later = int(stands.one[moved.to_later].sum())
    rest = stands.unexplained[moved.emptied]
    rest_at_start = rest[study.weights.is_initial[moved.emptied]]
    off_start = int(stands.bytes[out & at_start].sum()) + int(rest_at_start.sum())
    off = int(stands.bytes[out].sum()) + int(rest.sum())
    return Sizes(Size(stands.initial_raw), Size(stands.total_raw)), Sizes(
        Size(max(stands.initial_raw - off_start + onto_start, 0)),
        Size(max(stands.total_raw - off + onto_start + onto_later, 0)),
    )


def _grown(found: Size, before: Size, more: int) -> Size:
    """A size with so many bytes as written more, that compress as the rest did."""
    if not more:
        return found

    def packed(then: int | None, first: int | None) -> int | None:
        return None if then is None else then + round(more * (first or 0) / max(before.raw, 1))

    return Size(
        found.raw + more, packed(found.gzip, before.gzip), packed(found.brotli, before.brotli)
    )


def _with(codec: str, before: Sizes, then: Sizes, packed: Packed) -> tuple[Sizes, Sizes]:
    """Sizes with those of one codec put in."""

    def put(sizes: Sizes, initial: int | None, total: int | None) -> Sizes:
        if codec == "gzip":
            return Sizes(replace(sizes.initial, gzip=initial), replace(sizes.total, gzip=total))
        return Sizes(replace(sizes.initial, brotli=initial), replace(sizes.total, brotli=total))

    return (
        put(before, packed.initial_before, packed.total_before),
        put(then, packed.initial_after, packed.total_after),
    )


def _bounds(
    study: Study, edits: Sequence[Edit], after: Reached, before: Sizes, then: Sizes
) -> tuple[int, int, int]:
    """At least, at most, and what may load at start besides: code that is written anew may ask at
    start for what stays of a package and loads later now."""
    may_join = _may_join(study, edits, after)
    saved = before.initial.raw - then.initial.raw
    if saved:
        return saved - may_join, saved, may_join
    total = before.total.raw - then.total.raw
    return total, total, may_join


def _may_join(study: Study, edits: Sequence[Edit], after: Reached) -> int:
    """Bytes of what stays, but not at start, of the packages that changes of the source touch."""
    changed = [edit.targets for edit in edits if edit.is_source_change]
    if not changed:
        return 0
    package = study.model.modules.package
    touched = np.unique(package[np.concatenate(changed)])
    rows = after.at_all & ~after.at_start & np.isin(package, touched[touched >= 0])
    return int(standing(study).one[rows].sum())
