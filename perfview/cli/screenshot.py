"""`perfview screenshot`: the real views, drawn without a display."""

from __future__ import annotations

import re

import click

from perfview.cli.options import as_kind, file_argument, no_cache

SMALLEST_SIDE, LARGEST_SIDE = 100, 16_384
"""Pixels a picture may be wide or high."""


def read_size(context: click.Context, option: click.Parameter, written: str) -> tuple[int, int]:
    """``1600x960`` as two numbers. Raises BadParameter for what no picture can be."""
    match = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", written.strip())
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if min(width, height) < SMALLEST_SIDE or max(width, height) > LARGEST_SIDE:
        allowed = f"each {SMALLEST_SIDE} to {LARGEST_SIDE}"
        raise click.BadParameter(f"“{written}” is no size; give WIDTHxHEIGHT, {allowed}.")
    return width, height


@click.command(name="screenshot", short_help="Draw a view of a recording into a PNG.")
@file_argument
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The PNG to write.")
@click.option("--view", default="", metavar="NAME", help="Which view, e.g. flame; else the first.")
@click.option(
    "--theme",
    type=click.Choice(["dark", "light"]),
    default="dark",
    show_default=True,
    help="Which colours.",
)
@click.option(
    "--size",
    default="1600x1000",
    show_default=True,
    metavar="WxH",
    callback=read_size,
    help="Width and height in pixels.",
)
@click.option(
    "--select",
    default="",
    metavar="ID",
    help="Select a span or trace by its id in the file, a function by its name, or a "
    "recommendation by its rank.",
)
@click.option(
    "--baseline", default="", metavar="FILE", help="Another recording to hold it against."
)
@click.option(
    "--target",
    "between",
    multiple=True,
    metavar="FILE",
    help="A heap snapshot taken between the two; repeatable.",
)
@as_kind
@no_cache
def command(
    file: str,
    out: str,
    view: str,
    theme: str,
    size: tuple[int, int],
    select: str,
    baseline: str,
    between: tuple[str, ...],
    kind: str,
    use_cache: bool,
) -> int:
    """Draw a recording as the window shows it, into a PNG."""
    import os
    import sys

    if sys.platform not in ("win32", "darwin"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # The offscreen platform warns of what it leaves out, which no picture needs.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    from perfview.cli.opening import known_kind
    from perfview.cli.unreadable import naming
    from perfview.ui.screenshot import render_screenshot

    try:
        with naming(file):
            render_screenshot(
                file,
                out,
                view,
                theme,
                size,
                select,
                use_cache,
                known_kind(kind),
                baseline,
                between,
            )
    except ValueError as error:
        sentence = str(error)
        raise click.UsageError(f"{sentence[:1].upper()}{sentence[1:]}.") from error
    except OSError as error:
        raise click.BadParameter(str(error), param_hint="--out") from error
    return 0
