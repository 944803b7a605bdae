"""Which parts of webpack's stats are read, and into which tables.

Format: "Stats Data" of webpack's documentation (https://webpack.js.org/api/stats/). A build is
read into tables whose names begin with its level: ``root`` for the file's own object, ``child``
for those in its ``children``. Groups (``modules by path``) nest modules in ``children`` of
something that looks like a module itself; both go to one table, where a group's row repeats its
last module or has no identifier, and is told apart by that (`rows`).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, link, text

ROOT, CHILD = "root", "child"
LISTED, HELD = "listed", "held"
"""Modules of the build's own list, and those that chunks list."""

BUILDS = "builds"
MODULES, MEMBERS = "modules", "members"
REASONS, PLACES, USED, PROVIDED, BAILOUTS = "reasons", "places", "used", "provided", "bailouts"
CHUNKS, FILES, NAMES = "chunks", "files", "names"
PARENTS, CHILDREN, SIBLINGS = "parents", "children", "siblings"
ENTRIES, ENTRY_CHUNKS, ENTRY_FILES = "entries", "entry_chunks", "entry_files"
ASSETS, ASSET_CHUNKS, RELATED = "assets", "asset_chunks", "related"
NAMED, NAMED_FILES = "named", "named_files"
ERRORS, WARNINGS, HINTS = "errors", "warnings", "hints"

GROUPS_DEPTH = 10
"""How deep groups may nest: webpack's own go by status, layer, and folder within folder."""

_MEMBERS_DEPTH = 6
"""The same among the members of a concatenation, whose folders are alike."""

UNTOLD = -1
SAID = "said"
ABOUT = ("version", "rspackVersion", "outputPath", "name", "filteredModules")
"""What a build says of itself, by number: a row of `SAID` each."""


def _module_tables(prefix: str) -> tuple[Table, ...]:
    """A list of modules, and the members of those that are concatenations."""
    columns = (
        Column("size", default=UNTOLD),
        Column("depth", default=UNTOLD),
        Column("hidden"),
        Column("hidden_reasons"),
        Column("group", np.uint64),
    )
    texts = (text("identifier"), text("name"), text("type"), text("id"))
    small = (Column("orphan", np.uint8), Column("used", np.uint8))
    listed, members = f"{prefix}_{MODULES}", f"{prefix}_{MEMBERS}"
    holder = link("chunk", f"{prefix.partition('_')[0]}_{CHUNKS}")
    tables = [
        Table(listed, (*columns, *texts, holder, link("build", BUILDS), *small), resumable=True),
        Table(members, (*columns, *texts, link("parent", listed), *small), resumable=True),
    ]
    for owner in (listed, members):
        of = link("module", owner)
        reason = (text("inner"), text("outer"), text("type"), text("request"), text("loc"))
        tables += [
            Table(f"{owner}_{REASONS}", (*reason, of, Column("active", np.uint8))),
            Table(f"{owner}_{PLACES}", (text("chunk"), of)),
            Table(f"{owner}_{USED}", (text("name"), of)),
            Table(f"{owner}_{PROVIDED}", (text("name"), of)),
            Table(f"{owner}_{BAILOUTS}", (text("text"), of)),
        ]
    return tuple(tables)


def _build_tables(level: str) -> tuple[Table, ...]:
    """What one build holds, of a level."""
    own = (link("build", BUILDS),)
    in_chunk = (text("text"), link("chunk", f"{level}_{CHUNKS}"))
    sizes = (Column("size", default=UNTOLD),)
    minimized = Column("minimized", np.uint8)
    return (
        *_module_tables(f"{level}_{LISTED}"),
        *_module_tables(f"{level}_{HELD}"),
        Table(
            f"{level}_{CHUNKS}",
            (
                text("id"),
                text("reason"),
                *own,
                Column("initial", np.uint8),
                Column("entry", np.uint8),
            ),
            resumable=True,
        ),
        *(
            Table(f"{level}_{name}", in_chunk)
            for name in (FILES, NAMES, PARENTS, CHILDREN, SIBLINGS)
        ),
        Table(f"{level}_{ENTRIES}", (text("name"), *own)),
        Table(f"{level}_{ENTRY_CHUNKS}", (text("text"), link("entry", f"{level}_{ENTRIES}"))),
        Table(f"{level}_{ENTRY_FILES}", (text("text"), link("entry", f"{level}_{ENTRIES}"))),
        Table(f"{level}_{ASSETS}", (*sizes, text("name"), *own, minimized), resumable=True),
        Table(f"{level}_{ASSET_CHUNKS}", (text("text"), link("asset", f"{level}_{ASSETS}"))),
        Table(
            f"{level}_{RELATED}",
            (*sizes, text("name"), text("type"), link("asset", f"{level}_{ASSETS}")),
        ),
        Table(f"{level}_{NAMED}", (text("name"), *own)),
        Table(f"{level}_{NAMED_FILES}", (text("text"), link("behind", f"{level}_{NAMED}"))),
        *(Table(f"{level}_{name}", (text("text"), *own)) for name in (ERRORS, WARNINGS, HINTS)),
        Table(f"{level}_{SAID}", (Column("what"), text("text"), *own)),
    )


