"""Two builds of one project held against each other: which module, package, chunk and file of one
is which of the other, and what each weighs in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.matching import Matched, Matching, without_hash
from perfview.bundles.measures.totals import chunk_totals, package_totals
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.naming.packages import package_of
from perfview.bundles.study import Study

_MOSTLY = 0.5
"""From this part of the smaller chunk's bytes on, two chunks with other names are one and the same:
most of what is in it went there together."""


@dataclass(frozen=True)
class BuildDiff:
    """Which rows of two builds belong together.

    Modules by path, else by package and path in it, wherever that is installed; packages by folder,
    else by name and version, else by name; files by name without hash; chunks by the name the
    project gave them, else by what is in them.
    """

    before: Study
    after: Study
    modules: Matched
    packages: Matched
    chunks: Matched
    assets: Matched


@dataclass(frozen=True)
class Sizes:
    """Of k things, int64 (k), in bytes: in all files and in those that load at start, before and
    after; 0 where there is none."""

    shipped_before: NDArray[np.int64]
    shipped_after: NDArray[np.int64]
    initial_before: NDArray[np.int64]
    initial_after: NDArray[np.int64]


@dataclass(frozen=True)
class Compressed:
    """The same as gzip -9, int64 (k); -1 where it is not known."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]


def build_diff(before: Study, after: Study) -> BuildDiff:
    """Hold two builds against each other; worked out once for a pair."""
    return after.once(f"build_diff.{id(before)}", lambda: _diff(before, after))


def module_sizes(diff: BuildDiff) -> Sizes:
    """What modules weighed and weigh."""
    before, after = diff.before.weights, diff.after.weights
    return Sizes(
        *diff.modules.sizes(before.of_module, after.of_module),
        *diff.modules.sizes(before.at_start, after.at_start),
    )


def package_sizes(diff: BuildDiff) -> Sizes:
    """What packages weighed and weigh."""
    before, after = package_totals(diff.before), package_totals(diff.after)
    return Sizes(
        *diff.packages.sizes(before.bytes, after.bytes),
        *diff.packages.sizes(before.initial_bytes, after.initial_bytes),
    )


def chunk_sizes(diff: BuildDiff) -> Sizes:
    """What the files of chunks weighed and weigh; at start those of initial chunks."""
    shipped = diff.chunks.sizes(chunk_totals(diff.before).bytes, chunk_totals(diff.after).bytes)
    at_start = diff.chunks.sizes(*(_initial(each) for each in (diff.before, diff.after)))
    return Sizes(*shipped, *at_start)


def asset_sizes(diff: BuildDiff) -> Sizes:
    """What files weighed and weigh."""
    before, after = diff.before, diff.after
    shipped = [np.maximum(file_sizes(each), 0) for each in (before, after)]
    at_start = [
        size * each.weights.is_initial for size, each in zip(shipped, (before, after), strict=True)
    ]
    return Sizes(*diff.assets.sizes(*shipped), *diff.assets.sizes(*at_start))


def module_gzip(diff: BuildDiff) -> Compressed:
    """Modules' parts of the compressed files, before and after. Compresses both builds."""
    parts = [np.rint(each.compressed.gzip_of_module).astype(np.int64) for each in _both(diff)]
    return Compressed(*diff.modules.sizes(*parts))


def asset_gzip(diff: BuildDiff) -> Compressed:
    """Files as gzip -9, before and after. Compresses both builds."""
    return Compressed(*diff.assets.sizes(*(each.compressed.gzip_bytes for each in _both(diff))))


def _both(diff: BuildDiff) -> tuple[Study, Study]:
    return diff.before, diff.after


def _initial(study: Study) -> NDArray[np.int64]:
    return chunk_totals(study).bytes * study.model.chunks.is_initial


def _diff(before: Study, after: Study) -> BuildDiff:
    modules = _modules(before, after)
    return BuildDiff(
        before,
        after,
        modules,
        _packages(before, after),
        _chunks(before, after, modules),
        _assets(before, after),
    )


