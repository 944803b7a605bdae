"""`perfview export`: any table of a recording as CSV, JSON or NumPy arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.options import choose, file_argument, no_cache
from perfview.cli.where import rows_where, where

if TYPE_CHECKING:
    from perfview.engine.table_files import Columns

FORMATS = ("csv", "json", "npz")


@click.command(name="export", short_help="Write a table of a recording to a file.")
@file_argument
@click.option("--table", required=True, help="Which table, e.g. spans.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True),
    help="The file to write, replaced when it exists; - for standard output.",
)
@where
@no_cache
def command(file: str, table: str, form: str, out: str, where: str, use_cache: bool) -> int:
    """Write a table of a recording to a file."""
    from perfview.cli.opening import read_file
    from perfview.engine.pillars import PILLARS, pillar
    from perfview.engine.table_files import chosen

    if not any(table in each.table_writers() for each in PILLARS):
        choose(table, [name for each in PILLARS for name in each.table_writers()], "--table")
    opened = read_file(file, use_cache=use_cache, analyse=False)
    tables = pillar(opened.identity.kind).table_writers()
    choose(table, tables, "--table")
    columns: Columns = tables[table](opened.study)
    if where:
        columns = chosen(columns, rows_where(opened, table, where))
    _write(columns, form, out)
    return 0


def _write(columns: Columns, form: str, out: str) -> None:
    """Write the table, beside its place first: what was there stays until the new one is whole.

    A device or a pipe is written into, not replaced.
    """
    import os
    from pathlib import Path

    from perfview.cli.terminal import UnwritableOutputError, binary_output
    from perfview.engine.table_files import WRITERS

    if out == "-":
        with binary_output() as stream:
            WRITERS[form](columns, stream)
        return
    place = Path(out)
    if not place.parent.is_dir():
        raise click.BadParameter(f"There is no folder “{place.parent}”.", param_hint="--out")
    is_special = place.exists() and not place.is_file()
    temporary = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with open(place if is_special else temporary, "wb") as file:
            WRITERS[form](columns, file)
        if not is_special:
            os.replace(temporary, place)
    except OSError as error:
        raise UnwritableOutputError(out, error) from error
    finally:
        temporary.unlink(missing_ok=True)