@cache
def layout() -> Layout:
    """Every table."""
    return Layout((Table(BUILDS, resumable=True), *_build_tables(ROOT), *_build_tables(CHILD)))


def _texts(table: str, column: str, capture: Capture = Capture.TEXT) -> Value:
    """A list of texts, a row each."""
    return Value(array=Value(capture, f"{table}.{column}", commit=table))


def _reasons(table: str) -> Value:
    """A list of reasons, and of groups of those that come from one module. A group's own row
    repeats the last one in it."""
    keys = {
        "moduleIdentifier": Value(Capture.TEXT, f"{table}.outer"),
        "resolvedModuleIdentifier": Value(Capture.TEXT, f"{table}.inner"),
        "type": Value(Capture.TEXT, f"{table}.type"),
        "active": Value(Capture.BYTE, f"{table}.active"),
        "userRequest": Value(Capture.TEXT, f"{table}.request"),
        "loc": Value(Capture.TEXT, f"{table}.loc"),
    }
    one = Value(array=Value(object=Object(keys, record=table)))
    return Value(array=Value(object=Object({**keys, "children": one}, record=table)))


def _module(table: str, members: Value | None, groups: Value) -> Object:
    """A module, or a group of them."""
    keys = {
        "identifier": Value(Capture.TEXT, f"{table}.identifier"),
        "name": Value(Capture.TEXT, f"{table}.name"),
        "moduleType": Value(Capture.TEXT, f"{table}.type"),
        "id": Value(Capture.TEXT, f"{table}.id"),
        "size": Value(Capture.NUMBER, f"{table}.size"),
        "depth": Value(Capture.NUMBER, f"{table}.depth"),
        "orphan": Value(Capture.BYTE, f"{table}.orphan"),
        "filteredChildren": Value(Capture.NUMBER, f"{table}.hidden"),
        "filteredModules": Value(Capture.NUMBER, f"{table}.hidden"),
        "filteredReasons": Value(Capture.NUMBER, f"{table}.hidden_reasons"),
        "chunks": _texts(f"{table}_{PLACES}", "chunk", Capture.WORD),
        "reasons": _reasons(f"{table}_{REASONS}"),
        "usedExports": Value(
            Capture.BYTE, f"{table}.used", array=_texts(f"{table}_{USED}", "name").array
        ),
        "providedExports": _texts(f"{table}_{PROVIDED}", "name"),
        "optimizationBailout": _texts(f"{table}_{BAILOUTS}", "text"),
    }
    if members:
        keys["modules"] = members
    return Object(keys | {"children": groups}, record=table)


def _modules(prefix: str, with_groups: bool) -> Value:
    members = _grouped(f"{prefix}_{MEMBERS}", None, _MEMBERS_DEPTH if with_groups else 1)
    return _grouped(f"{prefix}_{MODULES}", members, GROUPS_DEPTH if with_groups else 1)


def _grouped(table: str, members: Value | None, depth: int) -> Value:
    """A list of modules and groups; of those below `depth` only where they stand."""
    found = Value(Capture.REFERENCE, f"{table}.group")
    for _ in range(depth):
        found = Value(array=Value(object=_module(table, members, found)))
    return found


