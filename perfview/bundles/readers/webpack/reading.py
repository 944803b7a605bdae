"""A file of stats to a model: the tables, then the builds in them."""

from __future__ import annotations

import re

from perfview.bundles.model import BundleModel
from perfview.bundles.readers.webpack.assembly import assemble, finish
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.reporting import report_several
from perfview.bundles.readers.webpack.schema import (
    ASSETS,
    BUILDS,
    CHILD,
    CHUNKS,
    HELD,
    LISTED,
    MEMBERS,
    MODULES,
    ROOT,
    schema,
)
from perfview.bundles.readers.webpack.texts import Texts
from perfview.bundles.readers.webpack.uniting import names_of, united
from perfview.kernels.tables import Tables
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_columns import Follower, JsonOutcome, JsonReading, Split
from perfview.recording.json_keys import json_head
from perfview.recording.json_reports import note_converted, report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

_SPLITS = (
    # The list of members comes last in a module of the build's own list; members have none.
    Split(re.compile(rb'\]\s*\},\s*(\{)\s*"type"\s*:\s*"module"\s*,\s*"moduleType"'), "modules[]"),
    Split(re.compile(rb'\},\s*(\{)\s*"type"\s*:\s*"module"\s*,\s*"moduleType"'), "modules[]"),
    Split(re.compile(rb'\},\s*(\{)\s*"id"\s*:\s*[^,]{1,99},\s*"identifier"\s*:'), "modules[]"),
)
_FIRST_BRACE = re.compile(rb"(?m)^(\{)")


def read_stats(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The model of a file and how reading it went. Raises `Cancelled`, and `UnreadableInput` for
    what holds nothing of a build."""
    content = as_utf8(source)
    outcome = _read(content, progress)
    tables = outcome.tables
    report = report_of_json(content, outcome)
    note_converted(content, source, report)
    progress.check()
    texts = Texts(tables.texts)
    found = finish(_assembled(tables, texts, report), texts)
    if not len(found) and not len(found.chunks) and not len(found.notes):
        raise UnreadableInput(
            "No module, chunk or file of a build could be read",
            remedy="Write the stats anew: webpack --json=stats.json",
        )
    report.rows = len(found)
    return found, report


def _read(content: Source, progress: Progress) -> JsonOutcome:
    """Read with the smallest schema that does: groups of modules and several builds are seldom."""

    def follow(_: Tables) -> Follower:
        return lambda origin: None

    # What a package manager prints before it stands in the same file where output was redirected.
    restart = None if json_head(content).startswith(b"{") else _FIRST_BRACE

    def read(with_groups: bool, with_children: bool) -> JsonOutcome:
        shape = schema(with_groups, with_children)
        reading = JsonReading(content, shape, follow, progress, restart=restart)
        return reading.read(_SPLITS, "Reading the modules")

    outcome = read(False, False)
    with_children = not _holds_build(outcome.tables)
    if with_children:
        outcome = read(False, True)
    return read(True, with_children) if _holds_groups(outcome.tables) else outcome


def _holds_build(tables: Tables) -> bool:
    return any(tables.rows(f"{ROOT}_{name}") for name in (ASSETS, CHUNKS, f"{LISTED}_{MODULES}"))


def _holds_groups(tables: Tables) -> bool:
    lists = [f"{level}_{where}" for level in (ROOT, CHILD) for where in (LISTED, HELD)]
    owners = [f"{each}_{kind}" for each in lists for kind in (MODULES, MEMBERS)]
    return any(tables.column(owner, "group").any() for owner in owners)


def _assembled(tables: Tables, texts: Texts, report: ImportReport) -> BundleModel:
    """The file's own build, or all of those in it."""
    several = tables.rows(BUILDS)
    if not several:
        return assemble(Build(tables, ROOT), texts, report)
    builds = [Build(tables, CHILD, number) for number in range(several)]
    names = names_of(builds, texts)
    report_several(names, report)
    return united([assemble(each, texts, report) for each in builds], names, texts)
