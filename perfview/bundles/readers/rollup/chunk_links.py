"""Which chunk loads which, where a file tells only which module imports which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from perfview.bundles.model import DYNAMIC, LATER
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.starting import loaded_along

MOST_ENTRIES = 100
"""Entries of which each is followed by itself."""


def link_by_imports(build: Assembly) -> None:
    """Entries of the build by the chunks that hold them, and links between chunks: of one to
    another where a module in the one imports a module that stands only outside of it.

    Many such imports were left out of the code, nothing of the other module being used. Where that
    would load the chunk of a lazy module at start though nothing at start imports the module
    itself, it is plain that they were: Rollup would have put what is shared apart.
    """
    along: dict[int, list[int]] = defaultdict(list)
    lazy: set[int] = set()
    for source, target, kind in zip(*build.imports.columns[:3], strict=True):
        if kind not in LATER:
            along[source].append(target)
        elif kind == DYNAMIC:
            lazy.add(target)
    chunks = _chunks_of(build)
    _enter(build, chunks, along)
    at_start = set(loaded_along(along, build.entered()))
    apart = {chunk for module in lazy - at_start for chunk in chunks.get(module, ())}
    early = {chunk for module in at_start for chunk in chunks.get(module, ())} - apart
    for parent, child, later in _pairs(build, chunks):
        if later or parent not in early or child not in apart:
            build.link(parent, child, later=later)
    _link_through_what_stands_nowhere(build, chunks, along, apart)


def _link_through_what_stands_nowhere(
    build: Assembly,
    chunks: dict[int, dict[int, None]],
    along: dict[int, list[int]],
    apart: set[int],
) -> None:
    """An entry loads what it imports by way of modules that are in no chunk: barrels, of which
    nothing is left. Of builds with very many entries nothing is added."""
    entries = build.entered()
    for entry in entries if len(entries) <= MOST_ENTRIES else ():
        held: dict[int, None] = {}
        for module in loaded_along(along, [entry]):
            held.update(chunks.get(module, {}))
        early = [chunk for chunk in held if chunk not in apart]
        for chunk in early[1:]:
            build.link(early[0], chunk, later=False)


def _chunks_of(build: Assembly) -> dict[int, dict[int, None]]:
    """The chunks each module stands in."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for module, chunk in zip(*build.places.columns[:2], strict=True):
        if chunk >= 0:
            found[module][chunk] = None
    return found


def _enter(
    build: Assembly, chunks: dict[int, dict[int, None]], along: dict[int, list[int]]
) -> None:
    """Each entry begins with the chunk that holds it, or the first of what it loads."""
    names, identifiers = list(build.chunk_row), list(build.module_row)
    for entry in build.entered():
        held = chunks.get(entry)
        if held is None:
            reached = loaded_along(along, [entry])
            held = next((chunks[module] for module in reached if module in chunks), {})
        name = build.paths.get(entry, identifiers[entry])
        build.entry(name, [build.chunk(names[chunk], is_entry=True) for chunk in held])


def _pairs(build: Assembly, chunks: dict[int, dict[int, None]]) -> Iterable[tuple[int, int, bool]]:
    """Each chunk and one it loads, and whether that is later; each once."""
    found: dict[tuple[int, int, bool], None] = {}
    for source, target, kind in zip(*build.imports.columns[:3], strict=True):
        parents, children = chunks.get(source), chunks.get(target)
        if parents is None or children is None or parents == children:
            continue
        for parent in parents.keys() - children.keys():
            for child in children:
                found[parent, child, kind in LATER] = None
    return found
