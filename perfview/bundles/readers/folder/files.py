"""Reads built files by themselves: which load at start, and by their maps what is in them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from contextlib import AbstractContextManager

from perfview.bundles.built.files import BuiltFile
from perfview.bundles.built.maps import map_of
from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import root_of
from perfview.bundles.readers.folder.listing import Listing
from perfview.bundles.readers.folder.pages import file_of, loaded_by
from perfview.bundles.readers.folder.script_imports import imports_in, is_chunk
from perfview.bundles.readers.manifests import next as next_manifest
from perfview.bundles.readers.manifests import vite as vite_manifest
from perfview.bundles.readers.maps.placing import place_sources
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_views import load_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

MOST_PAGES = 100
MOST_BYTES = 128 << 20
"""Longer scripts are not looked into."""

_CHUNKS = (".js", ".mjs", ".cjs", ".css")
_PAGES = (".html", ".htm")
_NEXT = ("build-manifest.json", "app-build-manifest.json")
_VITE = (".vite/manifest.json", "manifest.json")


class _Folder:
    """A build in the making: files by their path from the output folder."""

    def __init__(self, listing: Listing, output: str) -> None:
        at = len(output)
        self._listing, self._output = listing, output
        self.files = {p[at:]: size for p, size in listing.files.items() if p.startswith(output)}
        self.build = Assembly("", "built files", SHIPPED)
        self.imported: set[str] = set()
        """Scripts that others import, and chunks of webpack's, which its runtime loads."""
        self.asks_later: Counter[str] = Counter()
        """How many others each script loads with `import()`."""
        self.nameless = self.unread = 0

    def code(self, name: str) -> bytes:
        """A file's content. Raises `UnreadableInput`."""
        return self.built(name).code()

    def built(self, name: str) -> BuiltFile:
        """A file as one that was built."""
        return self._listing.built(self._output + name)

    def opened(self, name: str) -> AbstractContextManager[Source]:
        """A file, for as long as it is read."""
        return self._listing.opened(self._output + name)


def read_files(
    listing: Listing, output: str, progress: Progress
) -> tuple[BundleModel, ImportReport]:
    """The files of the output folder. Raises `Cancelled`."""
    folder = _Folder(listing, output)
    build = folder.build
    by_manifest = _add_manifests(folder, progress)
    held = set(build.chunk_assets.columns[1])
    for name, size in folder.files.items():
        if by_manifest == "next" and not name.startswith("static/"):
            continue
        asset = build.asset(name, size)
        if name.endswith(_CHUNKS) and asset not in held:
            build.hold(build.chunk(name), asset)
    if not by_manifest:
        _add_pages(folder)
    _look_into(folder, progress, links=not by_manifest)
    if not build.entries:
        _add_likely_entries(folder)
    model = build.model()
    total = sum(folder.files.values())
    report = ImportReport(rows=len(model), read_bytes=total, total_bytes=total)
    report.note("nameless-source", folder.nameless, "Sources without a name are left out.")
    report.note("unread-file", folder.unread, "Files or maps that cannot be read tell only a size.")
    report.note(
        "no-stats", 1, "The folder holds no stats: who imports whom within the files is not told."
    )
    return model, report


def _add_manifests(folder: _Folder, progress: Progress) -> str:
    """What manifests tell of the files: ``next``, ``vite`` or "" for none."""
    build = folder.build
    for name in (name for name in _NEXT if name in folder.files):
        with folder.opened(name) as source:
            next_manifest.add_manifest(build, root_of(load_json(source, progress)))
    if build.asset_row:
        build.bundler, build.made_by = "webpack", "Next.js"
        return "next"
    for name in (name for name in _VITE if name in folder.files):
        with folder.opened(name) as source:
            vite_manifest.add_manifest(build, root_of(load_json(source, progress)))
        if build.asset_row:
            build.bundler, build.made_by = "rollup", "Vite"
            return "vite"
    return ""


def _add_pages(folder: _Folder) -> None:
    """Every page is an entry that loads its scripts and style sheets."""
    pages = [name for name in folder.files if name.endswith(_PAGES)]
    for page in sorted(pages, key=lambda name: (name.count("/"), name))[:MOST_PAGES]:
        try:
            addresses = loaded_by(folder.code(page))
        except UnreadableInput:
            continue
        found = [file_of(address, page, folder.files) for address in addresses]
        chunks = [folder.build.chunk_row.get(name or "", -1) for name in found]
        loaded = [chunk for chunk in dict.fromkeys(chunks) if chunk >= 0]
        if loaded:
            folder.build.entry(page, loaded)
            folder.build.chunk(list(folder.build.chunk_row)[loaded[0]], is_entry=True)


def _add_likely_entries(folder: _Folder) -> None:
    """Without a page: scripts nothing else loads, each with the style sheet of its name. Where
    parts import the main script in turn, the one that asks for the most others with `import()`."""
    build = folder.build
    scripts = [name for name in build.chunk_row if not name.endswith(".css")]
    first = [name for name in scripts if name not in folder.imported]
    if not first and folder.asks_later:
        first = [max(folder.asks_later, key=lambda name: (folder.asks_later[name], name))]
    styles: dict[str, list[str]] = {}
    for name in (name for name in build.chunk_row if name.endswith(".css")):
        styles.setdefault(_stem(name), []).append(name)
    for name in first:
        loaded = (name, *styles.get(_stem(name), ()))
        build.entry(name, [build.chunk(each, is_entry=True) for each in loaded])


def _stem(name: str) -> str:
    """A file's name before its hash and ending."""
    return re.split(r"[.-]", posixpath.basename(name), maxsplit=1)[0]


def _look_into(folder: _Folder, progress: Progress, *, links: bool) -> None:
    """The modules of every script and style sheet, and what scripts import of each other."""
    named = [n for n in folder.build.asset_row if n.endswith(_CHUNKS) and n in folder.files]
    done, total = 0, sum(folder.files[name] for name in named)
    for name in named:
        progress.report("Reading built files", bytes_done=done, bytes_total=total)
        done += folder.files[name]
        if folder.files[name] > MOST_BYTES:
            folder.unread += 1
            continue
        try:
            _look_into_one(folder, name, links)
        except UnreadableInput:
            folder.unread += 1


def _look_into_one(folder: _Folder, name: str, links: bool) -> None:
    code = folder.code(name)
    chunk = folder.build.chunk_row.get(name, -1)
    if is_chunk(code):
        folder.imported.add(name)
    for other, later in imports_in(code, name) if links and chunk >= 0 else ():
        if other in folder.build.chunk_row and other != name:
            folder.imported.add(other)
            folder.asks_later[name] += later
            folder.build.link(chunk, folder.build.chunk_row[other], later=later)
    found = map_of(folder.built(name), code)
    if found is not None:
        folder.nameless += place_sources(folder.build, found, name, code)
