"""`perfview export`: a table as CSV, JSON or NumPy arrays, or rows for other tools to open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import click

from perfview.cli.options import (
    as_kind,
    checked,
    choose,
    file_argument,
    given,
    no_cache,
    raw_clocks,
    sample_type,
)
from perfview.cli.where import rows_where, where

if TYPE_CHECKING:
    from perfview.engine.opened import Opened

FORMATS = ("csv", "json", "npz")
BINARY = ("npz", "pprof")


class FormatName(click.ParamType[str]):
    """A format of tables, or of other tools: which of those there are is asked of the pillars when
    one is named, so that help is quick."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name itself when there is such a format."""
        if value in FORMATS:
            return value
        from perfview.engine.pillars import PILLARS

        documents = [name for pillar in PILLARS for name in pillar.document_writers()]
        return choose(value, [*FORMATS, *documents], "--format")


@click.command(name="export", short_help="Write a table of a recording to a file.")
@file_argument
@click.option("--table", default="", help="Which table, e.g. spans.")
@click.option(
    "--format",
    "form",
    type=FormatName(),
    default="csv",
    show_default=True,
    help="csv, json and npz write the table. Files other tools open: of traces otlp-json and "
    "chrome-json, of profiles speedscope, collapsed and pprof.",
)
@click.option(
    "--out",
    default="-",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The file to write, replaced when it exists; standard output without it.",
)
@where
@given
@checked
@sample_type
@as_kind
@no_cache
@raw_clocks
def command(
    file: str,
    table: str,
    form: str,
    out: str,
    where: str,
    given: tuple[str, ...],
    connection: str,
    sample_type: str,
    kind: str,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Write a table of a recording to a file, or its rows in the format of other tools.

    In a format of other tools all spans or samples are written, or those that --where keeps.
    """
    from perfview.cli.opening import read_file
    from perfview.engine.pillars import PILLARS, pillar

    _check_terminal(form, out)
    if form in FORMATS and not any(table in each.table_writers() for each in PILLARS):
        choose(table, [name for each in PILLARS for name in each.table_writers()], "--table")
    opened = read_file(
        file,
        use_cache=use_cache,
        raw_clocks=raw_clocks,
        sample_type=sample_type,
        kind=kind or _kind_for(table, form, file),
        given=given,
        connection=connection,
        analyse=False,
    )
    if form not in FORMATS:
        _write(_document(opened, form, where), out)
        return 0
    tables = pillar(opened.identity.kind).table_writers()
    choose(table, tables, "--table")
    _write(_table(opened, table, form, where), out)
    return 0


def _check_terminal(form: str, out: str) -> None:
    """Keep what is no text off a terminal."""
    import sys

    if out == "-" and form in BINARY and sys.stdout.isatty():
        raise click.BadParameter(f"{form} is no text: name a file to write.", param_hint="--out")


def _kind_for(table: str, form: str, file: str) -> str:
    """The kind to open a file as that has this table or is written in this format, "" where there
    is nothing to choose."""
    from perfview.cli.unreadable import naming
    from perfview.engine.identify import identify
    from perfview.engine.pillars import PILLARS, Pillar
    from perfview.recording.errors import UnreadableInput
    from perfview.recording.source import Source

    def has(pillar: Pillar) -> bool:
        if form in FORMATS:
            return table in pillar.table_writers()
        return form in pillar.document_writers()

    with naming(file), Source(file) as source:
        if has(identify(source).pillar):
            return ""
        for each in PILLARS:
            if has(each):
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

    kind = pillar(opened.identity.kind)
    writers = kind.document_writers()
    write = writers[choose(form, [*writers, *FORMATS], "--format")]
    rows = np.arange(opened.report.rows)
    if where:
        rows = rows_where(opened, f"{kind.row_word}s", where)
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
