"""The chunks of a build: what loads them, which files and which modules they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles import model
from perfview.bundles.model import ChunkLinks, Chunks, Modules, Pairs, Placements
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.files import Files
from perfview.bundles.readers.webpack.rows import Written, join_details
from perfview.bundles.readers.webpack.schema import (
    ASSET_CHUNKS,
    ASSETS,
    CHILDREN,
    CHUNKS,
    ENTRIES,
    ENTRY_CHUNKS,
    ENTRY_FILES,
    FILES,
    HELD,
    MODULES,
    NAMED,
    NAMED_FILES,
    NAMES,
    PARENTS,
    PLACES,
    SIBLINGS,
)
from perfview.bundles.readers.webpack.texts import Texts

_TRUE = ord("t")


@dataclass(frozen=True)
class Split:
    """How the build is split; placements of modules, entries with the chunks they load."""

    chunks: Chunks
    links: ChunkLinks
    placements: Placements
    chunk_assets: Pairs
    entry_name: NDArray[np.int32]
    entry_chunks: Pairs


@dataclass(frozen=True)
class _Known:
    """The chunks' ids (int32 texts); row_of int32: by text the chunk of that id, -1 for none;
    listed int32: of each chunk its row in the stats' list, -1 for none; is_named: the ids are
    names, as the stats have no others."""

    id: NDArray[np.int32]
    row_of: NDArray[np.int32]
    listed: NDArray[np.int32]
    is_named: bool

    def rows(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Chunks by their ids, -1 for none."""
        return np.take(self.row_of, ids)


def split_of(build: Build, written: Written, texts: Texts, files: Files, modules: Modules) -> Split:
    """Chunks as the stats list them, else as modules, files and entries name them."""
    at, (placed,) = join_details(build, written, PLACES, "chunk")
    placed = texts.ids(placed)
    known = _known(build, texts, placed)
    chunk_assets = _chunk_assets(build, texts, files, known)
    entry_name, entry_chunks = _entries(build, texts, files, known, chunk_assets)
    links = _links(build, texts, known)
    chunks = _chunks(build, texts, known, files, chunk_assets, entry_chunks)
    places = _places(build, written, known, at, placed)
    placements = _placements(places, chunk_assets, files, modules)
    return Split(chunks, links, placements, chunk_assets, entry_name, entry_chunks)


def _known(build: Build, texts: Texts, placed: NDArray[np.int32]) -> _Known:
    listed = texts.ids(build.column(CHUNKS, "id"))
    named = np.concatenate(
        [
            listed,
            placed,
            texts.ids(build.column(ENTRY_CHUNKS, "text")),
            texts.ids(build.column(ASSET_CHUNKS, "text")),
        ]
    )
    is_named = not (named >= 0).any()
    if is_named:
        named = texts.ids(build.column(NAMED, "name"))
    named = named[named >= 0]
    distinct, first = np.unique(named, return_index=True)
    ids = distinct[np.argsort(first, kind="stable")].astype(np.int32)
    row_of = np.full(len(texts) + 1, -1, np.int32)
    row_of[ids] = np.arange(len(ids))
    where = np.full(len(ids), -1, np.int32)
    told = np.flatnonzero(listed >= 0)[::-1]
    where[row_of[listed[told]]] = told
    return _Known(ids, row_of, where, is_named)


