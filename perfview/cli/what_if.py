"""`perfview what-if`: what a change would bring, before anybody makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.changes import OF_BUILDS, Changes
from perfview.cli.options import file_argument, given, no_cache, raw_clocks

if TYPE_CHECKING:
    from perfview.engine.opened import Opened


@click.command(name="what-if", cls=Changes, short_help="Foresee what a change would bring.")
@file_argument
@click.option("--operation", metavar="NAME", help="What changes; a part of its name will do.")
@click.option("--service", default="", metavar="NAME", help="The operation's service.")
@click.option("--endpoint", default="", metavar="NAME", help="Tell only of this endpoint.")
@click.option(
    "--faster",
    type=click.FloatRange(0, 100, min_open=True),
    metavar="PERCENT",
    help="Its own work takes so much less, what it calls as long as before.",
)
@click.option(
    "--remove",
    "removed",
    multiple=True,
    metavar="[PACKAGE]",
    help="It is gone, and what it called with it. Of a build: nobody imports this package; "
    "repeatable.",
)
@click.option("--parallel", is_flag=True, help="Its calls in one place run side by side.")
@click.option("--batch", is_flag=True, help="Its calls in one place become one.")
@click.option(
    "--cut",
    "cuts",
    multiple=True,
    metavar="CLASS.PROPERTY | IMPORTER MODULE",
    help="Of a heap: this reference is cleared, of all objects of a class or of one "
    '(@ID.PROPERTY). Of a build: this import is gone (IMPORTER "": from anywhere). Repeatable, '
    "all at once, as all that follow.",
)
@click.option(
    "--lazy",
    nargs=2,
    multiple=True,
    metavar="IMPORTER MODULE",
    help="Of a build: this import becomes an import(). Modules, folders and packages are named by "
    "their path or any part of it that is unique.",
)
@click.option(
    "--dedupe",
    multiple=True,
    metavar="PACKAGE",
    help="Of a build: one copy of this package instead of several; name the folder of the copy to "
    "keep, or the package for the newest.",
)
@click.option(
    "--bypass",
    multiple=True,
    metavar="BARREL",
    help="Of a build: whoever imports from this index file imports what it needs from where it is.",
)
@click.option(
    "--free",
    multiple=True,
    metavar="BARREL",
    help="Of a build: this index file is declared free of side effects.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer for programs.")
@given
@no_cache
@raw_clocks
def command(
    file: str,
    operation: str | None,
    service: str,
    endpoint: str,
    faster: float | None,
    removed: tuple[str, ...],
    parallel: bool,
    batch: bool,
    cuts: tuple[str, ...],
    lazy: tuple[tuple[str, str], ...],
    dedupe: tuple[str, ...],
    bypass: tuple[str, ...],
    free: tuple[str, ...],
    as_json: bool,
    given: tuple[str, ...],
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Say what a change would bring: how long requests would take, what memory would be freed, or
    what would ship.

    Of a trace, an operation (--operation) is faster, gone, side by side or batched in every
    request; how long each would take then is worked out from who waited for whom and, where calls
    queue for workers or connections, from the queues. Of a heap, references (--cut) are cleared;
    what is freed is what nothing else keeps alive. Of a build's statistics, imports change (--lazy,
    --cut, --remove, --dedupe, --bypass, --free); what loads at start and what ships at all is
    worked out from who imports whom, and the built files are compressed anew.
    """
    from perfview.cli.opening import answering, read_file
    from perfview.cli.terminal import write

    changes = {
        "faster": faster is not None,
        "remove": "" in removed,
        "parallel": parallel,
        "batch": batch,
    }
    named = {
        "lazy": tuple("\n".join(each) for each in lazy),
        "cut": cuts,
        "remove": tuple(each for each in removed if each),
        "dedupe": dedupe,
        "bypass": bypass,
        "free": free,
    }
    wanted = [(kind, each) for kind in OF_BUILDS for each in named[kind]]
    _same_kind(operation, wanted, changes)
    opened = read_file(file, use_cache=use_cache, raw_clocks=raw_clocks, analyse=False, given=given)
    with answering():
        if wanted:
            write(_sizes(opened, wanted, as_json))
        else:
            question = (operation or "", _one_of(changes), faster or 0.0, service, endpoint)
            write(_times(opened, question, as_json))
    return 0


def _times(opened: Opened, question: tuple[str, str, float, str, str], as_json: bool) -> str:
    """What requests would take."""
    from perfview.engine.pillars import pillar
    from perfview.findings.forecast import Question

    forecast = pillar(opened.identity.kind).foresee(opened.study, Question(*question))
    if as_json:
        from perfview.engine.forecast_report import forecast_json

        return forecast_json(opened, forecast)
    from perfview.cli.forecast_text import forecast_text

    return forecast_text(forecast)


def _sizes(opened: Opened, changes: list[tuple[str, str]], as_json: bool) -> str:
    """What would become smaller; each change is its kind and what it is about."""
    from perfview.engine.pillars import pillar
    from perfview.findings.resizing import SizeChange

    wanted = [SizeChange(*each) for each in changes]
    forecast = pillar(opened.identity.kind).resized(opened.study, wanted)
    if as_json:
        from perfview.engine.size_report import size_forecast_json

        return size_forecast_json(opened, forecast)
    from perfview.cli.size_forecast_text import size_forecast_text

    return size_forecast_text(forecast)


def _same_kind(
    operation: str | None, wanted: list[tuple[str, str]], changes: dict[str, bool]
) -> None:
    """Raises UsageError when nothing is asked for, or sizes and times at once."""
    if wanted and (operation is not None or any(changes.values())):
        about = "memory" if {kind for kind, _ in wanted} == {"cut"} else "what ships"
        raise click.UsageError(
            f"--{wanted[0][0]} is about {about}; leave out what is about operations."
        )
    if not wanted and operation is None:
        raise click.UsageError(
            "Say what is to change: --operation NAME of a trace, --cut CLASS.PROPERTY of a heap, "
            "--lazy IMPORTER MODULE (or --cut, --remove, --dedupe, --bypass, --free) of a build."
        )
    if not wanted:
        _one_of(changes)


def _one_of(chosen: dict[str, bool]) -> str:
    """The one change that was asked for. Raises UsageError."""
    wanted = [name for name, on in chosen.items() if on]
    if len(wanted) == 1:
        return wanted[0]
    options = ", ".join(f"--{name}" for name in chosen)
    raise click.UsageError(f"Say what is to change with one of {options}.")
