"""`perfview what-if`: what a change would bring, before anybody makes it."""

from __future__ import annotations

import click

from perfview.cli.options import file_argument, no_cache, raw_clocks


@click.command(name="what-if", short_help="Foresee what a change would bring.")
@file_argument
@click.option(
    "--operation", required=True, metavar="NAME", help="What changes; a part of its name will do."
)
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
@click.option("--json", "as_json", is_flag=True, help="Print the answer for programs.")
@no_cache
@raw_clocks
def command(
    file: str,
    operation: str,
    service: str,
    endpoint: str,
    faster: float | None,
    remove: bool,
    parallel: bool,
    batch: bool,
    as_json: bool,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Say what requests would take if an operation were faster, gone, side by side or batched.

    The operation is changed in every request; how long each would take then is worked out from
    who waited for whom and, where calls queue for workers or connections, from the queues.
    """
    from perfview.cli.opening import read_file
    from perfview.cli.terminal import write
    from perfview.engine.pillars import pillar
    from perfview.findings.forecast import Question, UnanswerableError

    chosen = {"faster": faster is not None, "remove": remove, "parallel": parallel, "batch": batch}
    question = Question(operation, _one_of(chosen), faster or 0.0, service, endpoint)
    opened = read_file(file, use_cache=use_cache, raw_clocks=raw_clocks, analyse=False)
    kind = pillar(opened.identity.kind)
    try:
        forecast = kind.foresee(opened.study, question)
    except UnanswerableError as error:
        raise click.BadParameter(str(error), param_hint=error.option) from error
    if as_json:
        from perfview.engine.forecast_report import forecast_json

        write(forecast_json(opened, forecast))
    else:
        from perfview.cli.forecast_text import forecast_text

        write(forecast_text(forecast))
    return 0


def _one_of(chosen: dict[str, bool]) -> str:
    """The one change that was asked for. Raises UsageError."""
    wanted = [name for name, on in chosen.items() if on]
    if len(wanted) == 1:
        return wanted[0]
    options = ", ".join(f"--{name}" for name in chosen)
    raise click.UsageError(f"Say what is to change with one of {options}.")
