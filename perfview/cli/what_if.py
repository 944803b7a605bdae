"""`perfview what-if`: what a change would bring, before anybody makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.options import file_argument, no_cache, raw_clocks

if TYPE_CHECKING:
    from perfview.engine.opened import Opened


@click.command(name="what-if", short_help="Foresee what a change would bring.")
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
@click.option("--remove", is_flag=True, help="It is gone, and what it called with it.")
@click.option("--parallel", is_flag=True, help="Its calls in one place run side by side.")
@click.option("--batch", is_flag=True, help="Its calls in one place become one.")
@click.option(
    "--cut",
    "cuts",
    multiple=True,
    metavar="CLASS.PROPERTY",
    help="Of a heap: this reference is cleared, of all objects of a class or of one "
    "(@ID.PROPERTY); repeatable, all at once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer for programs.")
@no_cache
@raw_clocks
def command(
    file: str,
    operation: str | None,
    service: str,
    endpoint: str,
    faster: float | None,
    remove: bool,
    parallel: bool,
    batch: bool,
    cuts: tuple[str, ...],
    as_json: bool,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Say what a change would bring: how long requests would take, or what memory would be freed.

    Of a trace, an operation (--operation) is faster, gone, side by side or batched in every
    request; how long each would take then is worked out from who waited for whom and, where calls
    queue for workers or connections, from the queues. Of a heap, references (--cut) are cleared;
    what is freed is what nothing else keeps alive.
    """
    from perfview.cli.opening import answering, read_file
    from perfview.cli.terminal import write

    changes = {"faster": faster is not None, "remove": remove, "parallel": parallel, "batch": batch}
    _same_kind(operation, cuts, changes)
    opened = read_file(file, use_cache=use_cache, raw_clocks=raw_clocks, analyse=False)
    with answering():
        if cuts:
            write(_sizes(opened, [("cut", each) for each in cuts], as_json))
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


def _same_kind(operation: str | None, cuts: tuple[str, ...], changes: dict[str, bool]) -> None:
    """Raises UsageError when nothing is asked for, or sizes and times at once."""
    if cuts and (operation is not None or any(changes.values())):
        raise click.UsageError("--cut is about memory; leave out what is about operations.")
    if not cuts and operation is None:
        raise click.UsageError(
            "Say what is to change: --operation NAME of a trace, --cut CLASS.PROPERTY of a heap."
        )
    if not cuts:
        _one_of(changes)


def _one_of(chosen: dict[str, bool]) -> str:
    """The one change that was asked for. Raises UsageError."""
    wanted = [name for name, on in chosen.items() if on]
    if len(wanted) == 1:
        return wanted[0]
    options = ", ".join(f"--{name}" for name in chosen)
    raise click.UsageError(f"Say what is to change with one of {options}.")
