"""`perfview open`: files in the window."""

from __future__ import annotations

import click

from perfview.cli.options import no_cache


@click.command(name="open", short_help="Open recordings in the window.")
@click.argument("files", type=click.Path(), nargs=-1)
@click.option("--sample", is_flag=True, help="Open the recording that comes with PerfView.")
@no_cache
def command(files: tuple[str, ...], sample: bool, use_cache: bool) -> int:
    """Open recordings in the window; without a display, print their analyses.

    Of FILES that are folders, a build opens as a whole, else every recording in it.
    """
    from perfview.cli.opening import open_window, sample_path

    chosen = [*files, *([str(sample_path())] if sample else [])]
    return open_window(chosen, use_cache=use_cache)
