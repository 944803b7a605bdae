"""What changes of imports would bring, for `perfview what-if`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import STYLE_SHEET
from perfview.bundles.scenarios.asked import edits_of
from perfview.bundles.scenarios.edits import BYPASS, CUT, DEDUPE, FREE, REMOVE, Edit
from perfview.bundles.scenarios.pinning import Pin
from perfview.bundles.scenarios.sizes import Outcome, Size, Sizes, outcome
from perfview.bundles.scenarios.standing import standing
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import plural, size
from perfview.findings.resizing import Shrunk, SizeChange, SizeForecast, Weighed

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_KEPT = 6
"""Packages of one chunk that a note names."""

_HOW = {
    "source map": "bytes by the source maps of the built files",
    "bundler": "the bundler's own bytes in the output",
    "scaled": "sizes before minification, scaled to the files",
    "source": "sizes before minification",
}


def answer(study: Study, changes: Sequence[SizeChange]) -> SizeForecast:
    """What all of these changes at once bring: kinds lazy and cut (`what` is ``IMPORTER`` and
    ``MODULE`` on two lines), remove, dedupe, bypass, free. Raises UnanswerableError, listing what
    matches a name that is not unique."""
    if not len(study.model.modules):
        raise UnanswerableError("The file tells of no modules, only of files.", "FILE")
    if not len(study.loading.edges):
        raise UnanswerableError("The file does not tell who imports what.", "FILE")
    edits = [edit for change in changes for edit in edits_of(study, change)]
    found = outcome(study, edits, gzip=True, brotli=True)
    return SizeForecast(
        subject=" and ".join(edit.words for edit in edits),
        overall=_whole(study, found),
        parts=_parts(study, found.leaves),
        method=_method(study, found),
        assumes=_assumes(edits),
        notes=_notes(study, edits, found),
        told=_told(study, changes, found),
        one="module",
        many="modules",
        weighed=(
            _weighed("JavaScript at start", found.before.initial, found.after.initial),
            _weighed("All JavaScript", found.before.total, found.after.total),
        ),
        comes=_parts(study, found.joins),
        goes=_parts(study, np.setdiff1d(found.gone, found.leaves)),
    )


def _weighed(name: str, before: Size, after: Size) -> Weighed:
    return Weighed(name, _by_name(before), _by_name(after))


def _by_name(found: Size) -> dict[str, int | None]:
    return {"as written": found.raw, "gzip": found.gzip, "brotli": found.brotli}


def _whole(study: Study, found: Outcome) -> Shrunk:
    """Modules that load at start, before and after."""
    now = int(study.loading.reached.at_start.sum())
    now_bytes = found.before.initial.raw
    gone = len(found.leaves) - len(found.joins)
    return Shrunk("at start", now, gone, now_bytes, found.saved_initial)


def _parts(study: Study, modules: NDArray[np.int32]) -> tuple[Shrunk, ...]:
    """Modules that move by package and own module, the heaviest first."""
    stands = standing(study)
    sizes: dict[str, list[int]] = {}
    for module in modules.tolist():
        name = study.package_of(module) or study.name_of(module)
        held = sizes.setdefault(name, [0, 0])
        held[0] += 1
        held[1] += int(stands.one[module])
    rows = sorted(sizes.items(), key=lambda each: (-each[1][1], each[0]))
    return tuple(Shrunk(name, held[0], held[0], held[1], held[1]) for name, held in rows)


def _told(study: Study, changes: Sequence[SizeChange], found: Outcome) -> dict[str, Any]:
    """The answer for programs: sizes before and after, what leaves and joins the start by path."""
    gone = set(found.gone.tolist())
    return {
        "changes": [{"kind": each.kind, "what": each.what.split("\n")} for each in changes],
        "before": _sizes_told(found.before),
        "after": _sizes_told(found.after),
        "leaves": _paths(study, found.leaves),
        "joins": _paths(study, found.joins),
        "gone": _paths(study, found.gone),
        "saves": {
            "low_bytes": found.low,
            "high_bytes": found.high,
            "may_join_bytes": found.may_join,
            "may_ship_bytes": found.may_ship,
        },
        "moved": [
            {
                "name": study.name_of(module),
                "package": study.package_of(module),
                "bytes": int(standing(study).one[module]),
                "where": "gone" if module in gone else where,
            }
            for where, rows in (("leaves", found.leaves), ("joins", found.joins))
            for module in _heaviest(study, rows)
        ],
        "styles": _styles(study),
        "bytesFrom": study.weights.how,
    }


def _sizes_told(sizes: Sizes) -> dict[str, dict[str, int | None]]:
    return {"initial": _size_told(sizes.initial), "total": _size_told(sizes.total)}


def _size_told(found: Size) -> dict[str, int | None]:
    return {"raw": found.raw, "gzip": found.gzip, "brotli": found.brotli}


def _heaviest(study: Study, rows: NDArray[np.int32]) -> list[int]:
    sizes = standing(study).one[rows]
    return [int(row) for row in rows[np.lexsort((rows, -sizes))]]


def _paths(study: Study, rows: NDArray[np.int32]) -> list[str]:
    return [study.name_of(module) for module in _heaviest(study, rows)]


def _styles(study: Study) -> dict[str, int]:
    """Bytes of style sheets, which these changes are not about."""
    assets = study.model.assets
    style = (assets.kind == STYLE_SHEET) & (assets.bytes >= 0)
    initial = style & study.weights.is_initial
    return {
        "initial_bytes": int(assets.bytes[initial].sum()),
        "total_bytes": int(assets.bytes[style].sum()),
    }


def _method(study: Study, found: Outcome) -> str:
    packed = ", what stays of the built files compressed anew"
    known = packed if found.before.total.gzip is not None else ""
    return (
        f"what the entries reach with and without these imports, {_HOW[study.weights.how]}{known}"
    )


def _assumes(edits: Sequence[Edit]) -> tuple[str, ...]:
    kinds, found = {edit.kind for edit in edits}, []
    if kinds & {CUT, REMOVE}:
        found.append("what takes the place of an import weighs nothing and imports nothing new")
    if DEDUPE in kinds:
        found.append("the copy that stays has what is asked of the others")
    found.append("modules that stay ship as much of their code as before")
    return tuple(found)


def _notes(study: Study, edits: Sequence[Edit], found: Outcome) -> tuple[str, ...]:
    said = [note for edit in edits if (note := _unknown_uses(study, edit))]
    if found.before.total.gzip is None:
        said.append("Without the built files there are no compressed sizes: put them beside.")
    said += [_kept(study, pin, modules) for pin, modules in found.stays]
    if not (len(found.leaves) or len(found.joins) or len(found.gone) or found.stays):
        said.append("Other imports bring in the same modules, so that nothing changes.")
    if found.may_join:
        said.append(
            "Code of a package cannot be changed, so that what takes its place is written anew: it "
            f"may bring up to {size(found.may_join)} of that package to the start."
        )
    if found.may_ship:
        said.append(
            "The copy that stays ships more then: modules shaken off it so far, and what it has in "
            f"place of others, up to {size(found.may_ship)} as written."
        )
    return tuple(said)


def _kept(study: Study, pin: Pin, modules: NDArray[np.int32]) -> str:
    """That packages stay where settings put them."""
    names = list(dict.fromkeys(study.package_of(each) for each in _heaviest(study, modules)))
    more = f" and {len(names) - MOST_KEPT:,} more" if len(names) > MOST_KEPT else ""
    chunk = study.model.strings[study.model.chunks.name[pin.chunk]]
    weight = size(int(standing(study).one[modules].sum()))
    return (
        f"Needed only later then, but kept in {chunk}, which loads at start: "
        f"{', '.join(names[:MOST_KEPT])}{more} ({weight}). Split that chunk: let it take only what "
        "loads at start (chunks: 'initial', or a manualChunks that leaves these out)."
    )


def _unknown_uses(study: Study, edit: Edit) -> str:
    if edit.kind not in (BYPASS, FREE):
        return ""
    edges = study.loading.edges
    importers = set(edges.source[np.isin(edges.target, edit.targets)].tolist())
    unknown = len(importers - set(edit.uses))
    if not unknown:
        return ""
    return f"Of {plural(unknown, 'importer')} it is not known what they use; theirs stay as is."
