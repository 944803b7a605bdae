"""The built files of a build: beside its stats, below, or in a folder of builds near it.

What the stats say of their machine's folders is no address here: only the names of files count, and
the last names of the output folder.
"""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.built.files import BuiltFile, BuiltFiles
from perfview.bundles.model import MAP, SCRIPT, BundleModel
from perfview.recording.report import ImportReport

if TYPE_CHECKING:
    from perfview.recording.source import Source

OUTPUTS = (
    *("dist", "build", "out", "output", "public", "www", "static", "assets", "lib"),
    *(".next", ".next/static", ".output/public", "storybook-static"),
)
"""What bundlers and frameworks call the folder they write to."""

MOST_FOLDERS = 300
"""Folders that are looked into."""

MOST_FILES = 20_000
"""Files of a build that are looked for."""

_PROBES = 24
"""Files by which the folder is chosen, the largest of the build."""

MOST_STRIPPED = 3
"""Folders that names in stats may have more than the files on the disk."""


_EXACT = ("webpack", "rspack", "esbuild")
"""Bundlers whose stats have the files' sizes in bytes. Plugins of Rollup count characters, or what
their source maps cover, and Parcel prints kilobytes: within `_NEAR` of that a file is taken for
the one that is meant."""

_NEAR = 0.05

_LEAST_LEFT, _MOST_LEFT, _SHELL = 0.05, 3, 4096
"""What minification and wrapping can make of modules: where no size is told, a file far from theirs
is of something else. Recorded builds have 0.4 to 1.2."""

_HASHED = re.compile(r"[.-](?=[\w-]*[\dA-Z])[\w-]{8,}\.\w+$")
"""A name that changes with what the file holds."""


@dataclass(frozen=True)
class Asset:
    """A file as the stats tell it: its row, the parts of its name, its size (-1 unknown), whether
    that is exact, and bytes of its modules before minification (0 unknown)."""

    row: int
    parts: tuple[str, ...]
    size: int
    is_exact: bool
    source_bytes: int

    def is_size(self, size: int) -> bool:
        """Whether a file of this size with this name is it."""
        is_hashed = bool(_HASHED.search(self.parts[-1]))
        if self.size < 0:
            least, most = _LEAST_LEFT * self.source_bytes, _MOST_LEFT * self.source_bytes + _SHELL
            return is_hashed or not self.source_bytes or least <= size <= most
        if self.is_exact or size == self.size:
            return size == self.size
        return is_hashed or abs(size - self.size) <= _NEAR * self.size


def found_beside(model: BundleModel, source: Source, report: ImportReport) -> BuiltFiles:
    """The files on the disk with the names, and where these are told the sizes, of the build's;
    none where no folder near the stats has any. Files with the name but another size are from
    another build: they are left out, as the report then says."""
    near = [source.path] if source.is_folder else [source.path.parent, source.path.parent.parent]
    folders = _folders(near, model.output_folder)
    if source.is_folder:
        folders = chain(folders, _all_below(source.path))
    return _found(folders, model, report)


def found_in(folder: Path, model: BundleModel, report: ImportReport) -> BuiltFiles:
    """The same in a folder that was given, or below it."""
    return _found(_folders([folder], model.output_folder), model, report)


def _found(folders: Iterator[Path], model: BundleModel, report: ImportReport) -> BuiltFiles:
    assets = assets_of(model)
    probes = sorted(assets, key=lambda each: -each.size)[:_PROBES]
    best, most = None, (0, 0, 0)
    for folder in folders if probes else ():
        for stripped in range(min(MOST_STRIPPED, len(probes[0].parts) - 1) + 1):
            score = _score(folder, probes, stripped)
            if score > most:
                best, most = (folder, stripped), score
        if most[0] == len(probes):
            break
    if best is None:
        return BuiltFiles()
    return _taken(*best, assets, report)


def assets_of(model: BundleModel) -> list[Asset]:
    """The files that ship, scripts first."""
    found = []
    places, a = model.placements, len(model.assets)
    known = (places.asset >= 0) & (places.bytes >= 0)
    source_bytes = np.bincount(places.asset[known], places.bytes[known], a).astype(int).tolist()
    order = np.argsort(model.assets.kind != SCRIPT, kind="stable")
    for row in order[:MOST_FILES].tolist():
        name = model.strings[model.assets.name[row]].partition("?")[0].replace("\\", "/")
        parts = tuple(part for part in name.split("/") if part not in ("", ".", ".."))
        if parts and "\0" not in name and model.assets.kind[row] != MAP and ":" not in parts[0]:
            size = int(model.assets.bytes[row])
            found.append(Asset(row, parts, size, model.bundler in _EXACT, source_bytes[row]))
    return found


def _folders(near: list[Path], output: str) -> Iterator[Path]:
    """Where the files may be, likeliest first: these folders, what is below the first of them, and
    folders of builds in each, named as bundlers do or as the stats' output folder ends."""
    parts = [p for p in output.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    seen: set[Path] = set()
    for base in near:
        tails = [base.joinpath(*parts[-n:]) for n in (1, 2, 3) if n <= len(parts)]
        named = [base, *tails, *(base / name for name in OUTPUTS)]
        below = _subfolders(base) if base is near[0] else []
        inside = [inner for folder in named[1:] for inner in _subfolders(folder)]
        for folder in (*named, *below, *inside):
            if folder not in seen and len(seen) < MOST_FOLDERS and folder.is_dir():
                seen.add(folder)
                yield folder


def _all_below(folder: Path) -> Iterator[Path]:
    """Every folder in one that was opened, the outermost first: its stats may lie anywhere in it,
    and the files beside them or not."""
    waiting, seen = deque([folder]), 0
    while waiting and seen < MOST_FOLDERS:
        for inner in _subfolders(waiting.popleft()):
            seen += 1
            waiting.append(inner)
            yield inner


def _subfolders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                e.name
                for e in entries
                if e.is_dir(follow_symlinks=False) and e.name != "node_modules"
            )
    except OSError:
        return []
    return [folder / name for name in names[:MOST_FOLDERS]]


def _size(path: Path) -> int:
    """The size of a regular file, -1 for none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return -1
    return found.st_size if stat.S_ISREG(found.st_mode) else -1


def _score(folder: Path, probes: list[Asset], stripped: int) -> tuple[int, int, int]:
    """How well a folder fits: files that match, files by name alone, and fewest parts stripped."""
    same = named = 0
    for probe in probes:
        size = _size(folder.joinpath(*probe.parts[stripped:])) if probe.parts[stripped:] else -1
        named += size >= 0
        same += size >= 0 and probe.is_size(size)
    return same, named, -stripped


def _taken(folder: Path, stripped: int, assets: list[Asset], report: ImportReport) -> BuiltFiles:
    found: dict[int, BuiltFile] = {}
    stale: list[str] = []
    for asset in assets:
        path = folder.joinpath(*asset.parts[stripped:])
        size = _size(path) if asset.parts[stripped:] else -1
        if size >= 0 and asset.is_size(size):
            found[asset.row] = BuiltFile(path, size)
        elif size >= 0:
            stale.append("/".join(asset.parts))
    note_stale(stale, folder, report)
    return BuiltFiles(found, folder) if found else BuiltFiles()


def note_stale(stale: list[str], folder: Path, report: ImportReport) -> None:
    """Say which files are of another build."""
    if stale:
        more = f" (and {len(stale) - 1:,} more)" if len(stale) > 1 else ""
        detail = f"{stale[0]}{more} in {folder} has another size than the stats say"
        report.note("stale-build", len(stale), f"{detail}: it is of another build and left out.")
