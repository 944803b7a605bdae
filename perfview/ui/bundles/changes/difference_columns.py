"""What changed from one build to another, as columns: packages, modules, chunks or files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.bringing import Bringing, brought_in, let_go
from perfview.bundles.comparing.builds import (
    BuildDiff,
    Sizes,
    asset_gzip,
    asset_sizes,
    chunk_sizes,
    module_gzip,
    module_sizes,
    package_sizes,
)
from perfview.bundles.comparing.matching import Matched
from perfview.bundles.measures.totals import chunk_gzip_bytes, package_gzip
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.quantities import ABSENT, change_of, number, size
from perfview.ui.bundles.changes.thinking import package_words
from perfview.ui.widgets.table.columns import ChangeColumn, Column, Look, NumberColumn, TextColumn

PACKAGES, MODULES, CHUNKS, FILES = range(4)
SUBJECTS = ("Packages", "Modules", "Chunks", "Files")
NOUNS = ("package", "module", "chunk", "file")
AT_START = 4
"""The place of the column that differences are sorted by at first."""

_NEW, _GONE, _MOVED, _CHANGED = range(4)
_WHAT = ("new", "gone", "moved", "changed")


@dataclass(frozen=True)
class Difference:
    """What changed of one kind of thing: names; sizes of those rows; after int32: rows of the later
    build, -1 for what is gone; why: texts, "" unknown; places int64: which of all matched they are.
    """

    names: list[str]
    after: NDArray[np.int32]
    sizes: Sizes
    what: NDArray[np.int32]
    why: list[str]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)


def difference(diff: BuildDiff, subject: int) -> Difference:
    """The packages, modules, chunks or files (`subject`) that changed."""
    matched, sizes, name = _of(diff, subject)
    moved = sizes.shipped_before != sizes.shipped_after
    moved |= sizes.initial_before != sizes.initial_after
    places = np.flatnonzero(moved)
    rows = [(int(matched.before[place]), int(matched.after[place])) for place in places]
    names = [name(diff.after, new) if new >= 0 else name(diff.before, old) for old, new in rows]
    shown = Sizes(
        sizes.shipped_before[places],
        sizes.shipped_after[places],
        sizes.initial_before[places],
        sizes.initial_after[places],
    )
    what = np.full(len(rows), _CHANGED, np.int32)
    # To the start or away from it; the shipped bytes of what moves differ by a few as well.
    what[(shown.initial_before > 0) != (shown.initial_after > 0)] = _MOVED
    what[shown.shipped_before == 0] = _NEW
    what[shown.shipped_after == 0] = _GONE
    why = _reasons(diff, subject)
    told = [why.get(new, "") for _, new in rows]
    return Difference(names, matched.after[places], shown, what, told, places)


def gzip_changes(diff: BuildDiff, subject: int, found: Difference) -> NDArray[np.int64] | None:
    """How much more each of a difference is at gzip -9, int64 (k); None where that is not known of
    both builds. Compresses both."""
    if not (diff.before.compressed.is_known and diff.after.compressed.is_known):
        return None
    if subject == PACKAGES:
        parts = [np.rint(package_gzip(each)) for each in (diff.before, diff.after)]
        before, after = diff.packages.sizes(*(each.astype(np.int64) for each in parts))
    elif subject == CHUNKS:
        sizes = [chunk_gzip_bytes(each) for each in (diff.before, diff.after)]
        before, after = diff.chunks.sizes(*sizes)
    else:
        both = module_gzip(diff) if subject == MODULES else asset_gzip(diff)
        before, after = both.before, both.after
    change = np.maximum(after, 0) - np.maximum(before, 0)
    return change[found.places]


def difference_columns(
    found: Difference, subject: int, gzip: NDArray[np.int64] | None = None
) -> Sequence[Column]:
    """One row a thing that changed; `gzip` int64 (k) as `gzip_changes` tells, None for not yet."""
    ids, sizes = np.arange(len(found), dtype=np.int32), found.sizes
    tip = "More or less in the files that load at start"
    columns: list[Column] = [
        TextColumn("name", NOUNS[subject].capitalize(), ids, found.names,
                   Look(least=180, ends=True)),
        TextColumn("what", "What", found.what, _WHAT, Look(72), tone="text2"),
        NumberColumn("before_bytes", "Before", sizes.shipped_before, size, Look(84, spare=2),
                     absent=0),
        NumberColumn("after_bytes", "After", sizes.shipped_after, size, Look(84, spare=1),
                     absent=0),
        ChangeColumn("initial_change_bytes", "At start", sizes.initial_after - sizes.initial_before,
                     _signed, Look(150, tip=tip)),
        ChangeColumn("change_bytes", "Shipped", sizes.shipped_after - sizes.shipped_before,
                     _signed, Look(150, tip="More or less in all files")),
    ]  # fmt: skip
    if gzip is not None:
        tip = "More or less in all files, compressed"
        columns.append(ChangeColumn("gzip_change_bytes", "gzip", gzip, _signed, Look(140, tip=tip)))
    if any(found.why):
        columns.append(
            TextColumn("why", "Because", ids, found.why, Look(200, ends=True, spare=3),
                       absent=ABSENT, tone="text2")
        )  # fmt: skip
    return columns


@dataclass(frozen=True)
class Cause:
    """A new import, or one that is no more (`is_gone`; the row and the modules are of the earlier
    build then)."""

    bringing: Bringing
    is_gone: bool


def causes(diff: BuildDiff) -> list[Cause]:
    """The imports that explain what moved, the most bytes first."""
    found = [Cause(each, is_gone=False) for each in brought_in(diff)]
    found += [Cause(each, is_gone=True) for each in let_go(diff)]
    return sorted(found, key=lambda each: -each.bringing.bytes)


def cause_columns(diff: BuildDiff, found: Sequence[Cause]) -> Sequence[Column]:
    """One row an import that came or went."""
    ids = np.arange(len(found), dtype=np.int32)
    words = [_import_words(diff.before if c.is_gone else diff.after, c.bringing.row) for c in found]
    which = np.array([int(c.is_gone) for c in found], np.int32)
    when = np.array([int(c.bringing.is_later) for c in found], np.int32)
    moved = [-c.bringing.bytes if c.is_gone else c.bringing.bytes for c in found]
    modules = np.array([len(c.bringing.modules) for c in found], np.int64)
    return (
        TextColumn("import", "Import", ids, words, Look(least=220, ends=True)),
        TextColumn("what", "What", which, ("new", "gone"), Look(60), tone="text2"),
        TextColumn("where", "Of", when, ("the start", "everything"), Look(96, spare=1),
                   tone="text2"),
        NumberColumn("modules", "Modules", modules, number, Look(76, spare=2)),
        ChangeColumn("bytes", "Explains", np.array(moved, np.int64), _signed, Look(150)),
    )  # fmt: skip


def _of(diff: BuildDiff, subject: int) -> tuple[Matched, Sizes, Callable[[Study, int], str]]:
    if subject == PACKAGES:
        return diff.packages, package_sizes(diff), package_words
    if subject == MODULES:
        return diff.modules, module_sizes(diff), Study.name_of
    if subject == CHUNKS:
        return diff.chunks, chunk_sizes(diff), _chunk_name
    return diff.assets, asset_sizes(diff), _asset_name


def _chunk_name(study: Study, row: int) -> str:
    return study.model.strings[study.model.chunks.name[row]]


def _asset_name(study: Study, row: int) -> str:
    return study.model.strings[study.model.assets.name[row]]


def _reasons(diff: BuildDiff, subject: int) -> dict[int, str]:
    """The new import that brought a module or a package in, by row of the later build."""
    if subject not in (PACKAGES, MODULES):
        return {}
    package = diff.after.model.modules.package
    found: dict[int, str] = {}
    for each in brought_in(diff):
        words = _import_words(diff.after, each.row)
        rows = each.modules if subject == MODULES else np.unique(package[each.modules])
        for row in rows.tolist():
            found.setdefault(row, words)
    return found


def _import_words(study: Study, row: int) -> str:
    imports = study.model.imports
    source, target = int(imports.source[row]), int(imports.target[row])
    line = f":{int(imports.line[row])}" if imports.line[row] else ""
    return f"{short(study.name_of(source))}{line} → {short(study.name_of(target))}"


def _signed(value: float) -> str:
    return change_of(value, "bytes")