def _of_listed(
    build: Build, texts: Texts, known: _Known, table: str
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A list that chunks have: chunk and text, int32, those of no chunk left out."""
    ids = texts.ids(build.column(CHUNKS, "id"))
    of = build.column(table, "chunk")
    text = texts.ids(build.column(table, "text"))
    chunk = known.rows(np.append(ids, np.int32(-1))[np.minimum(of, len(ids))])
    good = (chunk >= 0) & (text >= 0)
    return chunk[good], text[good]


def _chunk_assets(build: Build, texts: Texts, files: Files, known: _Known) -> Pairs:
    chunk, name = _of_listed(build, texts, known, FILES)
    owner = build.column(ASSET_CHUNKS, "asset")
    names = np.append(texts.ids(build.column(ASSETS, "name")), np.int32(-1))
    also = known.rows(texts.ids(build.column(ASSET_CHUNKS, "text")))
    asset = files.row_of[names[np.minimum(owner, len(names) - 1)]]
    by_name, file = _by_name(build, texts, known)
    return _pairs(
        np.concatenate([chunk, also, by_name]),
        np.concatenate([files.row_of[name], asset, files.row_of[file]]),
    )


def _by_name(
    build: Build, texts: Texts, known: _Known
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Chunks and files of stats that have only names of chunks: int32 rows and texts."""
    names = texts.ids(build.column(NAMED, "name"))
    behind: NDArray[np.int32] = build.column(NAMED_FILES, "behind") - 1
    file = texts.ids(build.column(NAMED_FILES, "text"))
    if build.rows(CHUNKS) or not len(names):
        return file[:0], file[:0]
    return known.rows(names[np.clip(behind, 0, len(names) - 1)]), file


def _pairs(left: NDArray[np.int32], right: NDArray[np.int32]) -> Pairs:
    """Pairs, each once; those with -1 are left out."""
    good = (left >= 0) & (right >= 0)
    words = np.unique((left[good].astype(np.int64) << 32) | right[good])
    return Pairs((words >> 32).astype(np.int32), (words & 0xFFFFFFFF).astype(np.int32))


def _entries(
    build: Build, texts: Texts, files: Files, known: _Known, chunk_assets: Pairs
) -> tuple[NDArray[np.int32], Pairs]:
    """The entries, and the chunks they load: by their ids, else by their files."""
    names = texts.ids(build.column(ENTRIES, "name"))
    good = np.flatnonzero(names >= 0)
    entry = np.full(len(names) + 1, -1, np.int32)
    entry[good] = np.arange(len(good))

    def of(table: str) -> NDArray[np.int32]:
        owner: NDArray[np.int32] = np.minimum(build.column(table, "entry"), len(names))
        return entry[owner]

    chunk = known.rows(texts.ids(build.column(ENTRY_CHUNKS, "text")))
    pairs = _pairs(of(ENTRY_CHUNKS), chunk)
    if not len(pairs) and len(good):
        owner, asset = of(ENTRY_FILES), files.row_of[texts.ids(build.column(ENTRY_FILES, "text"))]
        chunk_of = np.full(len(files.assets) + 1, -1, np.int32)
        chunk_of[chunk_assets.right] = chunk_assets.left
        pairs = _pairs(owner, chunk_of[asset])
    return names[good], pairs


def _chunks(
    build: Build,
    texts: Texts,
    known: _Known,
    files: Files,
    chunk_assets: Pairs,
    entry_chunks: Pairs,
) -> Chunks:
    name = known.id.copy()
    # Backwards, so that of several the first stays; a script says more than its style sheet.
    order = np.argsort(files.assets.kind[chunk_assets.right] != model.SCRIPT, kind="stable")[::-1]
    if not known.is_named:
        name[chunk_assets.left[order]] = files.assets.name[chunk_assets.right[order]]
    chunk, text = _of_listed(build, texts, known, NAMES)
    name[chunk[::-1]] = text[::-1]

    def listed(column: str) -> NDArray[Any]:
        return np.append(build.column(CHUNKS, column), -1)[known.listed]

    initial = (listed("initial") == _TRUE) & (known.listed >= 0)
    initial[entry_chunks.right] = True
    is_entry = (listed("entry") == _TRUE) & (known.listed >= 0)
    reason = texts.ids(listed("reason").astype(np.int32))
    return Chunks(name, known.id, reason, initial, is_entry)


def _links(build: Build, texts: Texts, known: _Known) -> ChunkLinks:
    """A chunk's children load later. Of those that load side by side, the one that was split off
    loads along with the one that was asked for."""
    chunk, parent = _of_listed(build, texts, known, PARENTS)
    up = _pairs(known.rows(parent), chunk)
    chunk, child = _of_listed(build, texts, known, CHILDREN)
    down = _pairs(chunk, known.rows(child))
    later = _pairs(np.append(up.left, down.left), np.append(up.right, down.right))
    chunk, beside = _of_listed(build, texts, known, SIBLINGS)
    along = _pairs(chunk, known.rows(beside))
    reason = texts.ids(np.append(build.column(CHUNKS, "reason"), np.int32(-1))[known.listed])
    is_split = np.append((reason >= 0) & (known.listed >= 0), False)
    asked = ~is_split[along.left] & is_split[along.right]
    left = np.append(later.left, along.left[asked])
    right = np.append(later.right, along.right[asked])
    is_later = np.arange(len(left)) < len(later)
    other = left != right
    return ChunkLinks(left[other], right[other], is_later[other])


def _places(
    build: Build,
    written: Written,
    known: _Known,
    at: NDArray[np.int32],
    placed: NDArray[np.int32],
) -> Pairs:
    """Modules and the chunks they are in; members of a concatenation are where that is."""
    w = len(written.row)
    inside = at < w
    whole, chunk = at[inside], known.rows(placed[inside])
    held = written.start[2] + np.arange(build.rows(f"{HELD}_{MODULES}"))
    ids = np.append(build.column(CHUNKS, "id"), np.int32(-1))
    holder = known.row_of[_ids_of(build, ids)]
    whole = np.append(whole, held[: len(holder)]).astype(np.int32)
    chunk = np.append(chunk, holder)
    members = np.flatnonzero(written.parent >= 0)
    order = members[np.argsort(written.parent[members], kind="stable")]
    first = np.searchsorted(written.parent[order], np.arange(w + 1))
    counts = (first[1:] - first[:-1])[whole]
    inner = _ranges(first[whole], counts)
    module = np.append(written.row[whole], written.row[order[inner]])
    return _pairs(module, np.append(chunk, np.repeat(chunk, counts)))


def _ids_of(build: Build, ids: NDArray[np.int32]) -> NDArray[np.int32]:
    of: NDArray[np.int32] = build.column(f"{HELD}_{MODULES}", "chunk")
    return ids[np.minimum(of, len(ids) - 1)]


def _ranges(start: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """start[0], start[0] + 1 ... count[0] of them, then of the next."""
    ends = np.cumsum(count)
    every: NDArray[np.int64] = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    begun: NDArray[np.int64] = np.repeat(start - (ends - count), count)
    return every + begun


def _placements(places: Pairs, chunk_assets: Pairs, files: Files, modules: Modules) -> Placements:
    """Each place with the chunk's script, or its style sheet for a module of styles."""
    chunks = int(max(places.right.max(initial=-1), chunk_assets.left.max(initial=-1))) + 1
    kind = files.assets.kind[chunk_assets.right]

    def first_of(wanted: int) -> NDArray[np.int32]:
        found = np.full(chunks, -1, np.int32)
        rows = np.flatnonzero(kind == wanted)[::-1]
        found[chunk_assets.left[rows]] = chunk_assets.right[rows]
        return found

    script, sheet = first_of(model.SCRIPT), first_of(model.STYLE_SHEET)
    is_style = modules.kind[places.left] == model.STYLE
    asset = np.where(is_style, sheet[places.right], script[places.right]).astype(np.int32)
    return Placements(places.left, places.right, asset, np.full(len(places), -1, np.int64))