def _modules(before: Study, after: Study) -> Matched:
    found = Matching(len(before.model.modules), len(after.model.modules))
    found.by_key(before.name_of, after.name_of)
    found.by_key(
        lambda row: _in_package(before.name_of(row)), lambda row: _in_package(after.name_of(row))
    )
    return found.matched()


def _in_package(path: str) -> tuple[str, str] | None:
    """A package's name and a path in it, wherever it is installed; None for own code."""
    package = package_of(path)
    return (package.name, path[len(package.folder) :]) if package else None


def _packages(before: Study, after: Study) -> Matched:
    found = Matching(len(before.model.packages), len(after.model.packages))
    texts = before.model.strings, after.model.strings
    old, new = before.model.packages, after.model.packages
    found.by_key(lambda row: texts[0][old.folder[row]], lambda row: texts[1][new.folder[row]])
    found.by_key(
        lambda row: (texts[0][old.name[row]], texts[0][old.version[row]]),
        lambda row: (texts[1][new.name[row]], texts[1][new.version[row]]),
    )
    found.by_key(lambda row: texts[0][old.name[row]], lambda row: texts[1][new.name[row]])
    return found.matched()


def _assets(before: Study, after: Study) -> Matched:
    found = Matching(len(before.model.assets), len(after.model.assets))
    names = [
        [each.model.strings[text] for text in each.model.assets.name] for each in (before, after)
    ]
    found.by_key(names[0].__getitem__, names[1].__getitem__)
    found.by_key(lambda row: without_hash(names[0][row]), lambda row: without_hash(names[1][row]))
    return found.matched()


def _chunks(before: Study, after: Study, modules: Matched) -> Matched:
    found = Matching(len(before.model.chunks), len(after.model.chunks))
    found.by_key(lambda row: _given_name(before, row), lambda row: _given_name(after, row))
    _by_content(found, before, after, modules)
    names = [
        [each.model.strings[text] for text in each.model.chunks.name] for each in (before, after)
    ]
    found.by_key(lambda row: without_hash(names[0][row]), lambda row: without_hash(names[1][row]))
    return found.matched()


def _given_name(study: Study, chunk: int) -> str | None:
    """The name that a project gave a chunk, None for one that is called by its number."""
    chunks, texts = study.model.chunks, study.model.strings
    name = texts[chunks.name[chunk]]
    is_number = name == texts[chunks.id[chunk]] and name.isdecimal()
    return None if is_number else without_hash(name)


def _by_content(found: Matching, before: Study, after: Study, modules: Matched) -> None:
    """Match chunks that share most of what is in the smaller one, those that share most first."""
    old, new = found.left_over()
    if not old or not new:
        return
    shared = _shared_bytes(before, after, modules)
    total = chunk_totals(before).module_bytes, chunk_totals(after).module_bytes
    free_before, free_after = set(old), set(new)
    for (left, right), size in sorted(shared.items(), key=lambda each: -each[1]):
        if left not in free_before or right not in free_after:
            continue
        if size >= _MOSTLY * max(min(int(total[0][left]), int(total[1][right])), 1):
            found.pair(left, right)
            free_before.discard(left)
            free_after.discard(right)


def _shared_bytes(before: Study, after: Study, modules: Matched) -> dict[tuple[int, int], int]:
    """Bytes of modules that stand in a chunk of the earlier build and in one of the later, by the
    two chunks; as they are in the later one."""
    weights = after.weights
    partner = modules.partner(len(after.model.modules))
    chunks_of: dict[int, list[int]] = {}
    old = before.weights
    for module, chunk in zip(old.module.tolist(), old.chunk.tolist(), strict=True):
        if chunk >= 0:
            chunks_of.setdefault(module, []).append(chunk)
    found: dict[tuple[int, int], int] = {}
    rows = zip(
        partner[weights.module].tolist(),
        weights.chunk.tolist(),
        weights.bytes.tolist(),
        strict=True,
    )
    for was, chunk, size in rows:
        for earlier in chunks_of.get(was, ()) if was >= 0 and chunk >= 0 else ():
            found[earlier, chunk] = found.get((earlier, chunk), 0) + size
    return found
