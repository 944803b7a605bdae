"""What changed from one build to another, for `perfview compare`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.bringing import Bringing, brought_in, let_go
from perfview.bundles.comparing.builds import (
    BuildDiff,
    Sizes,
    asset_sizes,
    build_diff,
    chunk_sizes,
    module_sizes,
    package_sizes,
)
from perfview.bundles.comparing.matching import Matched
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import SCRIPT
from perfview.bundles.study import Study
from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import change_of, growth, percent, size

METRICS = ("packages", "modules", "chunks", "files")
"""By what two builds are compared; the first unless told."""

_MOST_MOVERS, _LEAST_PART = 3, 0.05
_ENOUGH = 0.5
"""The part of a growth that new imports have to explain to be its reason."""
_HARDLY = 0.001
"""The part of what loads at start below which its change is hardly one."""
_MOST_BRINGINGS = 10


@dataclass(frozen=True)
class _Things:
    """What is compared: rows of both builds, what they weigh, how each is called, and why it
    changed as far as that is known."""

    matched: Matched
    sizes: Sizes
    name: Callable[[Study, int], str]
    why: Callable[[int], str]


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """What grew and shrank, by package, module, chunk or file (`wanted.metric`). Raises
    UnanswerableError."""
    metric = wanted.metric or METRICS[0]
    if metric not in METRICS:
        said = f"Builds are not compared by “{metric}”. There are: {', '.join(METRICS)}."
        raise UnanswerableError(said, "--sample-type")
    diff = build_diff(before, after)
    brought = brought_in(diff)
    things = _things(diff, metric, brought)
    whole = _exact(*(_at_start(each) for each in (before, after)))
    rows = _rows(diff, things)
    limit = wanted.limit or len(rows)
    movers = _movers(rows, whole)
    return Comparison(
        verdict=_verdict(whole, _caused(diff, whole, brought) or _largest(whole, movers)),
        of="of JavaScript at start",
        metric=metric,
        unit="bytes",
        whole=whole,
        whole_unit="bytes",
        relative=(whole.relative or 0.0, whole.relative or 0.0),
        rows=tuple(rows[:limit]),
        left_out=max(0, len(rows) - limit),
        is_normalised=False,
        method="modules matched by path, packages by folder and name, files by name without hash",
        movers=tuple(movers),
        notes=_notes(before, after),
        told=_told(diff, brought),
        own_word="at start",
    )


def _things(diff: BuildDiff, metric: str, brought: list[Bringing]) -> _Things:
    after = diff.after
    if metric == "modules":
        by = {int(module): each.row for each in brought for module in each.modules}
        return _Things(
            diff.modules,
            module_sizes(diff),
            lambda study, row: study.name_of(row),
            lambda row: _import_words(after, by[row]) if row in by else "",
        )
    if metric == "packages":
        package = after.model.modules.package
        of = {int(package[m]): each.row for each in reversed(brought) for m in each.modules}
        return _Things(
            diff.packages,
            package_sizes(diff),
            _package_name,
            lambda row: _import_words(after, of[row]) if row in of else "",
        )
    if metric == "chunks":
        return _Things(
            diff.chunks,
            chunk_sizes(diff),
            lambda study, row: study.model.strings[study.model.chunks.name[row]],
            lambda row: "",
        )
    return _Things(
        diff.assets,
        asset_sizes(diff),
        lambda study, row: study.model.strings[study.model.assets.name[row]],
        lambda row: "",
    )


def _package_name(study: Study, row: int) -> str:
    packages, texts = study.model.packages, study.model.strings
    version = texts[packages.version[row]]
    name = texts[packages.name[row]]
    return f"{name} {version}" if version else name


def _import_words(study: Study, row: int, verb: str = "now imports") -> str:
    imports = study.model.imports
    source, target = (study.name_of(int(each[row])) for each in (imports.source, imports.target))
    return f"{source} {verb} {target}"


def _rows(diff: BuildDiff, things: _Things) -> list[ComparedRow]:
    """What changed, what moved most first; own code, which is no package, comes along with them."""
    sizes, matched = things.sizes, things.matched
    found = []
    for place in np.flatnonzero(_changed(sizes)).tolist():
        old, new = int(matched.before[place]), int(matched.after[place])
        name = things.name(diff.after, new) if new >= 0 else things.name(diff.before, old)
        found.append(
            _row(
                name,
                (sizes.shipped_before[place], sizes.shipped_after[place]),
                (sizes.initial_before[place], sizes.initial_after[place]),
                things.why(new) if new >= 0 else "",
            )
        )
    if things.matched is diff.packages:
        found += _own_code(diff)
    return sorted(found, key=lambda row: (-abs(row.moved), -abs(row.total.amount), row.name))


def _changed(sizes: Sizes) -> NDArray[np.bool_]:
    shipped = sizes.shipped_before != sizes.shipped_after
    return np.asarray(shipped | (sizes.initial_before != sizes.initial_after), np.bool_)


def _own_code(diff: BuildDiff) -> list[ComparedRow]:
    shipped, initial = [], []
    for study in (diff.before, diff.after):
        own = study.model.modules.package < 0
        shipped.append(int(study.weights.of_module[own].sum()))
        initial.append(int(study.weights.at_start[own].sum()))
    row = _row("own code", (shipped[0], shipped[1]), (initial[0], initial[1]), "")
    return [row] if row.total.amount or row.own.amount else []


def _row(name: str, shipped: tuple[int, int], initial: tuple[int, int], why: str) -> ComparedRow:
    total, own = _exact(*map(int, shipped)), _exact(*map(int, initial))
    return ComparedRow(name, "", total, own, own.amount or total.amount, why)


def _exact(before: int, after: int) -> Change:
    return Change(before, after, after - before, after - before)


def _at_start(study: Study) -> int:
    """JavaScript that loads at start, all of it where the stats do not tell what does."""
    scripts = study.model.assets.kind == SCRIPT
    sizes = np.maximum(file_sizes(study), 0)
    initial = scripts & study.weights.is_initial
    return int(sizes[initial if initial.any() else scripts].sum())


def _movers(rows: list[ComparedRow], whole: Change) -> list[ComparedRow]:
    """The few that make up most of the change of what loads at start."""
    towards = 1 if whole.amount >= 0 else -1
    found = [row for row in rows if row.own.amount * towards > 0]
    found = [r for r in found if abs(r.own.amount) >= _LEAST_PART * abs(whole.amount)]
    return sorted(found, key=lambda row: -abs(row.own.amount))[:_MOST_MOVERS]


def _caused(diff: BuildDiff, whole: Change, brought: list[Bringing]) -> list[str]:
    """The imports that came or went and explain most of a change, in words; nothing where they do
    not."""
    grew, amount = whole.amount > 0, abs(whole.amount)
    found = [each for each in (brought if grew else let_go(diff)) if not each.is_later]
    found = [each for each in found if each.bytes >= _LEAST_PART * amount > 0]
    if sum(each.bytes for each in found) < _ENOUGH * amount:
        return []
    if grew:
        words = [_import_words(diff.after, each.row) for each in found]
        says = "which brings"
    else:
        words = [_import_words(diff.before, each.row, "no longer imports") for each in found]
        says = "or only when it is asked for, which takes away"
    told = zip(words, found, strict=True)
    return [f"{word}, {says} {size(each.bytes)}" for word, each in list(told)[:_MOST_MOVERS]]


def _largest(whole: Change, movers: list[ComparedRow]) -> list[str]:
    """What grew or shrank most, in words; nothing where that evens out."""
    return [_moved(row, whole) for row in movers] if whole.amount else []


def _verdict(whole: Change, said: list[str]) -> str:
    if not whole.amount:
        return f"As much loads at start as before: {size(whole.after)} of JavaScript."
    if abs(whole.amount) < _HARDLY * max(whole.before, 1):
        by = change_of(whole.amount, "bytes")
        return f"Hardly different: {by} of {size(whole.after)} of JavaScript at start."
    share = f"{growth(whole.relative)}, " if whole.relative is not None else ""
    more = "More" if whole.amount > 0 else "Less"
    opening = (
        f"{more} loads at start: {share}{size(whole.before)} → {size(whole.after)} of JavaScript"
    )
    return f"{opening}: {'; '.join(said)}." if said else f"{opening}."


def _moved(row: ComparedRow, whole: Change) -> str:
    how = "new" if row.total.appeared else "gone" if row.total.vanished else "changed"
    part = percent(min(abs(row.own.amount / whole.amount), 1.0))
    return f"{row.name} {change_of(row.own.amount, 'bytes')} ({how}, {part} of it)"


def _notes(before: Study, after: Study) -> tuple[str, ...]:
    found = []
    if before.weights.how != after.weights.how:
        found.append(
            f"What modules weigh is known in two ways, by {before.weights.how} before and by "
            f"{after.weights.how} after: rows of modules and packages differ by that, too."
        )
    if before.model.bundler != after.model.bundler:
        found.append(f"Built with {before.model.made_by}, now with {after.model.made_by}.")
    return tuple(found)


def _told(diff: BuildDiff, brought: list[Bringing]) -> dict[str, Any]:
    imports, after = diff.after.model.imports, diff.after
    return {
        "newImports": [
            {
                "source": after.name_of(int(imports.source[each.row])),
                "target": after.name_of(int(imports.target[each.row])),
                "bytes": each.bytes,
                "modules": len(each.modules),
                "isInitial": not each.is_later,
            }
            for each in brought[:_MOST_BRINGINGS]
        ]
    }
