"""`perfview export`: a table as CSV, JSON or NumPy arrays, or spans for other tools to open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import click

from perfview.cli.options import as_kind, choose, file_argument, no_cache, raw_clocks
from perfview.cli.where import rows_where, where

if TYPE_CHECKING:
    from perfview.engine.opened import Opened

FORMATS = ("csv", "json", "npz")
DOCUMENTS = ("otlp-json", "chrome-json")
"""Formats of other tools; these write spans, not a table."""


@click.command(name="export", short_help="Write a table of a recording to a file.")
@file_argument
@click.option("--table", default="", help="Which table, e.g. spans.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS + DOCUMENTS),
    default="csv",
    show_default=True,
    help="csv, json and npz write the table; the others spans as a file other tools open.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The file to write, replaced when it exists; - for standard output.",
)
@where
@as_kind
@no_cache
@raw_clocks
def command(
    file: str,
    table: str,
    form: str,
    out: str,
    where: str,
    kind: str,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Write a table of a recording to a file, or spans in the format of other tools.

    With --format otlp-json or chrome-json all spans are written, or those that --where keeps.
    """
    from perfview.cli.opening import read_file
    from perfview.engine.pillars import PILLARS, pillar

    if form in FORMATS and not any(table in each.table_writers() for each in PILLARS):
        choose(table, [name for each in PILLARS for name in each.table_writers()], "--table")
    kind = kind or _kind_with(table, file)
    opened = read_file(file, use_cache=use_cache, raw_clocks=raw_clocks, kind=kind, analyse=False)
    if form in DOCUMENTS:
        _write(_document(opened, form, where), out)
        return 0
    tables = pillar(opened.identity.kind).table_writers()
    choose(table, tables, "--table")
    _write(_table(opened, table, form, where), out)
    return 0


def _kind_with(table: str, file: str) -> str:
    """The kind to open a file as that has this table, "" where there is nothing to choose."""
    from perfview.cli.unreadable import naming
    from perfview.engine.identify import identify
    from perfview.engine.pillars import PILLARS
    from perfview.recording.errors import UnreadableInput
    from perfview.recording.source import Source

    with naming(file), Source(file) as source:
        if not table or table in identify(source).pillar.table_writers():
            return ""
        for each in PILLARS:
            if table in each.table_writers():
                with contextlib.suppress(UnreadableInput):
                    return identify(source, each.kind).identity.kind
    return ""


def _table(opened: Opened, table: str, form: str, where: str) -> Callable[[BinaryIO], None]:
    from perfview.engine.pillars import pillar
    from perfview.engine.table_files import WRITERS, chosen

    columns = pillar(opened.identity.kind).table_writers()[table](opened.study)
    if where:
        columns = chosen(columns, rows_where(opened, table, where))
    return lambda file: WRITERS[form](columns, file)


def _document(opened: Opened, form: str, where: str) -> Callable[[BinaryIO], None]:
    import numpy as np

    from perfview.engine.pillars import pillar

    writers = pillar(opened.identity.kind).document_writers()
    write = writers[choose(form, writers, "--format")]
    rows = rows_where(opened, "spans", where) if where else np.arange(opened.report.rows)
    return lambda file: write(opened.study, rows.astype(np.int32), file, lambda: None)


def _write(write: Callable[[BinaryIO], None], out: str) -> None:
    """Call `write` with a file beside its place: what was there stays until the new one is whole.

    A device or a pipe is written into, not replaced.
    """
    import os
    from pathlib import Path

    from perfview.cli.terminal import UnwritableOutputError, binary_output

    if out == "-":
        with binary_output() as stream:
            write(stream)
        return
    place = Path(out)
    if not place.parent.is_dir():
        raise click.BadParameter(f"There is no folder “{place.parent}”.", param_hint="--out")
    is_special = place.exists() and not place.is_file()
    temporary = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with open(place if is_special else temporary, "wb") as file:
            write(file)
        if not is_special:
            os.replace(temporary, place)
    except OSError as error:
        raise UnwritableOutputError(out, error) from error
    finally:
        temporary.unlink(missing_ok=True)