def _chunk(level: str, with_groups: bool) -> Object:
    table = f"{level}_{CHUNKS}"
    words = {"parents": PARENTS, "children": CHILDREN, "siblings": SIBLINGS}
    keys = {
        "id": Value(Capture.WORD, f"{table}.id"),
        "reason": Value(Capture.TEXT, f"{table}.reason"),
        "initial": Value(Capture.BYTE, f"{table}.initial"),
        "entry": Value(Capture.BYTE, f"{table}.entry"),
        "names": _texts(f"{level}_{NAMES}", "text"),
        "files": _texts(f"{level}_{FILES}", "text"),
        "modules": _modules(f"{level}_{HELD}", with_groups),
    }
    keys |= {key: _texts(f"{level}_{name}", "text", Capture.WORD) for key, name in words.items()}
    return Object(keys, record=table)


def _entries(level: str) -> Value:
    table, files = f"{level}_{ENTRIES}", f"{level}_{ENTRY_FILES}"
    file = Value(
        Capture.TEXT,
        f"{files}.text",
        commit=files,
        object=Object({"name": Value(Capture.TEXT, f"{files}.text")}, record=files),
    )
    entry = Object(
        {
            "chunks": _texts(f"{level}_{ENTRY_CHUNKS}", "text", Capture.WORD),
            "assets": Value(array=file),
        },
        record=table,
    )
    key = Value(Capture.TEXT, f"{table}.name")
    return Value(object=Object(every_key=key, every_value=Value(object=entry)))


def _named(level: str) -> Value:
    """The files by the names of chunks: all that the smallest stats tell. Names are rows as soon
    as they are read, so that their files count them."""
    name = Value(Capture.TEXT, f"{level}_{NAMED}.name", commit=f"{level}_{NAMED}")
    file = Value(
        Capture.TEXT,
        f"{level}_{NAMED_FILES}.text",
        commit=f"{level}_{NAMED_FILES}",
        array=_texts(f"{level}_{NAMED_FILES}", "text").array,
    )
    return Value(object=Object(every_key=name, every_value=file))


def _assets(level: str) -> Value:
    table, related = f"{level}_{ASSETS}", f"{level}_{RELATED}"
    beside = Object(
        {
            "name": Value(Capture.TEXT, f"{related}.name"),
            "size": Value(Capture.NUMBER, f"{related}.size"),
            "type": Value(Capture.TEXT, f"{related}.type"),
        },
        record=related,
    )
    groups: Value | None = None
    for _ in range(GROUPS_DEPTH):
        keys = {
            "name": Value(Capture.TEXT, f"{table}.name"),
            "size": Value(Capture.NUMBER, f"{table}.size"),
            "chunks": _texts(f"{level}_{ASSET_CHUNKS}", "text", Capture.WORD),
            "info": Value(object=Object({"minimized": Value(Capture.BYTE, f"{table}.minimized")})),
            "related": Value(array=Value(object=beside)),
        }
        if groups:
            keys["children"] = groups
        groups = Value(array=Value(object=Object(keys, record=table)))
    assert groups is not None
    return groups


def _noted(table: str) -> Value:
    """Errors and the like: texts, or objects with a message."""
    said = Object({"message": Value(Capture.TEXT, f"{table}.text")}, record=table)
    return Value(array=Value(Capture.TEXT, f"{table}.text", commit=table, object=said))


def _build(level: str, with_groups: bool) -> dict[str, Value]:
    said = f"{level}_{SAID}"
    keys = {
        name: Value(Capture.WORD, f"{said}.text", constant=(f"{said}.what", number), commit=said)
        for number, name in enumerate(ABOUT)
    }
    return keys | {
        "assets": _assets(level),
        "chunks": Value(array=Value(object=_chunk(level, with_groups))),
        "modules": _modules(f"{level}_{LISTED}", with_groups),
        "entrypoints": _entries(level),
        "assetsByChunkName": _named(level),
        "errors": _noted(f"{level}_{ERRORS}"),
        "warnings": _noted(f"{level}_{WARNINGS}"),
        "hints": _noted(f"{level}_{HINTS}"),
    }


@cache
def schema(with_groups: bool, with_children: bool) -> Schema:
    """The schema of a file; where groups or the builds in its `children` are left out, it is
    smaller by far and quicker made."""
    keys = _build(ROOT, with_groups)
    if with_children:
        child = Object(_build(CHILD, with_groups), record=BUILDS)
        keys["children"] = Value(array=Value(object=child))
    return compile_schema(Value(object=Object(keys)), layout())
